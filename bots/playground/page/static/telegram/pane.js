// A person's Telegram: the chats, and the one that is open.
import { html, useEffect } from "../vendor/preact.js";
import { usePaneState } from "../store.js";
import { Chat } from "./chat.js";
import { Header } from "./header.js";
import { Chats, Topics } from "./list.js";
import { chatsOf, messagesOf, seenKey } from "./state.js";
import { Toast } from "./toast.js";

export function TelegramPane({ person, telegram, now }) {
  const [open, setOpen] = usePaneState(person.handle, "chat", null);
  const [topics, setTopics] = usePaneState(person.handle, "topics", {});
  const chats = chatsOf(telegram, person);
  const chat = chats.find(other => other.id === open) ?? chats[0];
  const topic = chat.is_forum ? topics[chat.id] ?? null : null;
  const listed = chat.is_forum && !topic;
  const messages = listed ? [] : messagesOf(telegram, chat, topic);
  const seen = useSeen(person, chat, topic, messages.at(-1)?.message_id);
  const openTopic = which => setTopics({ ...topics, [chat.id]: which });
  const choose = chosen => { setOpen(chosen.id); if (chosen.id === chat.id && topic) openTopic(null); };
  const back = chat.is_forum ? () => openTopic(null) : null;
  return html`
    <div class="telegram">
      <${Chats} open=${chat.id} ...${{ telegram, person, seen, now, choose }} />
      ${listed
        ? html`<div class="tg-chat"><${Header} ...${{ telegram, person, chat, messages }} />
            <${Topics} choose=${openTopic} ...${{ telegram, person, chat, seen, now }} /></div>`
        : html`<${Chat} key="${chat.id}/${topic}"
          ...${{ telegram, person, chat, topic, messages, now, back }} />`}
      <${Toast} toast=${telegram.toasts?.[person.id]} />
    </div>`;
}

// The newest message looked at, by chat and topic: what is open is seen.
function useSeen(person, chat, topic, newest) {
  const [seen, setSeen] = usePaneState(person.handle, "seen", {});
  const key = seenKey(chat, topic);
  useEffect(() => {
    if (newest && seen[key] !== newest) setSeen({ ...seen, [key]: newest });
  }, [key, newest]);
  return seen;
}
