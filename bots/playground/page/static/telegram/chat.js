// An open chat or topic: who it is with, what is pinned, the messages, and where one writes.
import { html, useMemo, useRef, useState } from "../vendor/preact.js";
import { act as perform } from "../store.js";
import { Footer } from "./footer.js";
import { Header } from "./header.js";
import { MessageLog } from "./log.js";
import { preview } from "./state.js";

export function Chat({ telegram, person, chat, topic, messages, now, back }) {
  const [replyTo, setReplyTo] = useState(null);
  const [wanted, setWanted] = useState(null);
  const [problem, setProblem] = useState("");
  const box = useRef(null);
  const place = { place: chat.unopened ? null : chat.id, topic: typeof topic === "number" ? topic : null };
  const act = useMemo(
    () => actions({ person, place, setReplyTo, setWanted, setProblem, box }),
    [chat.id, topic, chat.unopened]);
  const group = chat.type !== "private";
  const empty = !group && messages.length === 0;
  const label = `Messages ${group ? "in" : "with"} ${chat.title}`;
  return html`
    <div class="tg-chat" ref=${box}>
      <${Header} ...${{ telegram, person, chat, topic, messages, back, act }} />
      <${Pinned} chat=${chat} messages=${messages} act=${act} />
      ${empty
        ? html`<${Introduction} bot=${telegram.bot} />`
        : html`<${MessageLog} answered=${telegram.answered}
          ...${{ messages, person, label, group, now, wanted, act }} />`}
      ${problem && html`<p class="problem tg-problem" role="alert">${problem}
        <button type="button" aria-label="Close" onClick=${() => setProblem("")}>✕</button></p>`}
      <${Footer} ...${{ telegram, person, chat, topic, messages, place, replyTo, setReplyTo, act, empty }} />
    </div>`;
}

// What can be done to a message or the chat, the same object as long as the chat is open.
function actions({ person, place, setReplyTo, setWanted, setProblem, box }) {
  const did = async (deed, details) => {
    const answer = await perform(person.handle, deed, details);
    setProblem(answer.ok ? "" : answer.problem);
    return answer.ok;
  };
  return {
    did,
    command: text => did("types", { ...place, text }),
    reply: message => { setReplyTo(message); box.current.querySelector("textarea")?.focus(); },
    show: id => setWanted({ id, done: false }),
    press: async (message, row, column, button) => {
      const ok = await did("presses", { chat: message.chat_id, message: message.message_id, row, column });
      if (ok && opens(button.url)) window.open(button.url, "_blank", "noopener,noreferrer");
      return ok;
    },
  };
}

// A link to the bot itself is opened in the chat; others in the browser.
const opens = url => /^https?:/i.test(url ?? "") && !/^https?:\/\/t\.me\//i.test(url);

function Pinned({ chat, messages, act }) {
  const pinned = chat.pinned && messages.find(message => message.message_id === chat.pinned);
  if (!pinned) return null;
  return html`
    <button type="button" class="tg-pinned" title="Show the pinned message"
      onClick=${() => act.show(pinned.message_id)}>
      <b>Pinned message</b><span>${preview(pinned)}</span>
    </button>`;
}

function Introduction({ bot }) {
  const words = bot.description || bot.short_description;
  return html`
    <div class="tg-log-frame"><div class="tg-log tg-empty">
      ${words && html`<section class="tg-introduction"
        aria-label="What can this bot do?"><b>What can this bot do?</b><p>${words}</p></section>`}
    </div></div>`;
}
