// The top of an open chat: its name, who is in it or that the bot is typing, and a menu.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { Avatar } from "./message.js";
import { GENERAL } from "./state.js";

const TYPING_MS = 5000;

export function Header({ telegram, person, chat, topic, messages, back, act }) {
  const typing = useTyping(telegram.typing?.[chat.id]?.number, messages.at(-1)?.message_id);
  const name = topic ? topicName(chat, topic) : chat.title;
  const bot = chat.type === "private";
  const status = bot ? "bot" : topic ? chat.title : `${chat.members.length} members`;
  return html`
    <header class="tg-header">
      ${back && html`<button type="button" class="tg-icon" aria-label="Back to the topics of ${chat.title}"
        onClick=${back}>←</button>`}
      ${topic
        ? html`<${TopicFace} ...${{ chat, topic }} />`
        : html`<${Avatar} id=${chat.id} name=${name} bot=${bot} />`}
      <div class="tg-title"><b>${name}</b>
        <small class=${typing ? "typing" : ""} aria-live="polite">${typing ? "typing…" : status}</small></div>
      ${bot && !chat.unopened && html`<${ChatMenu} blocked=${chat.blocked} act=${act} />`}
    </header>`;
}

export function topicName(chat, topic) {
  return topic === GENERAL ? "General" : chat.topics.find(other => other.id === topic)?.name ?? "Topic";
}

export function TopicFace({ chat, topic }) {
  const known = chat.topics.find(other => other.id === topic);
  const colour = `#${(known?.icon_color ?? 0x7a8792).toString(16).padStart(6, "0")}`;
  const sign = topic === GENERAL ? "#" : known?.closed ? "🔒" : [...known.name][0].toUpperCase();
  return html`<span class="tg-topic-face" style="--topic: ${colour}" aria-hidden="true">${sign}</span>`;
}

// Until the bot says something, or for five seconds.
function useTyping(number, newest) {
  const [typing, setTyping] = useState(false);
  const first = useRef(true);
  useEffect(() => {
    if (first.current || !number) return undefined;
    setTyping(true);
    const timer = setTimeout(() => setTyping(false), TYPING_MS);
    return () => clearTimeout(timer);
  }, [number]);
  useEffect(() => setTyping(false), [newest]);
  useEffect(() => { first.current = false; }, []);
  return typing;
}

function ChatMenu({ blocked, act }) {
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  useEffect(() => {
    if (!open) return undefined;
    box.current.querySelector("[role=menuitem]").focus();
    const away = event => box.current.contains(event.target) || setOpen(false);
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const close = () => { setOpen(false); box.current.querySelector("button").focus(); };
  const pick = () => { close(); act.did(blocked ? "unblocks" : "blocks", {}); };
  const onKeyDown = event => {
    if (!open || !["Escape", "Tab"].includes(event.key)) return;
    if (event.key === "Escape") event.preventDefault();
    close();
  };
  return html`
    <div class="tg-menu" ref=${box} onKeyDown=${onKeyDown}>
      <button type="button" class="tg-icon" aria-label="More" aria-haspopup="menu" aria-expanded=${open}
        onClick=${() => setOpen(!open)}>⋮</button>
      ${open && html`<div role="menu" aria-label="More">
        <button type="button" role="menuitem" data-press class=${blocked ? "" : "danger"}
          onClick=${pick}>${blocked ? "Unblock bot" : "Block bot"}</button>
      </div>`}
    </div>`;
}
