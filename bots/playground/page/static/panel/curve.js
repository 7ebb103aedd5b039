// A soft line through points that go one way: through each of them, and never beyond (Steffen 1990).

const sign = number => number < 0 ? -1 : 1;

/** How steep the line is at a point between two others. */
function slopeAt(before, point, after) {
  const [left, right] = [point.u - before.u, after.u - point.u];
  if (!left || !right) return 0;
  const first = (point.v - before.v) / left;
  const second = (after.v - point.v) / right;
  const mean = (first * right + second * left) / (left + right);
  const least = Math.min(Math.abs(first), Math.abs(second), 0.5 * Math.abs(mean));
  return (sign(first) + sign(second)) * least || 0;
}

/** How steep it is at an end, from what it is at the next point. */
function slopeAtEnd(end, next, slope) {
  const step = next.u - end.u;
  return step ? (3 * (next.v - end.v) / step - slope) / 2 : slope;
}

function slopes(points) {
  const inner = points.slice(1, -1).map((point, before) =>
    slopeAt(points[before], point, points[before + 2]));
  const last = points.length - 1;
  const [first, end] = [inner[0] ?? 0, inner[inner.length - 1] ?? 0];
  const start = slopeAtEnd(points[0], points[1], first);
  return [start, ...inner, slopeAtEnd(points[last], points[last - 1], end)];
}

/** The path of an SVG through `points`, which run down the page or (`across`) along it. */
export function curve(points, across) {
  if (points.length === 2) return `M${points[0].x} ${points[0].y}L${points[1].x} ${points[1].y}`;
  const turned = points.map(({ x, y }) => across ? { u: x, v: y } : { u: y, v: x });
  const steep = slopes(turned);
  const text = (u, v) => (across ? [u, v] : [v, u]).map(number => number.toFixed(1)).join(" ");
  return turned.slice(1).reduce((path, point, number) => {
    const from = turned[number];
    const third = (point.u - from.u) / 3;
    const start = text(from.u + third, from.v + third * steep[number]);
    const end = text(point.u - third, point.v - third * steep[number + 1]);
    return `${path}C${start} ${end} ${text(point.u, point.v)}`;
  }, `M${text(turned[0].u, turned[0].v)}`);
}
