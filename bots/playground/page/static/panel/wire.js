// The tab of the wire: what the platforms and the product said to each other, as it was said.
import { html, useState } from "../vendor/preact.js";
import { useData } from "../store.js";
import { Json } from "./json.js";
import { Waiting, clockTime, useLast } from "./parts.js";

const PLATFORMS = { slack: "Slack", telegram: "Telegram" };
const way = row => row.to_app ? `${PLATFORMS[row.platform]} → Parley` : `Parley → ${PLATFORMS[row.platform]}`;

function Line({ row, chosen, onChoose }) {
  return html`<li><button type="button" class="exchange ${row.platform}" aria-pressed=${chosen}
    onClick=${() => onChoose(row.key)}>
    <span class="direction" role="img" aria-label=${way(row)}>${row.to_app ? "→" : "←"}</span>
    <span class="platform" aria-hidden="true">${PLATFORMS[row.platform]}</span>
    <span class="name">${row.name}</span>
    <span class="code ${row.ok ? "good" : "bad"}">${row.status || "–"}</span>
    <span class="ms">${row.ms} ms</span>
    <time datetime=${row.at}>${clockTime(row.at)}</time>
  </button></li>`;
}

function Copy({ value }) {
  const [said, setSaid] = useState("Copy");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(value, null, 2));
      setSaid("Copied");
    } catch {
      setSaid("Not allowed");
    }
    setTimeout(() => setSaid("Copy"), 1500);
  };
  return html`<button type="button" class="copy" onClick=${copy}>
    <span aria-live="polite">${said}</span></button>`;
}

function Said({ title, value, folded }) {
  if (value === undefined || value === null || value === "") return null;
  return html`<details open=${!folded} class="part"><summary>${title}</summary>
    <div class="json"><${Json} value=${value} /></div></details>`;
}

function Exchange({ row }) {
  const { data, problem } = useLast(useData(`/api/wire/${row.key}`));
  if (!data) return html`<${Waiting} problem=${problem} />`;
  return html`<section class="raw" aria-label="The exchange" key=${data.key}>
    <header><h3>${data.name}</h3><span class="muted">${way(data)}</span>
      <${Copy} value=${{ request: data.request, response: data.response }} /></header>
    ${data.url && html`<p class="url muted">${data.url}</p>`}
    ${data.problem && html`<p class="trouble">${data.problem}</p>`}
    <${Said} title="Headers" value=${data.headers} folded />
    <${Said} title="Request" value=${data.request} />
    <${Said} title=${`Response${data.status ? ` ${data.status}` : ""}`} value=${data.response} />
  </section>`;
}

export function Wire() {
  const { data, problem } = useData("/api/wire");
  const [key, setKey] = useState(null);
  if (!data) return html`<${Waiting} problem=${problem} />`;
  if (!data.rows.length) return html`<p class="muted">Nothing has gone over the wire yet.</p>`;
  const kept = data.rows.find(row => row.key === key);
  const chosen = kept || data.rows[0];
  return html`<div class="wire">
    <p class="follow-line"><label><input type="checkbox" checked=${!kept}
      onChange=${event => setKey(event.target.checked ? null : chosen.key)} /> Follow the newest</label></p>
    <ol class="exchanges" aria-label="Last exchanges, newest first" tabindex="0">${data.rows.map(row =>
      html`<${Line} key=${row.key} row=${row} chosen=${row.key === chosen.key} onChoose=${setKey} />`)}</ol>
    <${Exchange} row=${chosen} />
  </div>`;
}
