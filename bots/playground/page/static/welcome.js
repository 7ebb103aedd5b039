// What somebody reads who has opened the page for the first time, until something has happened in the chats.
import { html } from "./vendor/preact.js";
import { perform, usePaneState, useStore } from "./store.js";

export function Welcome() {
  const fresh = useStore(isFresh);
  const tours = useStore(state => state.tours);
  const busy = useStore(state => state.busy);
  const [left, leave] = usePaneState("page", "welcomed", false);
  if (!fresh || left) return null;
  const start = tour => perform(`${tour.title}…`, "/api/tour", { do: "start", name: tour.name });
  return html`
    <section class="tour welcome" aria-label="Welcome">
      <header><h3>Two chats, one marketplace</h3>
        <button type="button" aria-label="Close the welcome" onClick=${() => leave(true)}>✕</button></header>
      <p>Ann hires on Slack, Bo works on Telegram, and you are both. Between them is Parley as it runs in production; the
        money is sandbox money. Type / in a chat, press START, or:</p>
      <footer>
        ${tours.slice(0, 1).map(tour => html`
          <button type="button" class="primary" disabled=${busy} onClick=${() => start(tour)}>Take the tour</button>`)}
        <button type="button" disabled=${busy} onClick=${() => perform("Seeding…", "/api/seed")}>Fill it with people and jobs</button>
      </footer>
    </section>`;
}

function isFresh({ slack, telegram, tour }) {
  if (!slack || !telegram || tour) return false;
  const privately = telegram.chats.filter(chat => chat.owner).map(chat => telegram.messages[chat.id] ?? []);
  return [...Object.values(slack.messages), ...privately].every(messages => messages.length === 0);
}
