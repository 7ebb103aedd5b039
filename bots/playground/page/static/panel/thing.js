// The tab about one thing: what it is, its machine, its clocks, its parts and its history.
import { html, useEffect, useState } from "../vendor/preact.js";
import { select, useData } from "../store.js";
import { words } from "./chart.js";
import { Machine } from "./machine.js";
import { Moment, Ref, Sandbox, Waiting, Who, useLast } from "./parts.js";
import { Steps } from "./steps.js";

function Finder({ shown, selected, recent }) {
  const [text, setText] = useState("");
  useEffect(() => setText(""), [selected]);
  const go = event => {
    event.preventDefault();
    if (text.trim()) select(text.trim().toUpperCase());
  };
  return html`<form class="finder" role="search" onSubmit=${go}>
    <label for="panel-find">Reference</label>
    <input id="panel-find" value=${text} placeholder=${shown || "M-1"} autocomplete="off" spellcheck=${false}
      onInput=${event => setText(event.target.value)} />
    <button type="submit">Show</button>
    <div class="chips" role="group" aria-label="Changed last">
      <button type="button" class="ref follow" aria-pressed=${!selected}
        onClick=${() => select(null)}>newest</button>
      ${recent.map(ref => html`<${Ref} to=${ref} current=${ref === shown} />`)}
    </div>
  </form>`;
}

function Head({ thing }) {
  const parties = Object.entries(thing.parties);
  return html`<header class="thing-head">
    <h2>${thing.ref} ${thing.title || thing.name || thing.kind}</h2>
    <p class="status">${thing.status}</p>
    <dl>
      ${parties.map(([role, who]) => html`<div><dt>${role}</dt><dd><${Who} who=${who} /></dd></div>`)}
      ${(thing.roles || []).length > 0 && html`<div><dt>roles</dt><dd>${thing.roles.join(", ")}</dd></div>`}
      ${thing.contract && html`<div><dt>contract</dt><dd><${Ref} to=${thing.contract} /></dd></div>`}
      ${thing.about && html`<div><dt>about</dt><dd><${Ref} to=${thing.about} /></dd></div>`}
      ${thing.job && html`<div><dt>job</dt><dd><${Ref} to=${thing.job} /></dd></div>`}
      ${thing.facts.map(({ name, text }) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}
      ${thing.amounts.map(({ name, amount }) =>
        html`<div class="sum"><dt>${name}</dt><dd>${amount}</dd></div>`)}
    </dl>
    ${thing.amounts.length > 0 && html`<${Sandbox} />`}
  </header>`;
}

/** Where a clock leads, if it leads anywhere but here. */
function target(thing, event) {
  const step = thing.steps.find(one => one.event === event && one.after);
  return step && step.from !== step.to ? words(step.to) : words(event);
}

function Deadlines({ thing }) {
  if (!thing.deadlines.length && !thing.frozen.length) return null;
  return html`<section aria-label="Clocks"><h3>Clocks</h3><ul class="clocks">
    ${thing.deadlines.map(({ event, due }) =>
      html`<li>by itself on <${Moment} at=${due} /> → ${target(thing, event)}</li>`)}
    ${thing.frozen.map(({ event, left }) =>
      html`<li class="muted">${words(event)} stands still, ${left} left</li>`)}
  </ul></section>`;
}

/** What belongs to a thing, a line each. */
function Parts({ name, parts }) {
  if (!parts.length) return null;
  return html`<section aria-label=${name}><h3>${name}</h3><ul class="parts">
    ${parts.map(part => html`<li>
      <${Ref} to=${part.ref} /> ${part.title}
      ${(part.owner || part.note) && html` <span class="muted">${part.owner || part.note}</span>`}
      ${part.amounts && html` <span class="amount">${part.amounts[0].amount}</span>`}
      <span class="chip">${words(part.state)}</span>
    </li>`)}
  </ul></section>`;
}

function Way({ event }) {
  if (event.from === event.to) return html`<span class="way">stays ${words(event.to)}</span>`;
  return html`<span class="way">${event.from ? words(event.from) : "new"} → ${words(event.to)}</span>`;
}

function History({ thing }) {
  if (!thing.chart) return null;
  return html`<section aria-label="History"><h3>History</h3>
    ${thing.history.length ? html`<ol class="history" reversed>
    ${[...thing.history].reverse().map(event => html`<li>
      <p><strong>${words(event.event)}</strong> <${Way} event=${event} /></p>
      <p class="muted"><${Moment} at=${event.at} /> · <${Who} who=${event.by} /></p>
      ${event.note && html`<p class="note">“${event.note}”</p>`}
    </li>`)}</ol>` : html`<p class="muted">Nothing yet.</p>`}
  </section>`;
}

/** What was said and done in a dispute, as its numbered file has it, the newest first. */
function OnFile({ lines }) {
  if (!lines.length) return null;
  return html`<section aria-label="On file"><h3>On file</h3><ol class="history" reversed>
    ${[...lines].reverse().map(line => html`<li>
      <p><strong>${line.number}. ${line.kind}</strong>${line.files.length > 0 && ` · ${files(line)}`}</p>
      <p class="muted"><${Moment} at=${line.at} /> · <${Who} who=${line.by} /></p>
      <p class="note">“${line.text}”</p>
    </li>`)}</ol>
  </section>`;
}

const files = line => `${line.files.length} ${line.files.length === 1 ? "file" : "files"}`;

export function Thing({ selected }) {
  const { data, problem } = useLast(useData(`/api/thing/${encodeURIComponent(selected || "latest")}`));
  if (!data) return html`<${Finder} selected=${selected} recent=${[]} /><${Waiting} problem=${problem} />`;
  return html`<${Finder} shown=${data.ref} selected=${selected} recent=${data.recent} />
    ${data.ref ? html`<${About} thing=${data} />` : html`<p class="muted">${data.asked
      ? `There is no ${data.asked}.`
      : "Nothing has happened yet. Once somebody posts a job, it shows here."}</p>`}`;
}

function About({ thing }) {
  return html`<article class="thing">
    <${Head} thing=${thing} />
    <${Deadlines} thing=${thing} />
    ${thing.chart && html`<${Machine} thing=${thing} /><${Steps} thing=${thing} />`}
    <${Parts} name="Onboarding" parts=${thing.tasks} />
    <${Parts} name="Milestones" parts=${thing.milestones} />
    <${Parts} name="Weeks" parts=${thing.weeks} />
    <${Parts} name="Time" parts=${thing.entries} />
    <${Parts} name="Disputes" parts=${thing.disputes} />
    <${OnFile} lines=${thing.file} />
    <${History} thing=${thing} />
  </article>`;
}
