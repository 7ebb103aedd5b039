// Where one can be: the app's Home and Messages, channels, other conversations; and what is unread there.
import { html, useEffect } from "../vendor/preact.js";

export const HOME = "home";
export const APP = "";

// The app first, then channels and conversations with others. `key` is how scripts name a place.
export function placesOf(slack, me) {
  const mine = slack.channels.filter(channel => channel.members.includes(me));
  const app = mine.find(channel => channel.kind === "im" && channel.members.includes(slack.app.bot_user));
  const others = mine.filter(channel => channel !== app).map(channel => placeOf(channel, slack, me));
  const rank = place => place.channel.kind === "im" || place.channel.kind === "mpim" ? 1 : 0;
  others.sort((one, other) => rank(one) - rank(other) || one.label.localeCompare(other.label));
  return [
    { key: HOME, label: "Home", sign: "⌂", channel: null },
    { key: APP, label: slack.app.name, sign: "P", channel: app ?? null },
    ...others,
  ];
}

function placeOf(channel, slack, me) {
  if (channel.kind === "public" || channel.kind === "private") {
    return { key: `#${channel.name}`, label: channel.name, sign: channel.kind === "public" ? "#" : "🔒",
      channel };
  }
  const names = channel.members.filter(id => id !== me).map(id => slack.users[id]?.real_name ?? id);
  return { key: channel.id, label: names.join(", "), sign: "@", channel };
}

export const isReply = message => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

export const seenBy = (message, me) => (message.only_for ?? me) === me;

export function inConversation(messages, me) {
  return messages.filter(message => seenBy(message, me)
    && (!isReply(message) || message.subtype === "thread_broadcast"));
}

export function inThread(messages, root, me) {
  return messages.filter(message => seenBy(message, me)
    && (message.ts === root || message.thread_ts === root));
}

// How many messages of others came to each place since one was there. What was there at first counts as read.
export function useUnread(slack, me, places, openKey, seen, setSeen) {
  const last = place => Number(slack.messages[place.channel?.id]?.at(-1)?.ts ?? 0);
  const fresh = places.filter(place => place.channel && (place.key === openKey
    ? last(place) > (seen[place.channel.id] ?? -1) : !(place.channel.id in seen) && place.key !== APP));
  useEffect(() => {
    if (fresh.length) setSeen({ ...seen,
      ...Object.fromEntries(fresh.map(place => [place.channel.id, last(place)])) });
  }, [fresh.map(place => `${place.key}${last(place)}`).join(" ")]);
  return place => {
    if (!place.channel || place.key === openKey) return 0;
    const since = seen[place.channel.id] ?? (place.key === APP ? 0 : Infinity);
    return inConversation(slack.messages[place.channel.id] ?? [], me)
      .filter(message => Number(message.ts) > since && message.user !== me).length;
  };
}

export function Places({ places, openKey, unread, go, team, heading, name }) {
  return html`
    <nav class="places" aria-label="Conversations of ${name}">
      <p class="team">${team}</p>
      ${places.map(place => {
        const count = unread(place);
        return html`
          <button type="button" key=${place.key} data-place=${place.key}
            class="${count ? "unread" : ""} ${heading(place)}"
            aria-current=${place.key === openKey ? "page" : undefined} onClick=${() => go(place)}>
            <span class="sign ${place.key === APP ? "app-icon" : ""}" aria-hidden="true">${place.sign}</span>
            <span class="name">${place.label}</span>
            ${count > 0 && html`<span class="count">${count}<span class="spoken"> unread</span></span>`}
          </button>`;
      })}
    </nav>`;
}
