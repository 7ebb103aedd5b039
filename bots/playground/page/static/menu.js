// A menu that opens under a button: arrows move in it, Escape and a click elsewhere close it.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";

// `items`: {label, hint, onPick, disabled}, or {heading}.
export function Menu({ label, name, items, disabled }) {
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  useEffect(() => {
    if (!open) return undefined;
    box.current.querySelector("[role=menuitem]:not(:disabled)")?.focus();
    const away = event => box.current.contains(event.target) || setOpen(false);
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const close = () => { setOpen(false); box.current.querySelector("button").focus(); };
  return html`
    <div class="menu" ref=${box} onKeyDown=${event => keys(event, box.current, open, close)}>
      <button type="button" aria-haspopup="menu" aria-expanded=${open} data-menu=${name} disabled=${disabled}
        onClick=${() => setOpen(!open)}>${label} <span aria-hidden="true">▾</span></button>
      ${open && html`
        <div role="menu" aria-label=${label}>
          ${items.map(item => item.heading
            ? html`<p class="heading">${item.heading}</p>`
            : html`<${Item} item=${item} close=${close} />`)}
        </div>`}
    </div>`;
}

function Item({ item, close }) {
  const pick = () => { close(); item.onPick(); };
  return html`
    <button type="button" role="menuitem" tabindex="-1" disabled=${item.disabled} onClick=${pick} data-item=${item.label}>
      <b>${item.label}</b>${item.hint && html`<small>${item.hint}</small>`}
    </button>`;
}

function keys(event, box, open, close) {
  if (!open) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    if (event.key === "Escape") event.preventDefault();
    close();
  } else if (step) {
    event.preventDefault();
    const items = [...box.querySelectorAll("[role=menuitem]:not(:disabled)")];
    const at = items.indexOf(document.activeElement);
    items[(at + step + items.length) % items.length].focus();
  }
}
