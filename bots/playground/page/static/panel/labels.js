// Labels put onto arrows after the layout, where they cover the least: with them it would get too wide.

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
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** How much two boxes, given by their middles, cover of each other. */
function overlap(a, b) {
  const wide = Math.min(a.width, b.width, (a.width + b.width) / 2 - Math.abs(a.x - b.x));
  const high = Math.min(a.height, b.height, (a.height + b.height) / 2 - Math.abs(a.y - b.y));
  return wide > 0 && high > 0 ? wide * high : 0;
}

const outside = ({ x, width }, wide) => Math.max(0, width / 2 - x) + Math.max(0, x + width / 2 - wide);

/** The picture with a place for each label of what can happen now; the other arrows have none. */
export function withLabels(picture) {
  const { states, arrows, width } = picture;
  const taken = [...states];
  const places = new Map();
  for (const arrow of arrows.filter(one => one.label.length).sort((a, b) => b.label.length - a.label.length)) {
    const size = { width: arrow.labelWidth + 8, height: arrow.label.length * LINE };
    const boxes = ALONG.map(part => ({ ...pointAt(arrow.points, part), ...size }));
    const cost = box => taken.reduce((sum, other) => sum + overlap(box, other), outside(box, width) * 40);
    const best = boxes.reduce((cheapest, box) => (cost(box) < cost(cheapest) ? box : cheapest));
    best.x = Math.min(Math.max(best.x, best.width / 2), width - best.width / 2);
    places.set(arrow, { x: best.x, y: best.y });
    taken.push(best);
  }
  return { ...picture, arrows: arrows.map(arrow => ({ ...arrow, ...places.get(arrow) })) };
}
