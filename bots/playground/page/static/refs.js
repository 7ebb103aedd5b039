// References like C-1 in a text, as buttons that show the thing in the side panel.
import { html } from "./vendor/preact.js";
import { select } from "./store.js";

const REF = /\b([A-Z]-\d+)\b/;

export function withRefs(text) {
  return text.split(REF).map((part, at) => at % 2 ? html`<${Ref} name=${part} />` : part);
}

export function Ref({ name }) {
  const show = event => {
    event.stopPropagation();
    select(name);
  };
  return html`<button type="button" class="ref" title="Show ${name} in the side panel" onClick=${show}>${name}</button>`;
}
