// Labels put onto arrows after the layout, where they cover the least: the layout would get too wide with them.

export const LINE = 13;
export const SMALL = 5.9;
const ALONG = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];

/** The point at a part of the way along a line. */
function pointAt(points, part) {
  const length = (from, to) => Math.hypot(to.x - from.x, to.y - from.y);
  const lengths = points.slice(1).map((point, number) => length(points[number], point));
  let left = part * lengths.reduce((sum, one) => sum + one, 0);
  const number = lengths.findIndex(one => (left -= one) <= 0);
  const [from, to] = number < 0 ? points.slice(-2) : [points[number], points[number + 1]];
  const share = number < 0 ? 1 : 1 + left / (lengths[number] || 1);
  return {x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share};
}

/** How much two boxes, given by their middles, cover of each other. */
function overlap(a, b) {
  const wide = Math.min(a.width, b.width, (a.width + b.width) / 2 - Math.abs(a.x - b.x));
  const high = Math.min(a.height, b.height, (a.height + b.height) / 2 - Math.abs(a.y - b.y));
  return wide > 0 && high > 0 ? wide * high : 0;
}

const outside = ({x, width}, wide) => Math.max(0, width / 2 - x) + Math.max(0, x + width / 2 - wide);

/** Give the labels of what can happen now a place each; the others have none. */
export function putLabels(picture) {
  const {graph, found, width} = picture;
  const taken = graph.nodes().map(name => graph.node(name));
  const edges = found.map(arrow => graph.edge(arrow.from, arrow.to)).filter(edge => edge.label.length);
  for (const edge of edges.sort((a, b) => b.label.length - a.label.length)) {
    const size = {width: edge.labelWidth + 8, height: edge.label.length * LINE};
    const places = ALONG.map(part => ({...pointAt(edge.points, part), ...size}));
    const cost = box => taken.reduce((sum, other) => sum + overlap(box, other), outside(box, width) * 40);
    const best = places.reduce((cheapest, box) => cost(box) < cost(cheapest) ? box : cheapest);
    best.x = Math.min(Math.max(best.x, best.width / 2), width - best.width / 2);
    Object.assign(edge, {x: best.x, y: best.y});
    taken.push(best);
  }
  return picture;
}
