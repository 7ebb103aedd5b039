// Days and times as Slack shows them, in the reader's zone.

const formats = new Map();

function format(zone, name, options) {
  const key = `${zone} ${name}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  return formats.get(key);
}

const parts = (seconds, zone) =>
  Object.fromEntries(format(zone, "parts", {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(seconds * 1000).map(part => [part.type, part.value]));

const longMonth = (seconds, zone) => format(zone, "month", { month: "long" }).format(seconds * 1000);
const shortMonth = (seconds, zone) => format(zone, "mon", { month: "short" }).format(seconds * 1000);
const weekday = (seconds, zone) => format(zone, "weekday", { weekday: "long" }).format(seconds * 1000);

// 2026-03-02, there.
export function dayOf(seconds, zone) {
  const { year, month, day } = parts(seconds, zone);
  return `${year}-${month}-${day}`;
}

export function timeOf(seconds, zone, withSeconds = false) {
  const { hour, minute, second } = parts(seconds, zone);
  return `${hour % 12 || 12}:${minute}${withSeconds ? `:${second}` : ""} ${hour < 12 ? "AM" : "PM"}`;
}

export function fullTime(seconds, zone) {
  const day = Number(parts(seconds, zone).day);
  const time = timeOf(seconds, zone, true);
  return `${weekday(seconds, zone)}, ${shortMonth(seconds, zone)} ${day}${ordinal(day)} at ${time}`;
}

// What stands between two days of a conversation.
export function dividerOf(seconds, zone, now) {
  const near = nearDay(seconds, zone, now);
  if (near === "today" || near === "yesterday") return near[0].toUpperCase() + near.slice(1);
  const { day, year } = parts(seconds, zone);
  const elsewhere = year === parts(now, zone).year ? "" : `, ${year}`;
  const date = `${longMonth(seconds, zone)} ${Number(day)}${ordinal(Number(day))}`;
  return `${weekday(seconds, zone)}, ${date}${elsewhere}`;
}

function nearDay(seconds, zone, now) {
  const at = dayOf(seconds, zone);
  for (const [word, days] of [["yesterday", -1], ["today", 0], ["tomorrow", 1]]) {
    if (at === dayOf(now + days * 86_400, zone)) return word;
  }
  return "";
}

export const ordinal = day => day > 10 && day < 14 ? "th" : ["th", "st", "nd", "rd"][day % 10] ?? "th";

// The patterns of `<!date^…^{date_short_pretty} {time}|…>`.
export function written(pattern, seconds, zone, now) {
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => {
    const plain = name.replace(/_pretty$/, "");
    return (plain !== name && nearDay(seconds, zone, now)) || piece(plain, seconds, zone, now) || whole;
  });
}

function piece(name, seconds, zone, now) {
  const { year, month, day } = parts(seconds, zone);
  const long = `${longMonth(seconds, zone)} ${Number(day)}${ordinal(Number(day))}, ${year}`;
  switch (name) {
    case "date_num": return `${year}-${month}-${day}`;
    case "date": return long;
    case "date_long": return `${weekday(seconds, zone)}, ${long}`;
    case "date_short": return `${shortMonth(seconds, zone)} ${Number(day)}, ${year}`;
    case "time": return timeOf(seconds, zone);
    case "time_secs": return timeOf(seconds, zone, true);
    case "ago": return agoOf(seconds, now);
    default: return "";
  }
}

export function agoOf(seconds, now) {
  const span = Math.abs(now - seconds);
  const [unit, length] = [["day", 86_400], ["hour", 3_600], ["minute", 60]].find(([, each]) => span >= each)
    ?? ["", 0];
  if (!unit) return "just now";
  const count = Math.floor(span / length);
  const words = `${count} ${unit}${count > 1 ? "s" : ""}`;
  return now > seconds ? `${words} ago` : `in ${words}`;
}

// For an input of day and time: 2026-03-02T09:00 there, and back.
export const localOf = (seconds, zone) => {
  const { hour, minute } = parts(seconds, zone);
  return `${dayOf(seconds, zone)}T${hour}:${minute}`;
};

export function secondsOf(local, zone) {
  const wanted = Date.parse(`${local}:00Z`) / 1000;
  if (!Number.isFinite(wanted)) return null;
  const shift = at => Date.parse(`${localOf(at, zone)}:00Z`) / 1000 - at;
  const guess = wanted - shift(wanted);
  return wanted - shift(guess);
}
