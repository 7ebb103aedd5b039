// What the bot answers to a pressed button: a short text that goes by itself, or an alert to be closed.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";

const SHOWN_MS = 4000;

export function Toast({ toast }) {
  const [shown, setShown] = useState(null);
  const first = useRef(toast?.number);
  useEffect(() => {
    if (!toast || toast.number === first.current) return undefined;
    first.current = null;
    setShown(toast);
    if (toast.alert) return undefined;
    const timer = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  if (shown?.alert) return html`<${Alert} text=${shown.text} close=${() => setShown(null)} />`;
  return html`<div class="tg-toast-place" role="status">${shown && html`<p
    class="tg-toast">${shown.text}</p>`}</div>`;
}

function Alert({ text, close }) {
  const button = useRef(null);
  const before = useRef(document.activeElement);
  useEffect(() => {
    button.current.focus();
    return () => before.current?.focus();
  }, []);
  const onKeyDown = event => {
    if (event.key === "Escape") close();
    if (event.key === "Tab") event.preventDefault();
  };
  return html`
    <div class="tg-veil" onKeyDown=${onKeyDown}>
      <div class="tg-alert" role="alertdialog" aria-modal="true" aria-label=${text}>
        <p>${text}</p>
        <button type="button" data-press ref=${button} onClick=${close}>OK</button>
      </div>
    </div>`;
}
