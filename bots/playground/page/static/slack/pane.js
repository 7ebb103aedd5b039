// A person's Slack: where they can be, what is there, the thread beside it, and the form before it.
import { html, useEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { Composer } from "../composer.js";
import { useThreadSeen } from "../news.js";
import { withRefs } from "../refs.js";
import { act, upload, usePaneState } from "../store.js";
import { Blocks, firstLine } from "./blocks.js";
import { Log } from "./conversation.js";
import { dayOf } from "./dates.js";
import { Modal, Question } from "./dialog.js";
import { Avatar, ShortcutMenu } from "./message.js";
import { APP, HOME, inConversation, inThread, Places, placesOf, useUnread } from "./places.js";

const SAID_SECONDS = 8;
const NOTHING = [];

export function SlackPane({ person, slack, now }) {
  const [openKey, setOpen] = usePaneState(person.handle, "place", APP);
  const [thread, setThread] = usePaneState(person.handle, "thread", null);
  const [seen, setSeen] = usePaneState(person.handle, "seen", {});
  const [question, setQuestion] = useState(null);
  const [said, say] = useSaid();
  const reader = useReader(person, slack, now, say, setQuestion);
  const places = useMemo(() => placesOf(slack, person.id), [slack.channels, slack.users, person.id]);
  const place = places.find(each => each.key === openKey) ?? places[1];
  const unread = useUnread(slack, person.id, places, place.key, seen, setSeen);
  const deeds = useMemo(() => deedsOf(person.handle, say), [person.handle]);
  const openThread = useMemo(() => ts => setThread({ place: place.key, ts }), [place.key]);
  const go = next => {
    setOpen(next.key);
    if (next.key !== place.key) setThread(null);
    if (next.key === HOME) deeds.opensHome();
  };
  const view = slack.views[person.id]?.at(-1);
  const inPlace = slack.messages[place.channel?.id] ?? NOTHING;
  const root = thread?.place === place.key && inPlace.some(each => each.ts === thread.ts) ? thread.ts : null;
  const common = { person, slack, place, reader };
  return html`
    <div class="slack client"><div class="slack-inside ${root ? "with-thread" : ""}">
      <${Places} ...${{ places, openKey: place.key, unread, go, team: slack.team.name, name: person.name,
        heading: headingOf }} />
      <div class="conversation" role="group" aria-label=${place.label}>
        <${Header} ...${{ ...common, go, places }} />
        ${place.key === HOME
          ? html`<${Home} view=${slack.homes[person.id]} app=${slack.app.name} reader=${reader} />`
          : html`<${Conversation} key=${place.key} ...${{ ...common, messages: inPlace, openThread }} />`}
      </div>
      ${root && html`<${Thread} key=${root}
        ...${{ ...common, messages: inPlace, root, close: () => setThread(null) }} />`}
      ${view && html`<${Modal} key=${view.id} view=${view} reader=${reader} deeds=${deeds} />`}
      ${question && html`<${Question} ...${question} reader=${reader} />`}
      ${said && html`<p class="said-here" role="alert">${said} <button type="button" class="plain"
        aria-label="Dismiss"
        onClick=${() => say("")}>✕</button></p>`}
    </div></div>`;
}

const headingOf = place => !place.channel || place.key === APP ? "app" : place.channel.kind;

// Sentences that say what did not work, for a while.
function useSaid() {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const timer = said && setTimeout(() => setSaid(""), SAID_SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, setSaid];
}

// Who reads, and what their hands do; the same object until names, channels or the day change.
function useReader(person, slack, now, say, setQuestion) {
  const clock = useRef(now);
  clock.current = now;
  const today = dayOf(now, person.zone);
  return useMemo(() => {
    const told = async answer => { const { ok, problem } = await answer; if (!ok) say(problem); };
    return {
      me: person.id, zone: person.zone, users: slack.users, channels: slack.channels, bot: slack.app.bot_user,
      shortcuts: slack.shortcuts, clock: () => clock.current, refs: withRefs,
      press: (where, block, element, value) =>
        told(act(person.handle, "presses",
          { ...where, block_id: block.block_id, action_id: element.action_id, value })),
      shortcut: (callback_id, message) => told(act(person.handle, "shortcut", { callback_id, message })),
      asked: (confirm, head) => !confirm ? Promise.resolve(true) : new Promise(resolve =>
        setQuestion({ confirm, head, answer: yes => { setQuestion(null); resolve(yes); } })),
    };
  }, [person.id, person.zone, slack.users, slack.channels, slack.shortcuts, today]);
}

function deedsOf(who, say) {
  const told = async answer => { const { ok, problem } = await answer; say(ok ? "" : problem); };
  const ids = (view, block, element) =>
    ({ view: view.id, block_id: block.block_id, action_id: element.action_id });
  return {
    opensHome: () => told(act(who, "opens_home")),
    fills: (view, block, element, value) => told(act(who, "fills", { ...ids(view, block, element), value })),
    attaches: (view, block, element, file) => told(upload(who, ids(view, block, element), file)),
    submits: view => told(act(who, "submits", { view: view.id })),
    closes: view => told(act(who, "closes", { view: view.id })),
  };
}

function Header({ place, slack, reader, go, places }) {
  if (place.key !== HOME && place.key !== APP) {
    const members = place.channel.members.length;
    return html`
      <header class="place-head"><h3>${place.sign === "@" ? "" : `${place.sign} `}${place.label}</h3>
        <span class="members" title="Members" aria-label="${members} members">👥 ${members}</span></header>`;
  }
  const bot = slack.users[slack.app.bot_user];
  const tab = (other, words) =>
    html`<button type="button" aria-pressed=${place.key === other.key}
      onClick=${() => go(other)}>${words}</button>`;
  return html`
    <header class="place-head"><${Avatar} user=${bot} reader=${reader} small />
      <h3>${slack.app.name}</h3><span class="badge">APP</span>
      <div class="tabs">${tab(places[0], "Home")}${tab(places[1], "Messages")}</div></header>`;
}

function Conversation({ person, slack, place, reader, messages, openThread }) {
  const shown = useMemo(() => inConversation(messages, person.id), [messages, person.id]);
  const global = slack.shortcuts.filter(each => each.type === "global");
  const name = place.channel && place.key.startsWith("#") ? place.key : place.label;
  const empty = html`<p class="empty">${place.key === APP
    ? `This is the very beginning of your conversation with ${place.label}. Type / to see what it can do.`
    : `This is the very beginning of ${name}.`}</p>`;
  return html`
    <${Log} messages=${shown} label="Messages in ${name}" ...${{ reader, openThread, empty }} />
    <div class="writing">
      ${global.length > 0 && html`<${ShortcutMenu} shortcuts=${global} reader=${reader} />`}
      <${Writing} ...${{ person, slack, place, draft: "main", label: `Message ${name}`, thread: null }} />
    </div>`;
}

function Thread({ person, slack, place, reader, messages, root, close }) {
  const shown = useMemo(() => inThread(messages, root, person.id), [messages, root, person.id]);
  const leave = event => { if (event.key === "Escape") close(); };
  const [, see] = useThreadSeen(person.id, root);
  useEffect(() => see(shown.at(-1)?.ts ?? 0), [shown.length]);
  return html`
    <div class="thread" role="group" aria-label="Thread" onKeyDown=${leave}>
      <header class="place-head"><h3>Thread</h3><span class="members">${place.key || place.label}</span>
        <button type="button" class="plain" aria-label="Close the thread" title="Close"
          onClick=${close}>✕</button></header>
      <${Log} messages=${shown} label="Thread" reader=${reader} isThread />
      <div class="writing"><${Writing}
        ...${{ person, slack, place, draft: "thread", label: "Reply…", thread: root }} /></div>
    </div>`;
}

function Writing({ person, slack, place, draft, label, thread }) {
  const commands = useMemo(() => slack.commands.map(({ command, description, usage_hint }) =>
    ({ command, description, hint: usage_hint })), [slack.commands]);
  const where = { place: place.channel?.id ?? null, thread };
  return html`
    <${Composer} who=${person.handle} draft=${draft} label=${label} commands=${commands}
      onSend=${text => act(person.handle, "types", { ...where, text })}
      onFile=${file => file && upload(person.handle, { ...where, text: "" }, file)} />`;
}

// The app's Home tab.
function Home({ view, app, reader }) {
  if (!view) return html`<p class="empty">${app} has put nothing here yet.</p>`;
  const where = { view: view.id };
  const head = firstLine(view.blocks, reader);
  const surface = {
    id: view.id, where, values: view.values, head, heads: true,
    put: (block, element, value) => reader.press(where, block, element, value),
  };
  return html`
    <div class="home" tabindex="0" role="region" aria-label="Home of ${app}" data-head=${head}>
      <${Blocks} blocks=${view.blocks} surface=${surface} reader=${reader} /></div>`;
}
