// Files: shown under a message, and put into a form.
import { html, useRef, useState } from "../vendor/preact.js";
import { fileUrl } from "../store.js";

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

export function Attached({ files }) {
  return html`<div class="files">${files.map(file =>
    html`<${Attachment} key=${file.id} file=${file} />`)}</div>`;
}

function Attachment({ file }) {
  const url = fileUrl("slack", file.id);
  if (PICTURES.includes(file.mimetype)) {
    return html`
      <figure class="file shown"><figcaption>${file.title || file.name}</figcaption>
        <a href=${url} target="_blank" rel="noopener"><img src=${url} alt=${file.alt_txt || file.name}
          loading="lazy" /></a></figure>`;
  }
  return html`
    <a class="file" href=${url} download=${file.name} aria-label="Download ${file.name}">
      <span class="kind" aria-hidden="true">${(file.pretty_type || "FILE").slice(0, 4)}</span>
      <span><b>${file.title || file.name}</b><small>${file.pretty_type} · ${sizeOf(file.size)}</small></span>
      <span class="get" aria-hidden="true">⬇</span>
    </a>`;
}

export function sizeOf(bytes) {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

// The input for files of a form: each is handed over as soon as it is picked.
export function Files({ id, element, value, put, surface, block, describedBy, label, invalid }) {
  const input = useRef(null);
  const [busy, setBusy] = useState(false);
  const picked = async event => {
    const files = [...event.target.files];
    event.target.value = "";
    setBusy(true);
    for (const file of files) await surface.attach(block, element, file);
    setBusy(false);
  };
  const without = gone => put(value.filter(file => file.id !== gone.id).map(file => file.id));
  const accept = element.filetypes?.map(type => `.${type}`).join(",");
  return html`
    <div class="file-input" role="group" aria-label=${label} aria-describedby=${describedBy}
      aria-invalid=${invalid || undefined}>
      ${value.map(file => html`
        <span class="chip" key=${file.id}>${file.name} <small>${sizeOf(file.size)}</small>
          <button type="button" aria-label="Remove ${file.name}"
            onClick=${() => without(file)}>✕</button></span>`)}
      <button type="button" class="button" id=${id} disabled=${busy} onClick=${() => input.current.click()}>
        ${busy ? "Uploading…" : "Upload files"}</button>
      <input ref=${input} type="file" hidden multiple=${(element.max_files ?? 10) > 1} accept=${accept}
        onChange=${picked} />
    </div>`;
}
