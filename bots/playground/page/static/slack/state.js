// The workspace as the page knows it, and what each change makes of it: only what changed is a new object.

export function reduce(slack, change) {
  const apply = CHANGES[change.kind];
  return slack && apply ? apply(slack, change) : slack;
}

const CHANGES = {
  "slack.message": (slack, { channel, message }) =>
    withMessages(slack, channel, put(slack.messages[channel], message)),
  "slack.deleted": (slack, gone) =>
    withMessages(slack, gone.channel,
      (slack.messages[gone.channel] ?? []).filter(message => !isSame(message, gone))),
  "slack.channel": (slack, { channel }) => ({ ...slack, channels: replaced(slack.channels, channel) }),
  "slack.user": (slack, { user }) => ({ ...slack, users: { ...slack.users, [user.id]: user } }),
  "slack.views": (slack, { user, stack }) => ({ ...slack, views: { ...slack.views, [user]: stack } }),
  "slack.home": (slack, { user, view }) => ({ ...slack, homes: { ...slack.homes, [user]: view } }),
};

const isSame = (one, other) => one.ts === other.ts && (one.only_for ?? null) === (other.only_for ?? null);

const withMessages = (slack, channel, messages) =>
  ({ ...slack, messages: { ...slack.messages, [channel]: messages } });

// Messages come in order, as a rule: the place is looked for from the end.
function put(messages = [], message) {
  const at = messages.findIndex(other => isSame(other, message));
  if (at >= 0) return messages.with ? messages.with(at, message)
    : messages.map((old, place) => place === at ? message : old);
  let end = messages.length;
  while (end > 0 && Number(messages[end - 1].ts) > Number(message.ts)) end -= 1;
  return [...messages.slice(0, end), message, ...messages.slice(end)];
}

function replaced(channels, channel) {
  const known = channels.some(other => other.id === channel.id);
  return known ? channels.map(other => other.id === channel.id ? channel : other) : [...channels, channel];
}
