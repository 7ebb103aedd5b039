// What is pressed: buttons, and menus whose entries are buttons too.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { plainOf } from "./mrkdwn.js";

const MANY = 10;

export function Button({ block, element, surface, reader }) {
  const [busy, setBusy] = useState(false);
  const label = plainOf(element.text);
  const press = async () => {
    if (busy || !await reader.asked(element.confirm, surface.head)) return;
    if (/^https?:/i.test(element.url ?? "")) window.open(element.url, "_blank", "noopener,noreferrer");
    setBusy(true);
    await reader.press(surface.where, block, element);
    setBusy(false);
  };
  const spoken = element.accessibility_label;
  return html`
    <button type="button" class="button ${element.style ?? ""} ${busy ? "busy" : ""}" data-press
      aria-label=${spoken}
      aria-busy=${busy} onClick=${press}>${label}${element.url
        && html`<span class="away" aria-hidden="true">↗</span>`}</button>`;
}

export function Menu({ block, element, surface, reader }) {
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  const groups = element.option_groups ?? [{ options: element.options }];
  const labels = groups.flatMap(group => group.options).map(option => plainOf(option.text));
  useOutside(box, open, () => setOpen(false));
  const choose = async option => {
    setOpen(false);
    box.current?.querySelector("button").focus();
    if (!await reader.asked(element.confirm, surface.head)) return;
    if (/^https?:/i.test(option.url ?? "")) window.open(option.url, "_blank", "noopener,noreferrer");
    await reader.press(surface.where, block, element, option.value);
  };
  const dots = element.type === "overflow";
  const title = dots ? "More actions" : plainOf(element.placeholder) || "Choose";
  const chosen = surface.values?.[block.block_id]?.[element.action_id]?.selected_option
    ?? element.initial_option;
  return html`
    <div class="menu-box" ref=${box} onKeyDown=${event => steered(event, box.current, open, setOpen)}>
      <button type="button" class=${dots ? "button dots" : "button select"} data-press aria-haspopup="true"
        aria-expanded=${open}
        aria-label="${title}: ${labels.join(", ")}" onClick=${() => setOpen(!open)}>
        ${dots ? "⋯" : chosen ? plainOf(chosen.text) : title}</button>
      ${open && html`<${Entries} groups=${groups} many=${labels.length > MANY} title=${title}
        choose=${choose} />`}
    </div>`;
}

function Entries({ groups, many, title, choose }) {
  const [wanted, setWanted] = useState("");
  const list = useRef(null);
  useLayoutEffect(() => {
    placed(list.current);
    list.current.querySelector("input, button")?.focus({ preventScroll: true });
  }, []);
  const fits = option => plainOf(option.text).toLowerCase().includes(wanted.toLowerCase());
  return html`
    <div class="popup" role="group" aria-label=${title} ref=${list}>
      ${many && html`<input type="search" aria-label="Filter" placeholder="Filter" value=${wanted}
        onInput=${event => setWanted(event.target.value)} />`}
      ${groups.map(group => html`
        ${group.label && html`<p>${plainOf(group.label)}</p>`}
        ${group.options.filter(fits).map(option => html`
          <button type="button" data-press aria-label=${plainOf(option.text)}
            onClick=${() => choose(option)}>${plainOf(option.text)}
            ${option.description && html`<small>${plainOf(option.description)}</small>`}</button>`)}`)}
    </div>`;
}

// Below what was pressed, or above it where there is no room; never beyond the pane.
function placed(popup) {
  const pane = popup.closest(".slack.client").getBoundingClientRect();
  const { right, bottom, height, top } = popup.getBoundingClientRect();
  popup.style.left = `${Math.min(0, pane.right - 10 - right)}px`;
  if (bottom > pane.bottom - 10 && top - height > pane.top) popup.classList.add("above");
}

// Arrow keys go through a menu, Escape leaves it.
export function steered(event, box, open, setOpen) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (open && event.key === "Escape") {
    event.stopPropagation();
    setOpen(false);
    box.querySelector("button").focus();
  } else if (step && !open) {
    event.preventDefault();
    setOpen(true);
  } else if (step) {
    event.preventDefault();
    const entries = [...box.querySelectorAll(".popup :is(input, button)")];
    entries.at((entries.indexOf(document.activeElement) + step) % entries.length)?.focus();
  }
}

export function useOutside(box, open, close) {
  useEffect(() => {
    if (!open) return undefined;
    const outside = event => box.current?.contains(event.target) || close();
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);
}
