// The page: the bar on top, the persons side by side, the side panel, and the guided tour over it all.
import { html, render } from "./vendor/preact.js";
import { clockNow, connect, useKept, useStore } from "./store.js";
import { SlackPane } from "./slack/pane.js";
import { TelegramPane } from "./telegram/pane.js";
import { Panel } from "./panel/panel.js";
import { People } from "./people.js";
import { TopBar } from "./topbar.js";
import { Tour } from "./tour.js";
import { useTick } from "./tick.js";
import { Welcome } from "./welcome.js";

const PANES = { slack: SlackPane, telegram: TelegramPane };
const FIRST_SHOWN = ["ann@slack", "bo@telegram"];

function Pane({ person, active }) {
  const part = useStore(state => state[person.platform]);
  const clock = useStore(state => state.clock);
  useTick(60);
  const title = `pane-${person.handle}`;
  return html`
    <section class="pane ${person.platform}-pane ${active ? "active" : ""}" data-who=${person.handle} aria-labelledby=${title}>
      <h2 id=${title}>
        <span class="dot ${person.platform}" aria-hidden="true"></span>
        <b>${person.name}</b> <span class="role">${person.role}</span>
        <span class="where">${person.platform === "slack" ? "Slack" : "Telegram"}</span>
      </h2>
      <div class="pane-inside">
        <${PANES[person.platform]} person=${person} now=${clockNow(clock)} ...${{ [person.platform]: part }} />
      </div>
    </section>`;
}

function useShown(people) {
  const [shown, keep] = useKept("shown", FIRST_SHOWN);
  const there = shown.filter(handle => people.some(person => person.handle === handle));
  const show = handle => there.includes(handle) || keep([...there, handle]);
  const toggle = handle => keep(there.includes(handle) ? there.filter(other => other !== handle) : [...there, handle]);
  return [there, show, toggle];
}

function App() {
  const people = useStore(state => state.people);
  const ready = useStore(state => state.ready);
  const selected = useStore(state => state.selected);
  const [shown, show, toggle] = useShown(people);
  const [active, setActive] = useKept("active", FIRST_SHOWN[0]);
  const [panel, openPanel] = useKept("panel", matchMedia("(min-width: 1000px)").matches);
  const activate = handle => { show(handle); setActive(handle); };
  const closes = event => { if (event.key === "Escape" && matchMedia("(max-width: 1000px)").matches) openPanel(false); };
  if (!ready) return html`<p class="starting">Parley is starting…</p>`;
  const seen = people.filter(person => shown.includes(person.handle));
  return html`
    <${TopBar} panel=${panel} openPanel=${openPanel} />
    <${People} ...${{ people, shown, active, toggle, activate }} />
    <main class=${panel ? "with-panel" : ""}>
      <div class="panes" tabindex="-1">
        ${seen.map(person => html`<${Pane} key=${person.handle} person=${person} active=${person.handle === active} />`)}
        ${seen.length === 0 && html`<p class="starting">Choose somebody above.</p>`}
      </div>
      <div class="side">
        ${panel && html`<aside class="panel" aria-label="Side panel" onKeyDown=${closes}><${Panel} state=${{ selected }} /></aside>`}
        <${Welcome} />
        <${Tour} activate=${activate} />
      </div>
    </main>`;
}

const root = document.getElementById("app");
root.textContent = "";
render(html`<${App} />`, root);
connect();
