// Block Kit's blocks. `surface` is where they stand: {id, where, values, errors, head, put()}.
import { html } from "../vendor/preact.js";
import { Control } from "./controls.js";
import { Field } from "./field.js";
import { markdown } from "./markdown.js";
import { plainOf, textOf, wordsOf } from "./mrkdwn.js";
import { Button, Menu } from "./pressed.js";
import { richText, Table, wordsIn } from "./richtext.js";

export function Blocks({ blocks, surface, reader }) {
  return blocks.map(block => {
    const Kind = KINDS[block.type];
    return Kind && html`<${Kind} key=${block.block_id} block=${block} surface=${surface} reader=${reader} />`;
  });
}

const KINDS = {
  section: Section,
  header: ({ block, reader }) => html`<h3 class="block header">${textOf(block.text, reader)}</h3>`,
  context: ({ block, reader }) =>
    html`<div class="block context">${block.elements.map(each => each.type === "image"
      ? html`<${Picture} image=${each} />` : html`<span>${textOf(each, reader)}</span>`)}</div>`,
  divider: () => html`<hr class="block" />`,
  actions: ({ block, surface, reader }) =>
    html`<div class="block actions">${block.elements.map(element =>
      html`<${Element} key=${element.action_id} ...${{ block, element, surface, reader }} />`)}</div>`,
  image: ({ block }) => html`
    <figure class="block">${block.title && html`<figcaption>${plainOf(block.title)}</figcaption>`}
      <${Picture} image=${block} /></figure>`,
  input: Field,
  rich_text: ({ block, reader }) => html`<div class="block rich">${richText(block.elements, reader)}</div>`,
  markdown: ({ block, reader }) => html`<div class="block markdown">${markdown(block.text, reader)}</div>`,
  table: ({ block, reader }) => html`<${Table} block=${block} reader=${reader} />`,
};

function Section({ block, surface, reader }) {
  const head = surface.heads && block.text ? firstLine([block], reader) : undefined;
  return html`
    <div class="block section" data-head=${head}>
      <div class="words">
        ${block.text && html`<div class="text">${textOf(block.text, reader)}</div>`}
        ${block.fields && html`<div class="fields">
          ${block.fields.map(field => html`<div>${textOf(field, reader)}</div>`)}</div>`}
      </div>
      ${block.accessory && html`<div class="accessory">
        <${Element} ...${{ block, element: block.accessory, surface, reader }} /></div>`}
    </div>`;
}

function Element({ block, element, surface, reader }) {
  switch (element.type) {
    case "image": return html`<${Picture} image=${element} />`;
    case "button": return html`<${Button} ...${{ block, element, surface, reader }} />`;
    case "overflow": case "static_select": return html`<${Menu} ...${{ block, element, surface, reader }} />`;
    default: {
      const put = value => reader.asked(element.confirm, surface.head)
        .then(yes => yes && reader.press(surface.where, block, element, value));
      const label = plainOf(element.placeholder) || wordsOf(block.text?.text ?? "", reader)
        || element.type.replace(/_/g, " ");
      return html`<${Control} ...${{ block, element, surface, reader, put, label }} />`;
    }
  }
}

// Pictures from elsewhere are not fetched: the page works offline and tells nobody who reads it.
export function Picture({ image }) {
  const local = image.image_url?.startsWith("/") || image.image_url?.startsWith("data:image/");
  return local ? html`<img src=${image.image_url} alt=${image.alt_text} />`
    : html`<span class="picture" role="img" aria-label=${image.alt_text}>🖼 ${image.alt_text}</span>`;
}

// The first line of what blocks say, without buttons: what a card is about.
export function firstLine(blocks, reader) {
  for (const block of blocks) {
    const words = saidBy(block, reader).trim();
    if (words) return words.split("\n", 1)[0];
  }
  return "";
}

function saidBy(block, reader) {
  switch (block.type) {
    case "section": case "header": return objectWords(block.text ?? block.fields?.[0], reader);
    case "context": return block.elements.map(each => each.alt_text ?? objectWords(each, reader)).join(" ");
    case "rich_text": return block.elements.map(part => wordsIn(part, reader)).join("\n");
    case "markdown": return block.text;
    case "image": return block.alt_text;
    default: return "";
  }
}

const objectWords = (object, reader) =>
  object?.type === "mrkdwn" ? wordsOf(object.text, reader) : plainOf(object);
