// A state machine as a picture: where the thing is, where it has been, and the ways that lead on.
import { html, useEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { drawing, words } from "./chart.js";
import { curve } from "./curve.js";
import { LINE } from "./labels.js";

const HEADS = ["quiet", "taken", "ahead"];
// Where all of it would have to shrink more than this, a part of it is shown instead.
const READABLE = 1.5;
const ZOOMS = [0.5, 0.7, 0.85, 1, 1.25, 1.6, 2];

const look = arrow => (arrow.ahead && !arrow.blocked ? "ahead" : arrow.taken ? "taken" : "quiet");

function Heads({ id }) {
  return html`<defs>${HEADS.map(name => html`
    <marker id="${id}-${name}" class="head ${name}" viewBox="0 0 10 10" refX="9" refY="5"
      markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
      <path d="M0 1L10 5L0 9z" />
    </marker>`)}</defs>`;
}

const told = row => `${words(row.from)} → ${words(row.event)} → ${words(row.to)}`;

function Arrow({ arrow, id, across }) {
  const kind = look(arrow);
  const head = `url(#${id}-${kind})`;
  return html`<path class="arrow ${kind} ${arrow.blocked ? "blocked" : ""}" d=${curve(arrow.points, across)}
    marker-end=${head} marker-start=${arrow.twoWays ? head : null}>
    <title>${[...new Set(arrow.rows.map(told))].join("\n")}</title>
  </path>`;
}

function Label({ arrow }) {
  if (!arrow.label.length) return null;
  const top = arrow.y - (arrow.label.length - 1) * LINE / 2 + 4;
  const line = ({ text, small }, number) =>
    html`<tspan class=${small ? "by" : ""} x=${arrow.x} y=${top + number * LINE}>${text}</tspan>`;
  const kind = `${look(arrow)} ${arrow.blocked ? "blocked" : ""}`;
  return html`<text class="event ${kind}">${arrow.label.map(line)}</text>`;
}

function State({ state }) {
  const { x, y, width, height } = state;
  if (state.start) return html`<circle class="start" cx=${x} cy=${y} r="5" />`;
  const kind = ["state", state.now && "now", state.visited && "visited", state.final && "final"];
  const top = y - state.lines.length * LINE / 2 + 4;
  return html`<g class=${kind.filter(Boolean).join(" ")}>
    <title>${state.words}</title>
    <rect x=${x - width / 2} y=${y - height / 2} width=${width} height=${height} rx="9" />
    ${state.final && html`<rect class="inner" x=${x - width / 2 + 3} y=${y - height / 2 + 3}
      width=${width - 6} height=${height - 6} rx="6.5" />`}
    <text x=${x} y=${top}>${words(state.name)}</text>
    ${state.lines.map((line, number) =>
      html`<text class="same" x=${x} y=${top + (number + 1) * LINE}>${line}</text>`)}
  </g>`;
}

function Picture({ thing, picture, large, zoom }) {
  const id = large ? "machine-large" : "machine";
  const { left, width, height } = picture;
  const size = zoom ? { width: width * zoom, height: height * zoom } : {};
  return html`<svg class="machine ${zoom ? "" : "fitted"}" viewBox="${left} 0 ${width} ${height}" ...${size}
    style=${zoom ? null : `max-width:${Math.round(width * 1.15)}px`} role="img"
    aria-label="States of a ${thing.kind}; ${thing.ref} is ${words(thing.state)}. The same in words follows.">
    <${Heads} id=${id} />
    ${picture.arrows.map(arrow => html`<${Arrow} arrow=${arrow} id=${id} across=${picture.across} />`)}
    ${picture.states.map(state => html`<${State} state=${state} />`)}
    ${picture.arrows.map(arrow => html`<${Label} arrow=${arrow} />`)}
  </svg>`;
}

/** The drawing, made anew only if what it shows has changed. */
function useDrawing(thing, large) {
  const shown = JSON.stringify([thing.ref, thing.state, thing.history.length, thing.steps]);
  return useMemo(() => drawing(thing, large), [shown, large]);
}

function Enlarged({ thing, onClose }) {
  const dialog = useRef(null);
  const picture = useDrawing(thing, true);
  const [zoom, setZoom] = useState(picture.shrinks > READABLE ? 0.85 : 0);
  useEffect(() => {
    dialog.current.showModal();
    dialog.current.querySelector(".now").scrollIntoView({ block: "center", inline: "center" });
  }, []);
  const step = by => {
    const now = zoom || 1;
    const near = ZOOMS.reduce((best, one) => (Math.abs(one - now) < Math.abs(best - now) ? one : best));
    setZoom(ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(near) + by))]);
  };
  return html`<dialog ref=${dialog} class="panel-dialog"
    aria-label="Every state of ${thing.ref}" onClose=${onClose}>
    <header>
      <h2>${thing.ref} <span class="muted">· every way a ${thing.kind} can go</span></h2>
      <button type="button" aria-label="Smaller" onClick=${() => step(-1)}>−</button>
      <button type="button" aria-pressed=${!zoom} onClick=${() => setZoom(0)}>Fit</button>
      <button type="button" aria-label="Larger" onClick=${() => step(1)}>+</button>
      <button type="button" onClick=${() => dialog.current.close()}>Close</button>
    </header>
    <div class="sheet" tabindex="0" role="group" aria-label="Picture">
      <${Picture} thing=${thing} picture=${picture} large zoom=${zoom} />
    </div>
    <${Legend} picture=${picture} />
  </dialog>`;
}

function Legend({ picture }) {
  const ahead = picture.arrows.filter(arrow => arrow.ahead);
  const open = ahead.some(arrow => !arrow.blocked);
  return html`<p class="legend muted">
    <span><i class="key now"></i>now</span> <span><i class="key visited"></i>has been</span>
    ${" "}<span><i class="key final"></i>final</span>
    ${open && html` <span><i class="key ahead"></i>can happen next</span>`}
    ${ahead.some(arrow => arrow.blocked) && html` <span><i class="key blocked"></i>not now</span>`}
    ${!picture.complete && html`<span class="rest">
      Ways that only follow from elsewhere are in the large picture.</span>`}
  </p>`;
}

export function Machine({ thing }) {
  const [large, setLarge] = useState(false);
  const picture = useDrawing(thing, false);
  return html`<figure class="machine-frame">
    <${Picture} thing=${thing} picture=${picture} />
    <button type="button" class="enlarge" aria-label="Enlarge the picture" onClick=${() => setLarge(true)}>
      ⤢</button>
    ${large && html`<${Enlarged} thing=${thing} onClose=${() => setLarge(false)} />`}
    <${Legend} picture=${picture} />
  </figure>`;
}
