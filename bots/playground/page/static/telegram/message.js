// One message: a bubble with what it replies to, its picture or file, text, time and buttons; or an event.
import { Component, html } from "../vendor/preact.js";
import { fileUrl } from "../store.js";
import { InlineKeyboard } from "./keyboard.js";
import { entitiesOf, eventOf, firstLine, nameOf, preview, textOf } from "./state.js";
import { Formatted } from "./text.js";
import { sizeOf, timeOf } from "./times.js";

const COLOURS = 7;

// Drawn again only for what concerns it, however many others arrive.
export class Message extends Component {
  shouldComponentUpdate(next) {
    const names = ["message", "mine", "first", "last", "group", "zone", "answered"];
    return names.some(name => next[name] !== this.props[name]);
  }

  render({ message, ...rest }) {
    if (message.is_service) return html`<${Event} message=${message} />`;
    return html`<${Said} message=${message} ...${rest} />`;
  }
}

export const colourOf = id => `c${Math.abs(Number(id)) % COLOURS}`;

export function Avatar({ id, name, bot }) {
  const letters = name.split(/\s+/).map(word => [...word][0] ?? "").slice(0, 2).join("").toUpperCase();
  return html`<span class="tg-avatar ${bot ? "bot" : colourOf(id)}"
    aria-hidden="true">${bot ? "P" : letters}</span>`;
}

function Event({ message }) {
  return html`
    <div class="tg-event" data-message=${message.message_id}
      data-head=${eventOf(message)}><span>${eventOf(message)}</span></div>`;
}

function Said({ message, mine, first, last, group, zone, answered, act }) {
  const head = firstLine(textOf(message)) || preview(message);
  const side = mine ? "mine" : "theirs";
  const avatar = group && !mine;
  return html`
    <div class="tg-message ${side} ${first ? "first" : ""} ${last ? "last" : ""}"
      data-message=${message.message_id} data-head=${head}>
      ${avatar && html`<span class="tg-face">${last && html`<${Avatar} id=${message.from.id}
        name=${nameOf(message)}
        bot=${message.from.is_bot && !message.sender_chat} />`}</span>`}
      <div class="tg-body">
        <${Bubble} ...${{ message, mine, first, avatar, zone, act }} />
        ${message.markup?.inline_keyboard && html`<${InlineKeyboard} ...${{ message, answered, act }} />`}
      </div>
      <button type="button" class="tg-reply" aria-label="Reply to “${head}”" title="Reply"
        onClick=${() => act.reply(message)}>↩</button>
    </div>`;
}

function Bubble({ message, mine, first, avatar, zone, act }) {
  const text = textOf(message);
  const bare = message.photo && !text;
  const named = avatar && first;
  return html`
    <div class="tg-bubble ${message.photo ? "with-photo" : ""} ${bare ? "bare" : ""}">
      <span class=${named ? `tg-name ${colourOf(message.from.id)}` : "tg-unseen"}>
        ${mine ? "You" : nameOf(message)}</span>
      ${message.forward_origin && html`<p class="tg-forward">Forwarded from <b>${origin(message)}</b></p>`}
      <${Quoted} message=${message} act=${act} />
      ${message.photo && html`<${Photo} message=${message} />`}
      ${message.document && html`<${File} file=${message.document} />`}
      ${text && html`<span class="tg-text" dir="auto"><${Formatted} text=${text}
        entities=${entitiesOf(message)}
        refs=${message.from.is_bot} act=${act} /></span>`}
      <span class="tg-meta">${message.edit_date && html`<i>edited</i> `}
        <time>${timeOf(message.date, zone)}</time>
        ${mine && html`<${Read} />`}</span>
    </div>`;
}

const Read = () => html`<span class="tg-read"><svg viewBox="0 0 16 10" aria-hidden="true"><path
  d="m1 5.5 3 3 6-7M7.5 8l.5.5 6-7" /></svg><span class="tg-unseen">read</span></span>`;

const origin = ({ forward_origin: from }) =>
  from.sender_user?.first_name ?? from.sender_user_name ?? "somebody";

// In a topic every message replies to the one that opened it; that is not worth a quote.
function Quoted({ message, act }) {
  const replied = message.reply_to_message;
  if (!replied || replied.message_id === message.message_thread_id) return null;
  const shown = { ...replied, is_service: !("text" in replied || replied.photo || replied.document) };
  return html`
    <button type="button" class="tg-quoted ${colourOf(replied.from.id)}" title="Show this message"
      onClick=${() => act.show(replied.message_id)}>
      <b>${nameOf(replied)}</b><span>${preview(shown)}</span>
    </button>`;
}

function Photo({ message }) {
  const { file_id, width, height } = message.photo.at(-1);
  const words = firstLine(textOf(message));
  return html`
    <a class="tg-photo" href=${fileUrl("telegram", file_id)} target="_blank" rel="noopener noreferrer">
      <img src=${fileUrl("telegram", file_id)} alt=${words ? `Photo: ${words}` : "Photo"} width=${width}
        height=${height}
        loading="lazy" style="aspect-ratio: ${width} / ${height}" />
    </a>`;
}

function File({ file }) {
  const name = file.file_name ?? "file";
  const ending = name.includes(".") ? name.split(".").at(-1).slice(0, 4) : "";
  return html`
    <a class="tg-file" href=${fileUrl("telegram", file.file_id)} download=${name}
      aria-label="Download ${name}, ${sizeOf(file.file_size)}">
      <span class="tg-file-icon" aria-hidden="true"><i>↓</i><small>${ending}</small></span>
      <span><b>${name}</b><small>${sizeOf(file.file_size)}</small></span>
    </a>`;
}
