// Times as Telegram writes them, in the person's own zone.

const formats = new Map();

function format(zone, name, options) {
  const key = `${zone}/${name}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone || "UTC", ...options }));
  }
  return formats.get(key);
}

export const timeOf = (seconds, zone) =>
  format(zone, "time", { hour: "2-digit", minute: "2-digit" }).format(seconds * 1000);

// The same text for all moments of a day, and for no other.
export const dayKey = (seconds, zone) =>
  format(zone, "day", { year: "numeric", month: "long", day: "numeric" }).format(seconds * 1000);

export function dayOf(seconds, zone, now) {
  const day = dayKey(seconds, zone);
  if (day === dayKey(now, zone)) return "Today";
  const year = / \d{4}$/.exec(day)[0];
  return dayKey(now, zone).endsWith(year) ? day.slice(0, -year.length) : day;
}

// The time today, else the weekday or the date, for the list of chats.
export function shortly(seconds, zone, now) {
  if (dayKey(seconds, zone) === dayKey(now, zone)) return timeOf(seconds, zone);
  if (now - seconds < 6 * 86_400) return format(zone, "week", { weekday: "short" }).format(seconds * 1000);
  return format(zone, "short", { day: "2-digit", month: "2-digit", year: "2-digit" }).format(seconds * 1000);
}

export function sizeOf(bytes) {
  if (bytes < 1e3) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
