// One message. It is drawn anew only when it, or what names and days are, has changed.
import { Component, html } from "../vendor/preact.js";
import { useThreadSeen } from "../news.js";
import { Blocks, firstLine } from "./blocks.js";
import { dividerOf, fullTime, timeOf } from "./dates.js";
import { emoji } from "./emoji.js";
import { Attached } from "./files.js";
import { mrkdwn, wordsOf } from "./mrkdwn.js";
import { Menu } from "./pressed.js";

const COLOURS = ["#1d7c6a", "#8a4b9c", "#b4522d", "#2c6fb0", "#7a6a1f", "#a23b5e"];
const WATCHED = ["message", "reader", "compact", "openThread"];

export class Message extends Component {
  shouldComponentUpdate(next) {
    return WATCHED.some(name => next[name] !== this.props[name]);
  }

  render({ message, reader, compact, openThread }) {
    const author = reader.users[message.user];
    const head = headOf(message, reader);
    const mine = message.only_for !== null;
    return html`
      <article class="message ${compact ? "compact" : ""} ${mine ? "only-you" : ""}"
        data-message=${message.ts} data-head=${head}
        aria-label="${author?.real_name ?? "Somebody"}, ${timeOf(Number(message.ts), reader.zone)}">
        ${compact ? html`<${Stamp} message=${message} reader=${reader} short />`
          : html`<${Avatar} user=${author} reader=${reader} />`}
        <div class="content">
          ${mine && html`<p class="note">👁 Only visible to you</p>`}
          ${!compact && html`<${Byline} author=${author} message=${message} reader=${reader} />`}
          <${Body} message=${message} reader=${author?.is_bot ? reader : { ...reader, refs: text => text }}
            head=${head} />
          ${message.files?.length > 0 && html`<${Attached} files=${message.files} />`}
          ${message.reactions && html`<${Reactions} reactions=${message.reactions} reader=${reader} />`}
          ${openThread && message.reply_count > 0
            && html`<${Replies} ...${{ message, reader, openThread }} />`}
        </div>
        <${Tools} ...${{ message, reader, openThread, mine }} />
      </article>`;
  }
}

function Body({ message, reader, head }) {
  const edited = message.edited && html`<small class="edited"> (edited)</small>`;
  if (!message.blocks?.length) {
    return message.text ? html`<div class="text">${mrkdwn(message.text, reader)}${edited}</div>` : edited;
  }
  const { channel, ts, only_for } = message;
  const where = { message: { channel, ts, only_for } };
  const surface = {
    id: ts, where, values: message.typed?.[reader.me], head,
    put: (block, element, value) => reader.press(where, block, element, value),
  };
  return html`<${Blocks} blocks=${message.blocks} surface=${surface} reader=${reader} />${edited}`;
}

export function headOf(message, reader) {
  const words = message.blocks?.length
    ? firstLine(message.blocks.filter(block => block.type !== "actions"), reader) : "";
  return words || wordsOf(message.text ?? "", reader).split("\n", 1)[0];
}

function Byline({ author, message, reader }) {
  return html`
    <p class="byline"><b>${author?.real_name ?? message.user}</b>
      ${author?.is_bot && html`<span class="badge">APP</span>`}
      <${Stamp} message=${message} reader=${reader} /></p>`;
}

function Stamp({ message, reader, short }) {
  const at = Number(message.ts);
  const time = timeOf(at, reader.zone);
  return html`<time class="stamp"
    title=${fullTime(at, reader.zone)}>${short ? time.split(" ")[0] : time}</time>`;
}

export function Avatar({ user, reader, small }) {
  const name = user?.real_name ?? "?";
  const size = small ? "small" : "";
  if (user?.id === reader.bot) return html`<span class="avatar app-icon ${size}" aria-hidden="true">P</span>`;
  const colour = COLOURS[[...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % COLOURS.length];
  const style = { background: colour };
  return html`<span class="avatar ${size}" style=${style} aria-hidden="true">${name[0]}</span>`;
}

function Reactions({ reactions, reader }) {
  const names = users => users.map(id => reader.users[id]?.real_name ?? id).join(", ");
  return html`
    <div class="reactions">${reactions.map(({ name, count, users }) => html`
      <span class=${users.includes(reader.me) ? "mine" : ""} role="img" aria-label="${count} × ${name}"
        title=${names(users)}>${emoji(name)} <b>${count}</b></span>`)}</div>`;
}

function Replies({ message, reader, openThread }) {
  const at = Number(message.latest_reply);
  const day = dividerOf(at, reader.zone, reader.clock());
  const when = day === "Today" || day === "Yesterday" ? day.toLowerCase() : `on ${day}`;
  const words = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  const [until] = useThreadSeen(reader.me, message.ts);
  const fresh = at > until;
  return html`
    <button type="button" class="replies ${fresh ? "fresh" : ""}" onClick=${() => openThread(message.ts)}>
      ${message.reply_users.slice(0, 4).map(id =>
        html`<${Avatar} user=${reader.users[id]} reader=${reader} small />`)}
      <b>${words}</b> ${fresh && html`<span class="badge new">new</span> `}<span>Last reply ${when} at ${timeOf(at, reader.zone)}</span>
    </button>`;
}

// What appears beside a message under the mouse or the focus.
function Tools({ message, reader, openThread, mine }) {
  const shortcuts = mine ? [] : reader.shortcuts.filter(each => each.type === "message");
  const root = message.thread_ts ?? message.ts;
  if (mine || (!openThread && !shortcuts.length)) return null;
  return html`
    <div class="tools">
      ${openThread && html`<button type="button" aria-label="Reply in thread" title="Reply in thread"
        onClick=${() => openThread(root)}>💬</button>`}
      ${shortcuts.length > 0 && html`<${ShortcutMenu} shortcuts=${shortcuts} reader=${reader}
        message=${{ channel: message.channel, ts: message.ts, only_for: message.only_for }} />`}
    </div>`;
}

export function ShortcutMenu({ shortcuts, reader, message }) {
  const plain = text => ({ type: "plain_text", text, emoji: false });
  const element = {
    type: "overflow", action_id: "shortcut",
    options: shortcuts.map(each => ({ text: plain(each.name), value: each.callback_id })),
  };
  const press = (_where, _block, _element, callback) => reader.shortcut(callback, message);
  const own = { ...reader, press };
  return html`<${Menu} block=${{ block_id: "shortcut" }} element=${element} surface=${{ head: "" }}
    reader=${own} />`;
}
