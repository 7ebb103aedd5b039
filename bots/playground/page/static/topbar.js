// The bar on top: what this is, the clock and its jumps, faults, tours, the session, the theme.
import { html, useState } from "./vendor/preact.js";
import { clockNow, perform, useStore } from "./store.js";
import { Menu } from "./menu.js";
import { useNarrow } from "./people.js";
import { useTick } from "./tick.js";

const JUMPS = [["next", "Next deadline"], ["+1h", "+1 h"], ["+1d", "+1 d"], ["+15d", "+15 d"]];
const FAULTS = [
  ["redeliver", "Re-deliver the last request", "As a platform does that has not seen the answer"],
  ["429", "Answer 429", "The next message to each platform has to wait"],
  ["cut", "Cut the connection", "The next message is sent, the answer to it is lost"],
  ["restart", "Restart the server", "What people do meanwhile is delivered again"],
  ["decline", "Decline the next payment", "As a bank does"],
];
const WHEN = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
  hourCycle: "h23", timeZone: "UTC" };

export function TopBar({ panel, openPanel }) {
  const busy = useStore(state => state.busy);
  const said = useStore(state => state.said);
  const connected = useStore(state => state.connected);
  const line = busy || (connected ? said : "The connection to the playground is lost; it is tried again.");
  return html`
    <header class="topbar">
      <h1><img src="/static/icon.svg" alt="" width="22" height="22" /> <span class="name">Parley</span>
        <span class="wide">playground</span></h1>
      <span class="sandbox" title="Sandbox money: nothing real moves.">SANDBOX</span>
      <${Clock} busy=${busy} />
      <div class="menus">
        <${Tours} busy=${busy} /><${Faults} busy=${busy} /><${Session} busy=${busy} />
        <${Theme} />
        <button type="button" aria-pressed=${panel} onClick=${() => openPanel(!panel)} data-toggle="panel">Side panel</button>
      </div>
      <p class="said" role="status">${line}</p>
    </header>`;
}

function Clock({ busy }) {
  const clock = useStore(state => state.clock);
  const narrow = useNarrow();
  useTick(1);
  const at = clockNow(clock);
  const due = clock.next_due ? `Next: ${told(clock.next_due)}` : "Nothing is due";
  const words = span => span === "next" ? "Time passes until something is due…" : `Time passes: ${span}…`;
  const jumps = JUMPS.map(([span, label]) => ({
    span, label, hint: span === "next" ? due : "", disabled: span === "next" && !clock.next_due,
    onPick: () => perform(words(span), "/api/clock", { span }),
  }));
  return html`
    <div class="clock" role="group" aria-label="Time">
      <time dateTime=${new Date(at * 1000).toISOString()} title=${due}>${narrow ? toldShortly(at) : told(at)} UTC</time>
      ${narrow ? html`<${Menu} label="Jump" name="time" items=${jumps} disabled=${busy} />` : jumps.map(jump => html`
        <button type="button" data-jump=${jump.span} disabled=${busy || jump.disabled} title=${jump.hint} onClick=${jump.onPick}>${jump.label}</button>`)}
    </div>`;
}

const SHORT = { ...WHEN, weekday: undefined, year: undefined };
const toldShortly = seconds => new Intl.DateTimeFormat("en-GB", SHORT).format(new Date(seconds * 1000));

export const told = seconds => new Intl.DateTimeFormat("en-GB", WHEN).format(new Date(seconds * 1000)).replace(" at", ",");

function Faults({ busy }) {
  const people = useStore(state => state.people);
  const telegram = useStore(state => state.telegram);
  const fault = (name, label, who) => perform(`${label}…`, "/api/fault", { name, who });
  const items = FAULTS.map(([name, label, hint]) => ({ label, hint, onPick: () => fault(name, label) }));
  const blocked = person => telegram.chats.some(chat => chat.owner === person.id && chat.blocked);
  const blocks = people.filter(person => person.platform === "telegram").map(person => {
    const name = blocked(person) ? "unblock" : "block";
    const label = `${person.name} ${name}s the bot`;
    return { label, onPick: () => fault(name, label, person.handle) };
  });
  return html`<${Menu} label="Faults" name="faults" disabled=${busy}
    items=${[...items, { heading: "Nothing is lost by any of them" }, ...blocks]} />`;
}

function Tours({ busy }) {
  const tours = useStore(state => state.tours);
  const items = tours.map(tour => ({
    label: tour.title, hint: tour.about,
    onPick: () => perform(`${tour.title}…`, "/api/tour", { do: "start", name: tour.name }),
  }));
  return html`<${Menu} label="Tours" name="tours" items=${items} disabled=${busy} />`;
}

function Session({ busy }) {
  const items = [
    { label: "Seed", hint: "12 people, 20 jobs, proposals and contracts", onPick: () => perform("Seeding…", "/api/seed") },
    { label: "Reset", hint: "Everything is forgotten, and begins anew", onPick: () => perform("Beginning anew…", "/api/reset") },
    { label: "Export", hint: "This session as a script, to be played again", onPick: () => { location.href = "/api/export"; } },
  ];
  return html`<${Menu} label="Session" name="session" items=${items} disabled=${busy} />`;
}

function Theme() {
  const [dark, setDark] = useState(document.documentElement.dataset.theme === "dark");
  const turn = () => {
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", dark ? "light" : "dark");
    setDark(!dark);
  };
  return html`<button type="button" aria-pressed=${dark} aria-label="Dark" title="Dark or light" onClick=${turn}>◐</button>`;
}
