// The person's chats, and the topics of a forum: who wrote last, when, and what is unread.
import { html } from "../vendor/preact.js";
import { TopicFace, topicName } from "./header.js";
import { Avatar } from "./message.js";
import { chatsOf, GENERAL, isMine, nameOf, preview, topicOf, unread } from "./state.js";
import { shortly } from "./times.js";

export function Chats({ telegram, person, open, seen, now, choose }) {
  return html`
    <nav class="tg-chats" aria-label="Conversations of ${person.first_name ?? person.name}">
      ${chatsOf(telegram, person).map(chat => html`
        <${Row} key=${chat.id} name=${chat.title} place=${chat.owner ? "" : chat.title}
          current=${chat.id === open}
          count=${unread(telegram, person, chat, seen).length} last=${telegram.messages[chat.id]?.at(-1)}
          face=${html`<${Avatar} id=${chat.id} name=${chat.title} bot=${Boolean(chat.owner)} />`}
          ...${{ person, now }} onClick=${() => choose(chat)} />`)}
    </nav>`;
}

export function Topics({ telegram, person, chat, seen, now, choose }) {
  const all = telegram.messages[chat.id] ?? [];
  const fresh = unread(telegram, person, chat, seen);
  const lastOf = topic => all.findLast(message => topicOf(message) === topic);
  const topics = [GENERAL, ...chat.topics.map(topic => topic.id)]
    .filter(topic => topic !== GENERAL || lastOf(GENERAL))
    .sort((one, two) => (lastOf(two)?.message_id ?? 0) - (lastOf(one)?.message_id ?? 0));
  return html`
    <div class="tg-topics" role="group" aria-label="Topics of ${chat.title}">
      ${topics.length === 0 && html`<p>There are no topics yet.</p>`}
      ${topics.map(topic => html`
        <${Row} key=${topic} name=${topicName(chat, topic)} last=${lastOf(topic)}
          face=${html`<${TopicFace} ...${{ chat, topic }} />`}
          count=${fresh.filter(message => topicOf(message) === topic).length}
          ...${{ person, now }} onClick=${() => choose(topic)} />`)}
    </div>`;
}

function Row({ name, place, current, count, last, face, person, now, onClick }) {
  return html`
    <button type="button" class="tg-row" data-place=${place} aria-current=${current ? "true" : undefined}
      onClick=${onClick}>
      ${face}
      <span class="tg-row-words">
        <b>${name}</b>
        <time>${last && shortly(last.date, person.zone, now)}</time>
        <span class="tg-last">${last && speaker(last, person)}${last && preview(last)}</span>
      </span>
      ${count > 0 && !current && html`<span class="tg-unread">${count}<span
        class="tg-unseen"> unread</span></span>`}
    </button>`;
}

function speaker(message, person) {
  if (message.is_service) return "";
  if (isMine(message, person)) return "You: ";
  return message.chat.type === "private" ? "" : `${nameOf(message)}: `;
}
