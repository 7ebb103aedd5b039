// Rich text and tables: nothing in them is parsed, everything says what it is.
import { html } from "../vendor/preact.js";
import { written } from "./dates.js";
import { emoji } from "./emoji.js";
import { linked } from "./mrkdwn.js";

export function richText(parts, reader) {
  return parts.map(part => {
    const inside = (part.elements ?? []).map(each => element(each, reader));
    switch (part.type) {
      case "rich_text_list": return listOf(part, reader);
      case "rich_text_quote": return html`<blockquote>${inside}</blockquote>`;
      case "rich_text_preformatted": return html`<pre>${(part.elements ?? []).map(each =>
        wordsIn(each, reader))}</pre>`;
      default: return html`<div class="rich-line">${inside}</div>`;
    }
  });
}

function listOf(part, reader) {
  const items = part.elements.map(each =>
    html`<li>${(each.elements ?? []).map(inner => element(inner, reader))}</li>`);
  return part.style === "ordered"
    ? html`<ol start=${(part.offset ?? 0) + 1} data-indent=${part.indent ?? 0}>${items}</ol>`
    : html`<ul data-indent=${part.indent ?? 0}>${items}</ul>`;
}

function element(part, reader) {
  switch (part.type) {
    case "text": return styled(part.style?.code ? part.text : reader.refs(part.text), part.style);
    case "link": return styled(linked(part.url, part.text || part.url), part.style);
    case "date": return html`<time>${wordsIn(part, reader)}</time>`;
    case "emoji": return html`<span class="emoji" role="img"
      aria-label=${part.name}>${emoji(part.name)}</span>`;
    case "user": case "channel": case "broadcast": case "usergroup":
      return html`<span class="mention">${wordsIn(part, reader)}</span>`;
    default: return wordsIn(part, reader);
  }
}

function styled(inside, style = {}) {
  let shown = inside;
  if (style.code) shown = html`<code>${shown}</code>`;
  if (style.strike) shown = html`<s>${shown}</s>`;
  if (style.italic) shown = html`<i>${shown}</i>`;
  return style.bold ? html`<b>${shown}</b>` : shown;
}

export function wordsIn(part, reader) {
  switch (part.type) {
    case "user": return `@${reader.users[part.user_id]?.name ?? part.user_id}`;
    case "channel": return `#${reader.channels.find(each => each.id === part.channel_id)?.name
      ?? part.channel_id}`;
    case "broadcast": return `@${part.range}`;
    case "usergroup": return "@group";
    case "link": return part.text || part.url;
    case "emoji": return emoji(part.name);
    case "date": return written(part.format, part.timestamp, reader.zone, reader.clock());
    default: return part.text ?? (part.elements ?? []).map(each => wordsIn(each, reader)).join("");
  }
}

export function Table({ block, reader }) {
  const [head, ...rows] = block.rows;
  const align = at => block.column_settings?.[at]?.align ?? "left";
  const cell = (each, at, Tag) =>
    html`<${Tag} data-align=${align(at)}
      scope=${Tag === "th" ? "col" : undefined}>${inCell(each, reader)}</${Tag}>`;
  return html`
    <div class="table" tabindex="0" role="region" aria-label="Table"><table>
      <thead><tr>${head.map((each, at) => cell(each, at, "th"))}</tr></thead>
      <tbody>${rows.map(row => html`<tr>${row.map((each, at) => cell(each, at, "td"))}</tr>`)}</tbody>
    </table></div>`;
}

function inCell(cell, reader) {
  if (cell.type === "rich_text") return richText(cell.elements, reader);
  return reader.refs(String(cell.text ?? cell.value ?? ""));
}
