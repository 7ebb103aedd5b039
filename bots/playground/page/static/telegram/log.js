// The messages of a chat, under their days, those of one sender together; at the newest unless scrolled away.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { Message } from "./message.js";
import { isMine, pressKey } from "./state.js";
import { dayKey, dayOf } from "./times.js";

const PORTION = 150;
const NEAR = 40;
const TOGETHER_SECONDS = 600;
const FLASH_MS = 1600;
const FLOAT_MS = 1000;

export function MessageLog({ messages, person, label, group, now, answered, wanted, act }) {
  const box = useRef(null);
  const [limit, setLimit] = useState(PORTION);
  const [behind, setBehind] = useState(false);
  const newest = messages.at(-1);
  useLayoutEffect(() => {
    if (!newest) return;
    if (isMine(newest, person)) toBottom(box.current);
    else if (!atBottom(box.current)) setBehind(true);
  }, [newest?.message_id]);
  useEffect(() => show(box.current, messages, wanted, limit, setLimit), [wanted, limit]);
  const scrolled = () => {
    floatDays(box.current);
    if (behind && atBottom(box.current)) setBehind(false);
  };
  const shown = messages.slice(-limit);
  return html`
    <div class="tg-log-frame">
      <div class="tg-log" role="log" aria-label=${label} tabindex="0" ref=${box}
        onScroll=${scrolled}>
        <div class="tg-log-inside">
          ${shown.length < messages.length && html`
            <button type="button" class="tg-pill"
              onClick=${() => setLimit(limit + PORTION)}>Show earlier</button>`}
          ${days(shown, person.zone).map(day => html`<${Day} key=${day[0].message_id} messages=${day}
            ...${{ person, group, now, answered, act }} />`)}
        </div>
      </div>
      ${behind && html`
        <button type="button" class="tg-newest"
          onClick=${() => { toBottom(box.current); setBehind(false); }}>New messages ↓</button>`}
    </div>`;
}

// The list is drawn from the bottom, where 0 is; so it stays there by itself as messages and pictures come.
const atBottom = box => box.scrollTop > -NEAR;
const toBottom = box => { box.scrollTop = 0; };

// The day stays in sight while one scrolls, and is then out of the way.
function floatDays(box) {
  clearTimeout(box.floating);
  box.classList.add("scrolling");
  box.floating = setTimeout(() => box.classList.remove("scrolling"), FLOAT_MS);
}

function days(messages, zone) {
  const found = [];
  let last = "";
  for (const message of messages) {
    const day = dayKey(message.date, zone);
    if (day === last) found.at(-1).push(message);
    else found.push([message]);
    last = day;
  }
  return found;
}

function Day({ messages, person, group, now, answered, act }) {
  return html`
    <div class="tg-date">
      <div class="tg-day"><span>${dayOf(messages[0].date, person.zone, now)}</span></div>
      ${messages.map((message, at) => {
        const first = !together(messages[at - 1], message);
        const last = !together(message, messages[at + 1]);
        const mine = isMine(message, person);
        const count = answered?.[pressKey(person.id, message.chat_id, message.message_id)]?.number ?? 0;
        return html`<${Message} key=${message.message_id} answered=${count} zone=${person.zone}
          ...${{ message, mine, first, last, group, act }} />`;
      })}
    </div>`;
}

function together(one, two) {
  if (!one || !two || one.is_service || two.is_service) return false;
  const same = one.from.id === two.from.id && one.sender_chat?.id === two.sender_chat?.id;
  return same && two.date - one.date < TOGETHER_SECONDS;
}

// Brings a message that was asked for into sight, drawing more of the earlier ones if it is among them.
function show(box, messages, wanted, limit, setLimit) {
  const at = wanted ? messages.findIndex(message => message.message_id === wanted.id) : -1;
  if (at < 0 || wanted.done) return undefined;
  if (messages.length - at > limit) {
    setLimit(messages.length - at + PORTION);
    return undefined;
  }
  wanted.done = true;
  const found = box.querySelector(`[data-message="${wanted.id}"]`);
  found.scrollIntoView({ block: "center" });
  found.classList.add("flash");
  const timer = setTimeout(() => found.classList.remove("flash"), FLASH_MS);
  return () => clearTimeout(timer);
}
