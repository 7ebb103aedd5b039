// A message's text with its entities, as elements; what somebody wrote never becomes markup by itself.
import { html, useState } from "../vendor/preact.js";
import { withRefs } from "../refs.js";

const LINK = /^(https?|mailto):/i;

// `act.command` sends a pressed command; `refs` says whether references become buttons.
export function Formatted({ text, entities, refs, act }) {
  const sorted = [...entities].sort((one, two) => one.offset - two.offset || two.length - one.length);
  return within(text, sorted, 0, text.length, { refs, act });
}

function within(text, entities, start, end, how) {
  const parts = [];
  let at = start;
  let next = 0;
  while (next < entities.length) {
    const entity = entities[next];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    next += 1;
    if (to <= from) continue;
    const inner = [];
    while (next < entities.length && entities[next].offset < to) inner.push(entities[next++]);
    if (from > at) parts.push(plain(text.slice(at, from), how));
    const inside = deeper => within(text, inner, from, to, { ...how, ...deeper });
    parts.push(element(entity, text.slice(from, to), inside, how));
    at = BLOCKS.has(entity.type) && text[to] === "\n" ? to + 1 : to; // a block ends its line by itself
  }
  if (end > at) parts.push(plain(text.slice(at, end), how));
  return parts;
}

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const plain = (text, { refs }) => (refs ? withRefs(text) : text);
const noRefs = { refs: false };

function element(entity, covered, inside, how) {
  const make = ELEMENTS[entity.type];
  return make ? make(inside, covered, entity, how) : inside();
}

const ELEMENTS = {
  bold: inside => html`<b>${inside()}</b>`,
  italic: inside => html`<i>${inside()}</i>`,
  underline: inside => html`<u>${inside()}</u>`,
  strikethrough: inside => html`<s>${inside()}</s>`,
  spoiler: inside => html`<${Spoiler}>${inside(noRefs)}<//>`,
  code: inside => html`<code>${inside(noRefs)}</code>`,
  pre: (inside, _covered, { language }) => html`
    <span class="tg-pre">${language && html`<small>${language}</small>`}
      <code>${inside(noRefs)}</code></span>`,
  blockquote: inside => html`<q class="tg-quote">${inside()}</q>`,
  expandable_blockquote: inside => html`<q class="tg-quote">${inside()}</q>`,
  text_link: (inside, _covered, { url }) => link(url, inside(noRefs)),
  url: (inside, covered) => link(LINK.test(covered) ? covered : `https://${covered}`, inside(noRefs)),
  email: (inside, covered) => link(`mailto:${covered}`, inside(noRefs)),
  mention: inside => html`<span class="tg-mention">${inside(noRefs)}</span>`,
  text_mention: inside => html`<span class="tg-mention">${inside(noRefs)}</span>`,
  hashtag: inside => html`<span class="tg-mention">${inside(noRefs)}</span>`,
  cashtag: inside => html`<span class="tg-mention">${inside(noRefs)}</span>`,
  bot_command: (_inside, covered, _entity, { act }) => html`
    <button type="button" class="tg-command" title="Send ${covered}"
      onClick=${() => act.command(covered)}>${covered}</button>`,
};

function link(url, words) {
  if (!LINK.test(url)) return words;
  return html`<a href=${url} title=${url} target="_blank" rel="noopener noreferrer">${words}</a>`;
}

function Spoiler({ children }) {
  const [shown, setShown] = useState(false);
  if (shown) return html`<span class="tg-spoiler shown">${children}</span>`;
  return html`
    <button type="button" class="tg-spoiler" aria-label="Hidden text, press to read"
      onClick=${() => setShown(true)}>
      <span aria-hidden="true" inert>${children}</span>
    </button>`;
}
