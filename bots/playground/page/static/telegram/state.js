// Telegram's part of the page's state: how a change makes a new one, and what the views ask of it.

export function reduce(telegram, change) {
  const handler = HANDLERS[change.kind];
  return handler ? handler(telegram, change) : telegram;
}

const HANDLERS = {
  "telegram.message": (telegram, { chat, message }) =>
    withMessages(telegram, chat, list => placed(list, message)),
  "telegram.deleted": (telegram, { chat, message_id }) =>
    withMessages(telegram, chat, list => list.filter(message => message.message_id !== message_id)),
  "telegram.chat": (telegram, { chat }) => ({ ...telegram, chats: upserted(telegram.chats, chat) }),
  "telegram.menus": (telegram, { menus }) => ({ ...telegram, menus: { ...telegram.menus, ...menus } }),
  "telegram.bot": (telegram, { bot }) => ({ ...telegram, bot }),
  "telegram.toast": (telegram, { user, text, alert }) => counted(telegram, "toasts", user, { text, alert }),
  "telegram.typing": (telegram, { chat }) => counted(telegram, "typing", chat, {}),
  "telegram.answered": (telegram, { user, chat, message_id }) =>
    counted(telegram, "answered", pressKey(user, chat, message_id), {}),
};

export const pressKey = (user, chat, messageId) => `${user}/${chat}/${messageId}`;

function withMessages(telegram, chat, make) {
  const list = make(telegram.messages[chat] ?? []);
  return { ...telegram, messages: { ...telegram.messages, [chat]: list } };
}

// New messages have the highest number, so they are looked for from the end.
function placed(list, message) {
  let at = list.length;
  while (at > 0 && list[at - 1].message_id > message.message_id) at -= 1;
  const known = at > 0 && list[at - 1].message_id === message.message_id;
  return [...list.slice(0, known ? at - 1 : at), message, ...list.slice(at)];
}

function upserted(chats, chat) {
  const known = chats.some(other => other.id === chat.id);
  return known ? chats.map(other => (other.id === chat.id ? chat : other)) : [...chats, chat];
}

// Things that pass: each one has a number, so that a view can tell the next from the last.
function counted(telegram, name, key, thing) {
  const all = telegram[name] ?? {};
  return { ...telegram, [name]: { ...all, [key]: { ...thing, number: (all[key]?.number ?? 0) + 1 } } };
}

// ------------------------------------------------------------------ questions

export const GENERAL = "general";

// The private chat with the bot, whether open or not, and then the groups this person is in.
export function chatsOf(telegram, person) {
  const own = telegram.chats.find(chat => chat.owner === person.id);
  const unopened = {
    id: person.id, owner: person.id, type: "private", title: telegram.bot.first_name,
    topics: [], members: [], blocked: false, is_forum: false, unopened: true,
  };
  const groups = telegram.chats
    .filter(chat => !chat.owner && !chat.migrated_to && chat.members.includes(person.id));
  return [own ?? unopened, ...groups];
}

export const topicOf = message => (message.is_topic_message ? message.message_thread_id : GENERAL);

export function messagesOf(telegram, chat, topic) {
  const all = telegram.messages[chat.id] ?? [];
  return chat.is_forum && topic ? all.filter(message => topicOf(message) === topic) : all;
}

export const textOf = message => message.text ?? message.caption ?? "";
export const entitiesOf = message => message.entities ?? message.caption_entities ?? [];
export const firstLine = text => text.split("\n", 1)[0];
export const isMine = (message, person) => message.from.id === person.id && !message.sender_chat;
export const nameOf = message => message.sender_chat?.title ?? message.from.first_name;

// A message in one line, for the list of chats, the pinned message and quotes.
export function preview(message) {
  if (message.is_service) return eventOf(message);
  const words = firstLine(textOf(message));
  if (words) return words;
  if (message.photo) return "Photo";
  return message.document?.file_name ?? "";
}

export function eventOf(message) {
  const who = nameOf(message);
  const names = users => users.map(user => user.first_name).join(", ");
  const added = message.new_chat_members;
  if (added) {
    const others = added.some(user => user.id !== message.from.id);
    return others ? `${who} added ${names(added)}` : `${who} joined the group`;
  }
  if (message.left_chat_member) {
    const left = message.left_chat_member;
    return left.id === message.from.id ? `${who} left the group` : `${who} removed ${left.first_name}`;
  }
  if (message.forum_topic_created) return `${who} created the topic “${message.forum_topic_created.name}”`;
  if (message.forum_topic_edited) return `${who} renamed the topic to “${message.forum_topic_edited.name}”`;
  if (message.forum_topic_closed) return `${who} closed the topic`;
  if (message.forum_topic_reopened) return `${who} reopened the topic`;
  const pinned = message.pinned_message;
  if (pinned) return `${who} pinned “${preview({ ...pinned, is_service: false })}”`;
  const moved = "migrate_to_chat_id" in message || "migrate_from_chat_id" in message;
  return moved ? "The group became a supergroup" : "";
}

// What a person has not looked at yet; `seen` holds the newest number seen, by chat and topic.
export const seenKey = (chat, topic) => (chat.is_forum ? `${chat.id}/${topic}` : `${chat.id}`);

export function unread(telegram, person, chat, seen) {
  const all = telegram.messages[chat.id] ?? [];
  const newest = all.at(-1)?.message_id ?? 0;
  const last = message => {
    const number = seen[seenKey(chat, topicOf(message))] ?? 0;
    return number > newest ? 0 : number; // after a reset the numbers begin anew
  };
  const theirs = message => !message.is_service && !isMine(message, person);
  return all.filter(message => theirs(message) && message.message_id > last(message));
}
