// A state machine laid out: which arrows there are, what stands on them, and where everything goes.
import {Graph, layout} from "../vendor/dagre.js";
import {LINE, SMALL, putLabels} from "./labels.js";

const CHARACTER = 6.9;
const BOX = 28;
const PADDING = 9;
const MARGIN = 6;
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
function arrows({chart, steps, history}) {
  const found = new Map();
  for (const row of chart.transitions.filter(one => one.from !== one.to)) {
    const back = found.get(`${row.to} ${row.from}`);
    const there = back || found.get(`${row.from} ${row.to}`) || {from: row.from, to: row.to, rows: []};
    there.rows.push(row);
    there.twoWays = there.twoWays || Boolean(back);
    if (!back) found.set(`${row.from} ${row.to}`, there);
  }
  return [...found.values()].map(arrow => {
    const mine = steps.filter(step => joins(arrow, step.from, step.to) && !(step.unless && follows(step)));
    const taken = history.some(event => joins(arrow, event.from || chart.start, event.to));
    const ahead = mine.length > 0;
    return {...arrow, steps: mine, taken, ahead, blocked: ahead && mine.every(step => step.unless)};
  });
}

/** What stands on an arrow: its events, and in the large picture under them who makes them happen. */
function linesOf(arrow, {all, people}) {
  const events = new Map();
  for (const row of all ? arrow.rows : arrow.steps) {
    const there = events.get(row.event) || {by: [], after: row.after};
    events.set(row.event, {by: [...new Set([...there.by, ...row.by])], after: there.after || row.after});
  }
  const found = new Map();
  for (const [event, row] of events) {
    const who = people ? byWhom(row) : "";
    found.set(who, [...found.get(who) || [], words(event)]);
  }
  const under = who => who ? [{text: who, small: true}] : [];
  return [...found].flatMap(([who, named]) => [...named.map(text => ({text})), ...under(who)]);
}

function selfEvents(chart, state) {
  const rows = chart.transitions.filter(row => row.from === state && row.to === state);
  return [...new Set(rows.map(row => `↻ ${words(row.event)}`))];
}

function boxOf(chart, state, {people}) {
  if (state.name === chart.start) return {width: 12, height: 12, lines: []};
  const lines = people ? selfEvents(chart, state.name) : [];
  const longest = Math.max(words(state.name).length * CHARACTER, ...lines.map(line => line.length * SMALL));
  return {width: longest + 2 * PADDING, height: BOX + lines.length * LINE, lines};
}

function placed(chart, found, options) {
  const graph = new Graph();
  const {rankdir = "TB", ranker = RANKERS[0], ranksep = 30} = options;
  graph.setGraph({rankdir, ranker, ranksep, nodesep: 10, edgesep: 5, marginx: MARGIN, marginy: MARGIN});
  for (const state of chart.states) graph.setNode(state.name, boxOf(chart, state, options));
  for (const arrow of found) {
    const label = linesOf(arrow, options);
    const width = Math.max(0, ...label.map(line => line.text.length)) * SMALL + 6;
    const size = options.all && label.length ? {width, height: label.length * LINE} : {};
    graph.setEdge(arrow.from, arrow.to, {label, labelWidth: width, labelpos: "c", ...size});
  }
  layout(graph);
  return {graph, found, width: graph.graph().width, height: graph.graph().height};
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

/** For the panel: every event is named if that stays readable, else those that can happen now. */
function forPanel(chart, found) {
  const full = placed(chart, found, {all: true});
  if (full.width <= WIDEST) return full;
  const narrowest = ways => RANKERS.map(ranker => placed(chart, ways, {ranker, ranksep: 42}))
    .reduce((best, one) => one.width < best.width ? one : best);
  const bare = narrowest(found);
  const best = bare.width <= WIDEST ? bare : narrowest(thinned(chart, found));
  return putLabels(best);
}

/** Everything with everybody: whichever way round fits the window better. */
function forScreen(chart, found) {
  const [width, height] = [window.innerWidth * 0.96 - 24, window.innerHeight * 0.92 - 110];
  const options = {all: true, people: true};
  const way = (rankdir, ranker) => placed(chart, found, {...options, rankdir, ranker});
  return ["TB", "LR"].flatMap(rankdir => RANKERS.map(ranker => way(rankdir, ranker)))
    .map(one => ({...one, shrinks: Math.max(one.width / width, one.height / height)}))
    .reduce((best, one) => one.shrinks < best.shrinks ? one : best);
}

/** How wide the picture truly is: bends may lie beyond what the layout says. */
function frame({graph, found, width, height}) {
  const xs = found.flatMap(arrow => graph.edge(arrow.from, arrow.to).points.map(point => point.x));
  const left = Math.min(0, ...xs.map(x => x - MARGIN));
  return {left, width: Math.max(width, ...xs.map(x => x + MARGIN)) - left, height};
}

/** What to draw of a thing's machine, with what is now, was, and can be. */
export function drawing(thing, large) {
  const {chart, history, state} = thing;
  const picture = (large ? forScreen : forPanel)(chart, arrows(thing));
  const {graph, found} = picture;
  const visited = new Set(history.flatMap(event => [event.from || chart.start, event.to]));
  const order = arrow => (arrow.ahead ? 2 : 0) + (arrow.taken ? 1 : 0);
  return {
    ...frame(picture),
    shrinks: picture.shrinks,
    across: graph.graph().rankdir === "LR",
    complete: found.length === arrows(thing).length,
    states: chart.states.map(one => ({
      ...one, ...graph.node(one.name), start: one.name === chart.start,
      now: one.name === state, visited: visited.has(one.name),
    })),
    arrows: found.map(arrow => ({...arrow, ...graph.edge(arrow.from, arrow.to)}))
      .sort((a, b) => order(a) - order(b)),
  };
}
