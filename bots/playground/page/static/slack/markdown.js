// The `markdown` block: the Markdown that Slack takes there, without tables.
import { html } from "../vendor/preact.js";
import { withEmoji } from "./emoji.js";
import { linked } from "./mrkdwn.js";

const INLINE = new RegExp([
  /`([^`\n]+)`/, /\*\*([^\n]+?)\*\*/, /~~([^\n]+?)~~/, /\[([^\]\n]+)\]\(([^()\s]+)\)/,
  /(?<![\p{L}\p{N}])[*_]([^*_\n]+)[*_](?![\p{L}\p{N}])/u, /(https?:\/\/[^\s<>]*[^\s<>.,;:!?)])/,
].map(each => each.source).join("|"), "gu");
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;

export function markdown(text, reader) {
  return text.split(/```\w*\n?([\s\S]*?)\n?```/).map((part, at) =>
    at % 2 ? html`<pre>${part}</pre>`
      : part.split(/\n{2,}/).filter(Boolean).map(each => paragraph(each, reader)));
}

function paragraph(text, reader) {
  const lines = text.split("\n").filter(Boolean);
  const heading = /^(#{1,6})\s+(.*)$/.exec(lines[0] ?? "");
  if (heading) {
    const rest = lines.slice(1).join("\n");
    return [html`<h4>${inline(heading[2], reader)}</h4>`, rest && paragraph(rest, reader)];
  }
  if (lines.every(line => /^\s*([-*_])(\s*\1){2,}\s*$/.test(line))) return html`<hr />`;
  if (lines.every(line => line.startsWith(">"))) {
    const words = lines.map(line => line.replace(/^>\s?/, "")).join("\n");
    return html`<blockquote>${inline(words, reader)}</blockquote>`;
  }
  if (lines.every(line => ITEM.test(line))) return list(lines, reader);
  return html`<p>${inline(lines.join("\n"), reader)}</p>`;
}

function list(lines, reader) {
  const items = lines.map(line => html`<li>${inline(line.replace(ITEM, ""), reader)}</li>`);
  return /^\s*\d/.test(lines[0]) ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
}

function inline(text, reader) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) found.push(reader.refs(withEmoji(text.slice(end, match.index))));
    found.push(styled(match, reader));
    end = match.index + match[0].length;
  }
  found.push(reader.refs(withEmoji(text.slice(end))));
  return found;
}

function styled([, code, bold, strike, label, url, italic, bare], reader) {
  if (code !== undefined) return html`<code>${code}</code>`;
  if (bold !== undefined) return html`<b>${inline(bold, reader)}</b>`;
  if (strike !== undefined) return html`<s>${inline(strike, reader)}</s>`;
  if (label !== undefined) return linked(url, label);
  if (italic !== undefined) return html`<i>${inline(italic, reader)}</i>`;
  return linked(bare, bare);
}
