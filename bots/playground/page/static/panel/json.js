// JSON as a tree that can be folded, coloured by kind. Text is only ever text.
import { html } from "../vendor/preact.js";

const DEEP = 6;

const isBranch = value => value !== null && typeof value === "object" && Object.keys(value).length > 0;

/** Telegram sends keyboards as JSON inside a text: that is shown as what it says. */
function inside(value) {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function Leaf({ value }) {
  const kind = value === null ? "null" : typeof value === "object" ? "empty" : typeof value;
  return html`<span class="json-${kind}">${JSON.stringify(value)}</span>`;
}

function Name({ name }) {
  return name === undefined ? null : html`<span class="json-key">${name}</span>: `;
}

export function Json({ value, name, depth = 0 }) {
  const held = inside(value);
  const shown = held === undefined ? value : held;
  if (!isBranch(shown)) {
    return html`<div class="json-line"><${Name} name=${name} /><${Leaf} value=${shown} /></div>`;
  }
  const [open, close] = Array.isArray(shown) ? ["[", "]"] : ["{", "}"];
  const entries = Object.entries(shown);
  const nameOf = key => Array.isArray(shown) ? undefined : key;
  return html`<details class="json-branch" open=${depth < DEEP}>
    <summary><${Name} name=${name} />${open}<span class="json-folded">${entries.length}${close}</span>
      ${held !== undefined && html`<span class="json-note"> JSON in a text</span>`}</summary>
    <div class="json-inner">${entries.map(([key, inner]) =>
      html`<${Json} key=${key} value=${inner} name=${nameOf(key)} depth=${depth + 1} />`)}</div>
    <div class="json-line">${close}</div>
  </details>`;
}
