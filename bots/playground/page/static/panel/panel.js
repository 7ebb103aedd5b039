// The side panel: what stands behind the chats, in four tabs.
import { html, useEffect, useRef } from "../vendor/preact.js";
import { usePaneState } from "../store.js";
import { Books } from "./books.js";
import { Outbox } from "./outbox.js";
import { Thing } from "./thing.js";
import { Wire } from "./wire.js";

const TABS = [["thing", "Thing"], ["books", "Books"], ["outbox", "Outbox"], ["wire", "Wire"]];
const MOVES = { ArrowRight: 1, ArrowLeft: -1, Home: -TABS.length, End: TABS.length };

function Tabs({ tab, onTab }) {
  const list = useRef(null);
  const move = event => {
    if (!(event.key in MOVES)) return;
    event.preventDefault();
    const now = TABS.findIndex(([name]) => name === tab);
    const by = MOVES[event.key];
    const next = Math.abs(by) === 1 ? (now + by + TABS.length) % TABS.length : by < 0 ? 0 : TABS.length - 1;
    onTab(TABS[next][0]);
    list.current.children[next].focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="Behind the chats" ref=${list} onKeyDown=${move}>
    ${TABS.map(([name, label]) => html`<button type="button" role="tab" id="tab-${name}" data-tab=${name}
      aria-selected=${name === tab} aria-controls="panel-${name}" tabindex=${name === tab ? 0 : -1}
      onClick=${() => onTab(name)}>${label}</button>`)}
  </div>`;
}

function Inside({ tab, state }) {
  switch (tab) {
    case "books": return html`<${Books} />`;
    case "outbox": return html`<${Outbox} />`;
    case "wire": return html`<${Wire} />`;
    default: return html`<${Thing} selected=${state.selected} />`;
  }
}

export function Panel({ state }) {
  const [tab, setTab] = usePaneState("panel", "tab", "thing");
  const before = useRef(state.selected);
  useEffect(() => {
    if (before.current !== state.selected && state.selected) setTab("thing");
    before.current = state.selected;
  }, [state.selected]);
  return html`<div class="side-panel">
    <${Tabs} tab=${tab} onTab=${setTab} />
    <div class="panel-inside" role="tabpanel" id="panel-${tab}" aria-labelledby="tab-${tab}" tabindex="0">
      <${Inside} tab=${tab} state=${state} />
    </div>
  </div>`;
}
