// A state machine as something to draw: which arrows there are, what stands on them, which layout fits.
import { LINE, SMALL, withLabels } from "./labels.js";
import { MARGIN, laidOut } from "./layout.js";

const CHARACTER = 6.9;
const BOX = 28;
const PADDING = 9;
// Wider than this, a picture in the panel shrinks until its words are hard to read.
const WIDEST = 410;
const RANKERS = ["network-simplex", "longest-path"];

export const words = name => name.replaceAll("_", " ");

/** Who makes it happen, short enough for an arrow: "client", "client or after 7 days", "Parley". */
export function byWhom(row) {
  const people = row.by.filter(role => role !== "system");
  const itself = row.by.includes("system") ? [row.after ? `after ${row.after}` : "Parley"] : [];
  return [...people, ...itself].join(" or ");
}

const follows = row => row.by.join() === "system" && !row.after;
const joins = (arrow, from, to) =>
  (arrow.from === from && arrow.to === to) || (arrow.twoWays && arrow.from === to && arrow.to === from);

/** The arrows between two states; a way and its way back are one arrow with two heads. */
function arrows({ chart, steps, history }) {
  const found = new Map();
  for (const row of chart.transitions.filter(one => one.from !== one.to)) {
    const back = found.get(`${row.to} ${row.from}`);
    const there = back || found.get(`${row.from} ${row.to}`) || { from: row.from, to: row.to, rows: [] };
    there.rows.push(row);
    there.twoWays = there.twoWays || Boolean(back);
    if (!back) found.set(`${row.from} ${row.to}`, there);
  }
  return [...found.values()].map(arrow => {
    const mine = steps.filter(step => joins(arrow, step.from, step.to) && !(step.unless && follows(step)));
    const taken = history.some(event => joins(arrow, event.from || chart.start, event.to));
    const ahead = mine.length > 0;
    return { ...arrow, steps: mine, taken, ahead, blocked: ahead && mine.every(step => step.unless) };
  });
}

/** What stands on an arrow: its events, and in the large picture under them who makes them happen. */
function linesOf(arrow, { all, people }) {
  const events = new Map();
  for (const row of all ? arrow.rows : arrow.steps) {
    const there = events.get(row.event) || { by: [], after: row.after };
    events.set(row.event, { by: [...new Set([...there.by, ...row.by])], after: there.after || row.after });
  }
  const found = new Map();
  for (const [event, row] of events) {
    const who = people ? byWhom(row) : "";
    found.set(who, [...found.get(who) || [], words(event)]);
  }
  const under = who => who ? [{ text: who, small: true }] : [];
  return [...found].flatMap(([who, named]) => [...named.map(text => ({ text })), ...under(who)]);
}

function selfEvents(chart, state) {
  const rows = chart.transitions.filter(row => row.from === state && row.to === state);
  return [...new Set(rows.map(row => `↻ ${words(row.event)}`))];
}

function boxOf(chart, state, { people }) {
  if (state.name === chart.start) return { width: 12, height: 12, lines: [] };
  const lines = people ? selfEvents(chart, state.name) : [];
  const longest = Math.max(words(state.name).length * CHARACTER, ...lines.map(line => line.length * SMALL));
  return { width: longest + 2 * PADDING, height: BOX + lines.length * LINE, lines };
}

function placed(chart, found, options) {
  const { rankdir = "TB", ranker = RANKERS[0], ranksep = 30 } = options;
  const states = chart.states.map(state => ({ ...state, ...boxOf(chart, state, options) }));
  const arrows = found.map(arrow => {
    const label = linesOf(arrow, options);
    const labelWidth = Math.max(0, ...label.map(line => line.text.length)) * SMALL + 6;
    return { ...arrow, label, labelWidth };
  });
  const sizeOf = ({ label, labelWidth }) =>
    options.all && label.length ? { width: labelWidth, height: label.length * LINE } : {};
  const done = laidOut(
    states.map(({ name, width, height }) => ({ name, width, height })),
    arrows.map(arrow => ({ from: arrow.from, to: arrow.to, ...sizeOf(arrow) })), { rankdir, ranker, ranksep });
  return {
    width: done.width, height: done.height, across: rankdir === "LR",
    states: states.map((state, number) => ({ ...state, ...done.boxes[number] })),
    arrows: arrows.map((arrow, number) => ({ ...arrow, ...done.arrows[number] })),
  };
}

/** Without the ways that only follow from something elsewhere; each state keeps one that leads to it. */
function thinned(chart, found) {
  const kept = found.filter(arrow => arrow.ahead || arrow.taken || !arrow.rows.every(follows));
  const reached = new Set(kept.map(arrow => arrow.to));
  for (const state of chart.states.filter(one => one.name !== chart.start && !reached.has(one.name))) {
    const last = found.findLast(arrow => arrow.to === state.name);
    if (last) kept.push(last);
  }
  return kept;
}

/** The first of the layouts that is narrow enough, else the narrowest. */
function narrow(chart, found) {
  const first = placed(chart, found, { ranker: RANKERS[0], ranksep: 64 });
  if (first.width <= WIDEST) return first;
  const second = placed(chart, found, { ranker: RANKERS[1], ranksep: 64 });
  return second.width < first.width ? second : first;
}

/** For the panel: every event is named if that stays readable, else those that can happen now. */
function forPanel(chart, found) {
  const full = placed(chart, found, { all: true });
  if (full.width <= WIDEST) return full;
  const bare = narrow(chart, found);
  return withLabels(bare.width <= WIDEST ? bare : narrow(chart, thinned(chart, found)));
}

/** Everything with everybody: whichever way round fits the window better. */
function forScreen(chart, found) {
  const [width, height] = [window.innerWidth * 0.96 - 24, window.innerHeight * 0.92 - 110];
  const options = { all: true, people: true };
  const way = (rankdir, ranker) => placed(chart, found, { ...options, rankdir, ranker });
  return ["TB", "LR"].flatMap(rankdir => RANKERS.map(ranker => way(rankdir, ranker)))
    .map(one => ({ ...one, shrinks: Math.max(one.width / width, one.height / height) }))
    .reduce((best, one) => one.shrinks < best.shrinks ? one : best);
}

/** How wide the picture truly is: bends may lie beyond what the layout says. */
function frame({ arrows: found, width }) {
  const xs = found.flatMap(arrow => arrow.points.map(point => point.x));
  const left = Math.min(0, ...xs.map(x => x - MARGIN));
  return { left, width: Math.max(width, ...xs.map(x => x + MARGIN)) - left };
}

/** What to draw of a thing's machine, with what is now, was, and can be. */
export function drawing(thing, large) {
  const { chart, history, state } = thing;
  const found = arrows(thing);
  const picture = (large ? forScreen : forPanel)(chart, found);
  const visited = new Set(history.flatMap(event => [event.from || chart.start, event.to]));
  const order = arrow => (arrow.ahead ? 2 : 0) + (arrow.taken ? 1 : 0);
  return {
    ...picture, ...frame(picture),
    complete: picture.arrows.length === found.length,
    states: picture.states.map(one => ({
      ...one, start: one.name === chart.start, now: one.name === state, visited: visited.has(one.name),
    })),
    arrows: [...picture.arrows].sort((a, b) => order(a) - order(b)),
  };
}
