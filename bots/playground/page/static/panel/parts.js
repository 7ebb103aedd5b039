// Small pieces that every tab of the panel is made of: references, people, moments, the sandbox mark.
import { html, useRef } from "../vendor/preact.js";
import { select } from "../store.js";

const MOMENT = new Intl.DateTimeFormat("en-GB", {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
});
const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "UTC" });

/** "Mon 7 Dec, 09:00 UTC" */
export function told(iso) {
  const parts = MOMENT.formatToParts(new Date(iso));
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${part.weekday} ${part.day} ${part.month}, ${part.hour}:${part.minute} UTC`;
}

export const clockTime = iso => TIME.format(new Date(iso));

export function Moment({ at }) {
  return html`<time datetime=${at}>${told(at)}</time>`;
}

/** What was there before, until the next has come: nothing flickers. */
export function useLast(found) {
  const last = useRef(null);
  if (found.data || found.problem) last.current = found.data;
  return { ...found, data: last.current };
}

/** A reference that chooses its thing. */
export function Ref({ to, current }) {
  return html`<button type="button" class="ref" aria-current=${current ? "true" : null}
    onClick=${() => select(to)}>${to}</button>`;
}

/** A person, a contract, or the house itself: {ref, name}. */
export function Who({ who }) {
  if (!who.ref) return who.name === "system" ? "by itself" : who.name;
  return html`${who.name && `${who.name} `}<${Ref} to=${who.ref} />`;
}

export function Sandbox() {
  return html`<p class="sandbox"><strong>SANDBOX</strong> Nothing real moves.</p>`;
}

/** What to show while there is nothing to show. */
export function Waiting({ problem }) {
  if (problem) return html`<p class="trouble" role="alert">${problem}</p>`;
  return html`<p class="muted">One moment…</p>`;
}
