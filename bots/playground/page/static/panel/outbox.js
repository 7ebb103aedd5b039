// The tab of the outbox: what was to be sent, to whom, and how far it has come.
import { html } from "../vendor/preact.js";
import { now, useData, useStore } from "../store.js";
import { Moment, Ref, Sandbox, Waiting, clockTime } from "./parts.js";

const PLATFORMS = { slack: "Slack", telegram: "Telegram" };

function label(row) {
  if (row.status === "retry") return row.next_try ? `retry at ${clockTime(row.next_try)}` : "trying again";
  return row.status;
}

/** "ann@slack" or "#jobs on Slack" where the page knows them, else what the platform calls the place. */
function handle(home, people) {
  const person = people.find(one => one.platform === home.platform && String(one.id) === home.id);
  const place = nameOf(home) ?? home.id;
  const name = person ? person.handle : `${place} on ${PLATFORMS[home.platform] || home.platform}`;
  return home.blocked ? `${name} (blocked)` : name;
}

function nameOf({ platform, id }) {
  const { slack, telegram } = now();
  if (platform === "telegram") return telegram.chats.find(chat => String(chat.id) === id)?.title;
  const channel = slack.channels.find(other => other.id === id);
  return channel?.name ? `#${channel.name}` : undefined;
}

function Recipient({ row, people }) {
  const places = row.homes.map(home => handle(home, people)).join(", ");
  if (row.to) return html`<strong>${row.to.name}</strong> <span class="muted">${places}</span>`;
  const nobody = row.kind.includes("provider") ? "payment provider" : "all channels";
  return html`<strong>${places || nobody}</strong>`;
}

function Row({ row, people }) {
  return html`<li class="sent-${row.status}">
    <p class="row-head"><span><${Recipient} row=${row} people=${people} /></span>
      <span class="chip ${row.status}">${label(row)}</span></p>
    <p class="muted">${row.kind} ${row.thing && html`<${Ref} to=${row.thing} />`}
      ${" "}· <${Moment} at=${row.sent_at || row.created_at} />
      ${row.attempts > 1 && html`<span> · ${row.attempts} attempts</span>`}</p>
    ${row.text && html`<p class="text">${row.text}</p>`}
    ${row.error && row.status !== "sent" && html`<p class="reason">${row.error}</p>`}
  </li>`;
}

export function Outbox() {
  const people = useStore(current => current.people);
  const { data, problem } = useData("/api/outbox");
  if (!data) return html`<${Waiting} problem=${problem} />`;
  if (!data.rows.length) return html`<p class="muted">Nothing was to be sent yet.</p>`;
  const lost = data.rows.filter(row => row.status === "undeliverable").length;
  const waiting = data.rows.filter(row => row.status !== "sent").length - lost;
  const said = [waiting && `${waiting} on the way.`, lost && `${lost} undeliverable.`].filter(Boolean);
  return html`<${Sandbox} /><p class="muted" role="status">${said.join(" ") || "All sent."} Newest first.</p>
    <ol class="outbox">${data.rows.map(row =>
      html`<${Row} key=${row.id} row=${row} people=${people} />`)}</ol>`;
}
