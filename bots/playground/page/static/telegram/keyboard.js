// Buttons: the rows under a message, and the keyboard in place of the letters.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";

const GIVE_UP_MS = 15_000;
const STYLES = ["primary", "success", "danger"];

// `answered` counts the answers the bot gave to this person on this message; a press is busy until
// the next one.
export function InlineKeyboard({ message, answered, act }) {
  const [busy, setBusy] = useState(null);
  const box = useRef(null);
  useEffect(() => keepFocus(box.current), []);
  useEffect(() => setBusy(null), [answered]);
  useEffect(() => {
    if (!busy) return undefined;
    const timer = setTimeout(() => setBusy(null), GIVE_UP_MS);
    return () => clearTimeout(timer);
  }, [busy]);
  const press = async (row, column, button) => {
    const before = answered;
    if (button.callback_data !== undefined) setBusy({ row, column, before });
    if (button.copy_text) navigator.clipboard?.writeText(button.copy_text.text).catch(() => undefined);
    if (!await act.press(message, row, column, button)) setBusy(null);
  };
  return html`
    <div class="tg-inline" ref=${box} role="group" aria-label="Buttons of this message">
      ${message.markup.inline_keyboard.map((row, at) => html`
        <div class="tg-keys">
          ${row.map((button, column) => html`
            <${InlineButton} button=${button}
              busy=${busy?.row === at && busy.column === column && busy.before === answered}
              press=${() => press(at, column, button)} />`)}
        </div>`)}
    </div>`;
}

// Whoever pressed the last button before they all went stays among the messages.
function keepFocus(place) {
  const log = place.closest(".tg-log");
  return () => { if (place.contains(document.activeElement)) log.focus(); };
}

function InlineButton({ button, busy, press }) {
  const corner = button.url ? "↗" : button.copy_text ? "❏" : "";
  const style = STYLES.includes(button.style) ? button.style : "";
  return html`
    <button type="button" data-press class="tg-key ${style}" aria-label=${button.text}
      aria-busy=${busy ? "true" : undefined}
      data-corner=${corner} title=${button.url ?? undefined}
      onClick=${() => busy || press()}>${button.text}</button>`;
}

export function ReplyKeyboard({ message, act }) {
  return html`
    <div class="tg-replies ${message.markup.resize_keyboard ? "" : "tall"}" role="group"
      aria-label="Keyboard">
      ${message.markup.keyboard.map((row, at) => html`
        <div class="tg-keys">
          ${row.map((button, column) => html`
            <button type="button" data-press
              class="tg-key ${STYLES.includes(button.style) ? button.style : ""}"
              onClick=${() => act.press(message, at, column, button)}>${button.text}</button>`)}
        </div>`)}
    </div>`;
}

// What the newest messages leave this person with: a keyboard to show, or a message that asks for a reply.
export function askedOf(messages, person) {
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at];
    const markup = message.markup;
    if (!markup || markup.inline_keyboard || !meant(message, person)) continue;
    if (markup.keyboard) {
      return { keyboard: message, used: markup.one_time_keyboard && spoken(messages, at, person) };
    }
    if (markup.force_reply && !spoken(messages, at, person)) return { reply: message };
    if (markup.remove_keyboard) return {};
  }
  return {};
}

// A selective keyboard is for those who are mentioned, and for whom the message replies to.
function meant(message, person) {
  if (!message.markup.selective) return true;
  const mentioned = (message.entities ?? []).some(entity => entity.user?.id === person.id);
  return mentioned || message.reply_to_message?.from.id === person.id;
}

const spoken = (messages, at, person) =>
  messages.slice(at + 1).some(message => message.from.id === person.id);
