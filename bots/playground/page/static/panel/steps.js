// What can happen to a thing now, in words: for those who do not see the picture, and with exact dates.
import { html } from "../vendor/preact.js";
import { words } from "./chart.js";
import { told } from "./parts.js";

/** "Ann Client (client) or by itself on Mon 7 Dec, 09:00 UTC" */
function whoCan(step, thing) {
  const people = step.by.filter(role => role !== "system");
  const named = people.map(role => thing.parties[role] ? `${thing.parties[role].name} (${role})` : role);
  if (step.by.includes("system")) named.push(byItself(step, thing));
  return named.join(" or ");
}

function byItself(step, thing) {
  if (!step.after) return "follows from something else";
  const clock = thing.deadlines.find(one => one.event === step.event);
  return clock ? `by itself on ${told(clock.due)}` : `by itself after ${step.after}`;
}

const isOurs = step => step.by.length === 1 && step.by[0] === "system" && !step.after;

function Step({ step, thing }) {
  const stays = step.from === step.to;
  return html`<li class=${step.unless || isOurs(step) ? "muted" : ""}>
    <strong>${words(step.event)}</strong> <span class="by">${whoCan(step, thing)}</span>
    ${" "}<span class="way">→ ${stays ? "stays" : words(step.to)}</span>
    ${step.unless && html`<span class="unless">Not now: ${step.unless}</span>`}
  </li>`;
}

/** The same event by either side is said once. */
function together(steps) {
  const found = new Map();
  for (const step of steps) {
    const key = [step.event, step.to, step.unless].join("|");
    const there = found.get(key) || step;
    const by = [...new Set([...there.by, ...step.by])];
    found.set(key, { ...there, by, after: there.after || step.after });
  }
  return [...found.values()];
}

export function Steps({ thing }) {
  const rank = step => (step.unless ? 2 : 0) + (isOurs(step) ? 1 : 0);
  const sorted = together(thing.steps).sort((a, b) => rank(a) - rank(b));
  return html`<section class="steps" aria-label="What can happen now">
    <h3>Now: ${words(thing.state)}</h3>
    ${sorted.length
      ? html`<p class="muted">From here:</p>
        <ul>${sorted.map(step => html`<${Step} step=${step} thing=${thing} />`)}</ul>`
      : html`<p class="muted">This is final: nothing leads on from here.</p>`}
  </section>`;
}
