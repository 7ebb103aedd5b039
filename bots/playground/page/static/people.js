// Who is there: press to have somebody's chat on the page or not; on a phone, to see theirs instead.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { looksAt, useNews } from "./news.js";

const NARROW = matchMedia("(max-width: 760px)");

export function useNarrow() {
  const [narrow, setNarrow] = useState(NARROW.matches);
  useEffect(() => {
    const changed = () => setNarrow(NARROW.matches);
    NARROW.addEventListener("change", changed);
    return () => NARROW.removeEventListener("change", changed);
  }, []);
  return narrow;
}

export function People({ people, shown, active, toggle, activate }) {
  const narrow = useNarrow();
  const news = useNews();
  const onPage = narrow ? [active] : shown;
  useEffect(() => looksAt(onPage), [onPage.join(" ")]);
  const bar = useRef(null);
  useEffect(() => {
    const chosen = narrow && bar.current.querySelector(`[data-person="${active}"]`);
    if (chosen) chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [narrow, active]);
  const there = handle => narrow ? handle === active : shown.includes(handle);
  return html`
    <nav class="people" ref=${bar} aria-label="People">
      ${people.map(person => html`
        <button type="button" key=${person.handle} data-person=${person.handle} aria-pressed=${there(person.handle)}
          title="${person.name}, ${person.role}, on ${person.platform === "slack" ? "Slack" : "Telegram"}"
          onClick=${() => narrow ? activate(person.handle) : toggle(person.handle)}>
          <span class="dot ${person.platform}" aria-hidden="true"></span>
          <b>${person.name}</b><small>${person.role}</small>
          ${news[person.handle] > 0 && html`<span class="news">${news[person.handle]}<span class="spoken"> new</span></span>`}
        </button>`)}
    </nav>`;
}
