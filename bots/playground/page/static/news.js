// What has come for people whose chat is not on the page, and threads with replies that nobody has looked at.
import { now, stored, update, useStore } from "./store.js";

// How many messages have come for somebody since their chat was last on the page.
export const useNews = () => useStore(state => state.news);

// The chats that are on the page: nothing there is news.
export function looksAt(handles) {
  const { news } = now();
  if (handles.some(handle => news[handle])) {
    update({ news: Object.fromEntries(Object.entries(news).filter(([handle]) => !handles.includes(handle))) });
  }
  update({ looking: handles });
}

// The count of news after a change: direct messages only, and no edits.
export function counted(state, change) {
  const person = FOR_WHOM[change.kind]?.(state, change);
  if (!person || state.looking.includes(person.handle)) return state.news;
  return { ...state.news, [person.handle]: (state.news[person.handle] ?? 0) + 1 };
}

const FOR_WHOM = {
  "slack.message": ({ slack, people }, { channel, message }) => {
    const place = slack.channels.find(other => other.id === channel);
    const known = (slack.messages[channel] ?? []).some(other => other.ts === message.ts);
    return !known && place?.kind === "im" && message.user === slack.app.bot_user
      && people.find(person => place.members.includes(person.id) && person.platform === "slack");
  },
  "telegram.message": ({ telegram, people }, { chat, message }) => {
    const known = (telegram.messages[chat] ?? []).some(other => other.message_id === message.message_id);
    return !known && message.from?.is_bot
      && people.find(person => person.platform === "telegram" && person.id === chat);
  },
};

// Until which reply a thread has been looked at, and the way to say so.
export function useThreadSeen(who, root) {
  const key = `${who}/${root}`;
  const until = useStore(state => Number(state.threads[key] ?? stored("threads", {})[key] ?? 0));
  return [until, reply => {
    if (Number(reply) <= until) return;
    const threads = { ...stored("threads", {}), ...now().threads, [key]: reply };
    sessionStorage.setItem("threads", JSON.stringify(threads));
    update({ threads });
  }];
}
