// Where boxes and arrows go. dagre is the one slow thing of the panel, so every layout is made only once.
import { Graph, layout } from "../vendor/dagre.js";

const MOST_KEPT = 100;
export const MARGIN = 6;
const kept = new Map();

/**
 * Boxes {name, width, height} and arrows {from, to, and for a label width, height}, laid out:
 * {width, height, boxes: [{x, y}], arrows: [{points, x, y}]}, in the same order; nobody may change it.
 */
export function laidOut(boxes, arrows, options) {
  const key = JSON.stringify([boxes, arrows, options]);
  if (!kept.has(key)) {
    if (kept.size === MOST_KEPT) kept.clear();
    kept.set(key, made(boxes, arrows, options));
  }
  return kept.get(key);
}

function made(boxes, arrows, options) {
  const graph = new Graph();
  graph.setGraph({ nodesep: 10, edgesep: 5, marginx: MARGIN, marginy: MARGIN, ...options });
  for (const { name, width, height } of boxes) graph.setNode(name, { width, height });
  for (const { from, to, ...size } of arrows) graph.setEdge(from, to, { labelpos: "c", ...size });
  layout(graph);
  const { width, height } = graph.graph();
  const place = ({ x, y }) => ({ x, y });
  const edges = arrows.map(({ from, to }) => graph.edge(from, to));
  return {
    width, height,
    boxes: boxes.map(({ name }) => place(graph.node(name))),
    arrows: edges.map(edge => ({ points: edge.points, ...place(edge) })),
  };
}
