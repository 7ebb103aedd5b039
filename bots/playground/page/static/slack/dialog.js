// Dialogs of the pane: the frame that keeps the focus, the question before a press, the modals of the app.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { Blocks } from "./blocks.js";
import { plainOf, textOf } from "./mrkdwn.js";

const INPUTS = "input:not([hidden]), textarea, select, summary";
const FOCUSABLE = `a[href], button:not(:disabled), ${INPUTS}, [tabindex="0"]`;

export function Dialog({ id, kind, head, onClose, first, children }) {
  const frame = useRef(null);
  useLayoutEffect(() => keepFocus(frame.current, first), []);
  const onKeyDown = event => {
    if (event.key === "Escape") { event.stopPropagation(); onClose(); }
    if (event.key === "Tab") turnAround(event, frame.current);
  };
  return html`
    <div class="veil"><div class="dialog ${kind}" role="dialog" aria-modal="true"
      aria-labelledby="${id}-title" data-head=${head}
      ref=${frame} tabindex="-1" onKeyDown=${onKeyDown}>${children}</div></div>`;
}

// Takes the focus, unless somebody is busy in another pane, and gives it back in the end.
function keepFocus(frame, first) {
  const pane = frame.closest(".slack.client");
  const opener = document.activeElement;
  const mine = opener === document.body || pane.contains(opener);
  if (mine) (first && frame.querySelector(first) || frame).focus();
  return () => {
    if (!frame.contains(document.activeElement) && document.activeElement !== document.body) return;
    const back = opener?.isConnected && opener !== document.body && pane.contains(opener) ? opener : null;
    (back ?? pane.querySelector("[data-composer=main]"))?.focus();
  };
}

function turnAround(event, frame) {
  const inside = [...frame.querySelectorAll(FOCUSABLE)].filter(each => each.offsetParent !== null);
  const at = inside.indexOf(document.activeElement);
  const edge = event.shiftKey ? at <= 0 : at === inside.length - 1;
  if (!edge || !inside.length) return;
  event.preventDefault();
  inside.at(event.shiftKey ? -1 : 0).focus();
}

// “Are you sure?”
export function Question({ confirm, head, answer, reader }) {
  const id = `${reader.me}-question`;
  return html`
    <${Dialog} id=${id} kind="question" head=${head} first=".foot .sure" onClose=${() => answer(false)}>
      <h3 id="${id}-title">${plainOf(confirm.title)}</h3>
      <div class="body">${textOf(confirm.text, { ...reader, refs: text => text })}</div>
      <div class="foot">
        <button type="button" class="button" data-press
          onClick=${() => answer(false)}>${plainOf(confirm.deny)}</button>
        <button type="button" class="button sure ${confirm.style ?? "primary"}" data-press
          onClick=${() => answer(true)}>${plainOf(confirm.confirm)}</button>
      </div>
    <//>`;
}

export function Modal({ view, reader, deeds }) {
  const [busy, setBusy] = useState(false);
  const pending = useRef({ flushes: new Set(), sent: new Set() });
  const body = useRef(null);
  const surface = surfaceOf(view, deeds, pending.current);
  const close = () => deeds.closes(view);
  const submit = async event => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    await Promise.all([...pending.current.flushes].map(flush => flush()));
    await Promise.all(pending.current.sent);
    await deeds.submits(view);
    setBusy(false);
  };
  useEffect(() => showFirstError(body.current), [view.errors]);
  return html`
    <${Dialog} id=${view.id} kind="modal" onClose=${close} first=${firstInput(view)}>
      <form novalidate onSubmit=${submit}>
        <header><span class="app-icon" aria-hidden="true">P</span>
          <h3 id="${view.id}-title">${plainOf(view.title)}</h3>
          <button type="button" class="plain" aria-label="Close this form" title="Close"
            onClick=${close}>✕</button></header>
        <div class="body" ref=${body}>
          ${view.trouble && html`<p class="trouble" role="alert">⚠️ ${view.trouble}</p>`}
          <${Blocks} blocks=${view.blocks} surface=${surface} reader=${{ ...reader, refs: text => text }} />
        </div>
        <div class="foot">
          <button type="button" class="button" data-press
            onClick=${close}>${view.close ? plainOf(view.close) : "Close"}</button>
          ${view.submit && html`<button type="submit" class="button primary ${busy ? "busy" : ""}" data-press
            aria-busy=${busy}>${plainOf(view.submit)}</button>`}
        </div>
      </form>
    <//>`;
}

// What is on its way has to arrive before the form is sent.
function surfaceOf(view, deeds, { flushes, sent }) {
  const noted = sending => {
    sent.add(sending);
    sending.finally(() => sent.delete(sending));
    return sending;
  };
  return {
    id: view.id, where: { view: view.id }, values: view.values, errors: view.errors, head: "",
    put: (block, element, value) => noted(deeds.fills(view, block, element, value)),
    attach: (block, element, file) => noted(deeds.attaches(view, block, element, file)),
    pending: flush => { flushes.add(flush); return () => flushes.delete(flush); },
  };
}

function firstInput(view) {
  const wanted = view.blocks.find(block => block.element?.focus_on_load)
    ?? view.blocks.find(block => block.type === "input");
  if (!wanted) return ".foot [type=submit], .foot button";
  return `[data-name="${CSS.escape(wanted.block_id)}"] :is(${INPUTS}, button)`;
}

function showFirstError(body) {
  body?.querySelector(".wrong")?.scrollIntoView({ block: "nearest" });
}
