// An input block: its label, what is put in, the hint and the complaint.
import { html } from "../vendor/preact.js";
import { Control } from "./controls.js";
import { plainOf } from "./mrkdwn.js";

const BOXES = ["checkboxes", "radio_buttons", "file_input"];

export function Field({ block, surface, reader }) {
  const { element } = block;
  const id = `${reader.me}-${surface.id}-${block.block_id}`;
  const label = plainOf(block.label);
  const error = surface.errors?.[block.block_id];
  const describedBy = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(" ")
    || undefined;
  const grouped = BOXES.includes(element.type) || element.type.startsWith("multi_");
  const Label = grouped ? "span" : "label";
  const put = value => surface.put(block, element, value);
  return html`
    <div class="block field ${error ? "wrong" : ""}" data-field=${label} data-name=${block.block_id}>
      <${Label} class="label" for=${grouped ? undefined : id} id="${id}-label">${label}
        ${block.optional && html` <span class="optional">(optional)</span>`}</${Label}>
      <${Control} ...${{ block, element, surface, reader, put, describedBy, label, id,
        invalid: Boolean(error) }} />
      ${error && html`<p class="error" id="${id}-error" role="alert">${error}</p>`}
      ${block.hint && html`<p class="hint" id="${id}-hint">${plainOf(block.hint)}</p>`}
    </div>`;
}
