// Slack's own markup: *bold*, `code`, > quotes, <links>, <@people>, <!date^…>. Never HTML.
import { html } from "../vendor/preact.js";
import { written } from "./dates.js";
import { emoji, withEmoji } from "./emoji.js";

const ENTITIES = { amp: "&", lt: "<", gt: ">" };
export const decoded = text => text.replace(/&(amp|lt|gt);/g, (_whole, name) => ENTITIES[name]);

const EDGE = "(?<![\\p{L}\\p{N}])";
const END = "(?![\\p{L}\\p{N}])";
const marked = sign => `${EDGE}[${sign}](?!\\s)([^${sign}\\n]*?[^${sign}\\s])[${sign}]${END}`;
const INLINE = new RegExp(
  ["<([^<>\\n]*)>", "`([^`\\n]+)`", marked("*"), marked("_"), marked("~"), ":([a-z0-9_+-]+):"].join("|"),
    "gu");

const MARKED = new RegExp(["*", "_", "~"].map(marked).join("|"), "gu");

// `reader`: {zone, users, channels, clock(), refs(text)}.
export function mrkdwn(text, reader) {
  return text.split(/```\n?([\s\S]+?)\n?```/).map((part, at) =>
    at % 2 ? html`<pre>${plainWords(part, reader)}</pre>` : quoted(part, reader));
}

// Lines that begin with > stand in a quote together.
function quoted(text, reader) {
  const found = [];
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    const last = found.at(-1);
    if (last && last.quote === Boolean(quote)) last.lines.push(quote ? quote[1] : line);
    else found.push({ quote: Boolean(quote), lines: [quote ? quote[1] : line] });
  }
  return found.map(({ quote, lines }) => {
    const inside = inline(lines.join("\n"), reader);
    return quote ? html`<blockquote>${inside}</blockquote>` : inside;
  });
}

function inline(text, reader) {
  const found = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) found.push(leaf(text.slice(end, match.index), reader));
    found.push(styled(match, reader));
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push(leaf(text.slice(end), reader));
  return found;
}

function styled([whole, token, code, bold, italic, strike, name], reader) {
  if (token !== undefined) return tokenOf(token, reader);
  if (code !== undefined) return html`<code>${plainWords(code, reader)}</code>`;
  if (bold !== undefined) return html`<b>${inline(bold, reader)}</b>`;
  if (italic !== undefined) return html`<i>${inline(italic, reader)}</i>`;
  if (strike !== undefined) return html`<s>${inline(strike, reader)}</s>`;
  return emoji(name) === whole
    ? whole : html`<span class="emoji" role="img" aria-label=${name}>${emoji(name)}</span>`;
}

const leaf = (text, reader) => reader.refs(decoded(text));

function tokenOf(token, reader) {
  const target = token.split("|", 1)[0];
  const words = tokenWords(token, reader);
  if (/^[@#!]/.test(target)) {
    return target.startsWith("!date^") ? dated(target, words) : html`<span class="mention">${words}</span>`;
  }
  return linked(decoded(target), words);
}

function dated(target, words) {
  const url = target.split("^")[3];
  return url ? linked(decoded(url), words) : html`<time>${words}</time>`;
}

export function linked(url, words) {
  if (!/^(https?|mailto):/i.test(url)) return words;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${words}</a>`;
}

function tokenWords(token, reader) {
  const [target, label = ""] = split(token, "|");
  const kind = target[0];
  if (kind === "@") return `@${reader.users[target.slice(1)]?.name ?? decoded(label || target.slice(1))}`;
  if (kind === "#") return `#${reader.channels.find(each => each.id === target.slice(1))?.name
    ?? decoded(label || target.slice(1))}`;
  if (target.startsWith("!date^")) return dateWords(target, label, reader);
  if (target.startsWith("!subteam^")) return decoded(label || "@group");
  if (kind === "!") return `@${target.slice(1)}`;
  return decoded(label || target.replace(/^mailto:/, ""));
}

function dateWords(target, fallback, reader) {
  const [, stamp, pattern = ""] = target.split("^");
  return /^-?\d+$/.test(stamp) ? written(decoded(pattern), Number(stamp), reader.zone, reader.clock())
    : decoded(fallback);
}

function split(text, sign) {
  const at = text.indexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

// Tokens by what they say and entities by what they stand for, each once.
const plainWords = (text, reader) => text.split(/<([^<>\n]*)>/)
  .map((part, at) => at % 2 ? tokenWords(part, reader) : decoded(part)).join("");

// The words alone, for labels and first lines.
export function wordsOf(text, reader) {
  const inner = (_whole, bold, italic, strike) => bold ?? italic ?? strike;
  const bare = text.replace(/`/g, "").replace(MARKED, inner);
  return plainWords(bare, reader);
}

// A text object of Block Kit.
export function textOf(object, reader) {
  if (object.type === "mrkdwn") return mrkdwn(object.text, reader);
  return reader.refs(object.emoji === false ? object.text : withEmoji(object.text));
}

export function plainOf(object) {
  if (!object) return "";
  return object.emoji === false ? object.text : withEmoji(object.text);
}
