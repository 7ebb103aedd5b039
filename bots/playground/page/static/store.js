// The page's one state: the snapshot of the server, kept up to date by its events, and what is open on the page.
import { useEffect, useState } from "./vendor/preact.js";
import { counted } from "./news.js";
import { reduce as reduceSlack } from "./slack/state.js";
import { reduce as reduceTelegram } from "./telegram/state.js";

let state = {
  ready: false, connected: false, people: [], slack: null, telegram: null, tours: [], tour: null,
  clock: { now: 0, next_due: null }, books: 0, selected: null, recent: [], drafts: {}, busy: "", said: "",
  news: {}, looking: [], threads: {},
};
const listeners = new Set();

export const now = () => state;

export function update(changes) {
  state = { ...state, ...changes };
  for (const listener of listeners) listener();
}

export function useStore(select) {
  const [value, setValue] = useState(() => select(state));
  useEffect(() => {
    const listener = () => setValue(() => select(state));
    listeners.add(listener);
    listener();
    return () => listeners.delete(listener);
  }, []);
  return value;
}

// What a pane has open, kept when the page is loaded again.
export const usePaneState = (who, name, initial) => useKept(`pane:${who}:${name}`, initial);

// A state that is still there when the page is loaded again.
export function useKept(key, initial) {
  const [value, setValue] = useState(() => stored(key, initial));
  return [value, next => {
    sessionStorage.setItem(key, JSON.stringify(next));
    setValue(() => next);
  }];
}

export function stored(key, initial) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? initial;
  } catch {
    return initial;
  }
}

// What is being typed is in the state, so that a guided tour can type as well.
export function useDraft(who, draft) {
  const key = `${who}/${draft}`;
  const text = useStore(current => current.drafts[key] ?? stored(`draft:${key}`, ""));
  return [text, next => setDraft(who, draft, next)];
}

export function setDraft(who, draft, text) {
  const key = `${who}/${draft}`;
  sessionStorage.setItem(`draft:${key}`, JSON.stringify(text));
  update({ drafts: { ...state.drafts, [key]: text } });
}

// ------------------------------------------------------------------ to the server

async function answered(request) {
  try {
    const response = await request;
    return response.ok ? await response.json() : { ok: false, problem: await response.text() };
  } catch {
    return { ok: false, problem: "The playground does not answer. Is it still running?" };
  }
}

export function post(path, body) {
  return answered(fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}),
  }));
}

export const act = (who, deed, details = {}) => post("/api/act", { ...details, who, deed });

export function upload(who, details, file) {
  const form = new FormData();
  form.append("who", who);
  for (const [name, value] of Object.entries(details)) if (value !== null && value !== undefined) form.append(name, value);
  form.append("file", file, file.name);
  return answered(fetch("/api/upload", { method: "POST", body: form }));
}

export const fileUrl = (platform, id) => `/api/file/${platform}/${encodeURIComponent(id)}`;

// Something that takes a while and concerns everybody: the top bar says what, and then what came of it.
export async function perform(words, path, body) {
  update({ busy: words, said: "" });
  const answer = await post(path, body);
  update({ busy: "", said: answer.ok ? answer.said ?? "" : answer.problem });
  return answer;
}

// ------------------------------------------------------------------ the side panel

export function select(ref) {
  const recent = ref ? [ref, ...state.recent.filter(other => other !== ref)].slice(0, 8) : state.recent;
  update({ selected: ref, recent });
  sessionStorage.setItem("selected", JSON.stringify(ref));
  sessionStorage.setItem("recent", JSON.stringify(recent));
}

// JSON of the server, fetched again whenever something was committed.
export function useData(path) {
  const [found, setFound] = useState({ path: "", data: null, problem: "" });
  const books = useStore(current => current.books);
  useEffect(() => {
    if (!path) return undefined;
    let wanted = true;
    fetch(path).then(async response => {
      const data = await response.json().catch(() => null);
      if (wanted) setFound({ path, data, problem: response.ok ? "" : "There is no such thing." });
    }, () => wanted && setFound(before => ({ ...before, problem: "The playground does not answer." })));
    return () => { wanted = false; };
  }, [path, books]);
  return found.path === path ? found : { data: null, problem: "" };
}

// ------------------------------------------------------------------ from the server

function reduce(current, change) {
  const platform = change.kind.split(".")[0];
  if (platform === "slack") return { ...current, slack: reduceSlack(current.slack, change) };
  if (platform === "telegram") return { ...current, telegram: reduceTelegram(current.telegram, change) };
  switch (change.kind) {
    case "clock": return { ...current, clock: clockOf(change) };
    case "books": return { ...current, books: current.books + 1 };
    case "people": return { ...current, people: change.people };
    case "tour": return { ...current, tour: change.tour };
    default: return current;
  }
}

const clockOf = ({ now: at, next_due }) => ({ now: at, next_due, received: performance.now() });

// The product's clock, in seconds: what the server said last, and the time since.
export function clockNow(clock) {
  return Math.floor(clock.now + (performance.now() - (clock.received ?? performance.now())) / 1000);
}

// Every event has a number. A snapshot tells which events it holds; those after it wait until it is here, and one
// that is missing, or a line that has fallen silent, brings a new snapshot.
const SILENCE = 40_000;
const AGAIN = 500;
let seen = -1;
let waiting = [];
let loads = 0;
let loading = false;
let heard = Date.now();

async function load() {
  const mine = ++loads;
  loading = true;
  try {
    const response = await fetch("/api/snapshot");
    if (!response.ok) throw new Error(response.statusText);
    const snapshot = await response.json();
    if (mine === loads) show(snapshot);
  } catch {
    setTimeout(() => mine === loads && load(), AGAIN);
  }
}

function show({ seq, ...snapshot }) {
  loading = false;
  seen = seq;
  update({ ...snapshot, clock: clockOf(snapshot.clock), ready: true, books: state.books + 1 });
  const later = waiting;
  waiting = [];
  for (const [number, changes] of later) receive(number, changes);
}

function receive(number, changes) {
  if (changes.some(change => change.kind === "reset")) {
    update({ selected: null, recent: [] });
    waiting = [];
    load();
  } else if (loading || !state.ready) {
    waiting.push([number, changes]);
  } else if (number > seen + 1) {
    waiting.push([number, changes]);
    load();
  } else if (number === seen + 1) {
    seen = number;
    update(changes.reduce((current, change) => ({ ...reduce(current, change), news: counted(current, change) }), state));
  }
}

export function connect() {
  update({ selected: stored("selected", null), recent: stored("recent", []) });
  let source = null;
  const open = () => {
    source?.close();
    heard = Date.now();
    source = new EventSource("/api/events");
    source.onopen = () => {
      update({ connected: true });
      waiting = [];
      load();
    };
    source.onerror = () => {
      update({ connected: false });
      if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN);
    };
    source.onmessage = event => {
      heard = Date.now();
      const changes = JSON.parse(event.data);
      if (changes.length) receive(Number(event.lastEventId), changes);
    };
  };
  open();
  setInterval(() => Date.now() - heard > SILENCE && open(), 5_000);
}
