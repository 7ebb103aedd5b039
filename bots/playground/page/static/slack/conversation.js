// A conversation or a thread: its messages by day, kept at the end, and where one writes.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { dayOf, dividerOf } from "./dates.js";
import { Message } from "./message.js";

const SHOWN = 150;
const TOGETHER_SECONDS = 300;
const NEAR = 48;

export function Log({ messages, label, reader, openThread, empty, isThread }) {
  const [most, setMost] = useState(SHOWN);
  const box = useRef(null);
  const { away, toEnd, onScroll } = useEnd(box, messages);
  const shown = messages.slice(-most);
  return html`
    <div class="log-box">
      <div class="log" role="log" aria-label=${label} tabindex="0" ref=${box} onScroll=${onScroll}>
        <div class="log-inside">
          ${messages.length > most && html`
            <button type="button" class="button earlier"
              onClick=${() => setMost(most + SHOWN)}>Show earlier</button>`}
          ${messages.length === 0 && empty}
          ${shown.map((message, at) => html`
            <${Line} key=${`${message.ts}${message.only_for ?? ""}`} message=${message}
              before=${shown[at - 1]} ...${{ reader, openThread, isThread }} />`)}
        </div>
      </div>
      ${away && html`<button type="button" class="new-messages" onClick=${toEnd}>New messages ↓</button>`}
    </div>`;
}

function Line({ message, before, reader, openThread, isThread }) {
  const at = Number(message.ts);
  const newDay = !before || dayOf(Number(before.ts), reader.zone) !== dayOf(at, reader.zone);
  const compact = !newDay && before.user === message.user && before.only_for === message.only_for
    && !before.reply_count
    && at - Number(before.ts) < TOGETHER_SECONDS;
  return html`
    ${newDay && !isThread && html`
      <p class="day"><span>${dividerOf(at, reader.zone, reader.clock())}</span></p>`}
    <${Message} ...${{ message, reader, compact, openThread }} />`;
}

// Keeps to the end while one is there; says so when something new came and one is elsewhere.
function useEnd(box, messages) {
  const atEnd = useRef(true);
  const top = useRef(0);
  const [away, setAway] = useState(false);
  const toEnd = () => {
    atEnd.current = true;
    setAway(false);
    box.current.scrollTop = box.current.scrollHeight;
  };
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    // What is drawn late makes the log longer; only who scrolls up has left its end.
    if (scrollHeight - scrollTop - clientHeight < NEAR) atEnd.current = true;
    else if (scrollTop < top.current) atEnd.current = false;
    top.current = scrollTop;
    if (atEnd.current) setAway(false);
  };
  const last = messages.at(-1)?.ts;
  const known = useRef(last);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else if (known.current !== last) setAway(true);
    known.current = last;
  }, [messages]);
  useEffect(() => {
    const watch = new ResizeObserver(() => { if (atEnd.current && box.current) toEnd(); });
    watch.observe(box.current);
    watch.observe(box.current.firstElementChild);
    return () => watch.disconnect();
  }, []);
  return { away, toEnd, onScroll };
}
