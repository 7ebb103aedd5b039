// The guided tour: what to do next and why, with the thing to press or to type into lit up on the page.
import { html, useEffect } from "./vendor/preact.js";
import { now, perform, setDraft, useStore } from "./store.js";
import { target } from "./target.js";

const LOOK_EVERY = 250;

export function Tour({ activate }) {
  const tour = useStore(state => state.tour);
  const busy = useStore(state => state.busy);
  const step = tour?.step;
  useEffect(() => {
    if (!step) return undefined;
    if (step.words.who) activate(step.words.who);
    if (step.deed === "types") setDraft(step.words.who, "main", step.words.text);
    const dark = lightUp(step, tour.at);
    return () => { dark(); takeBack(step); };
  }, [tour?.name, tour?.at, step?.todo]);
  if (!tour) return null;
  const tell = what => perform("", "/api/tour", { do: what });
  return html`
    <section class="tour" aria-label="Guided tour" data-step=${tour.at}>
      <header><b>${tour.title}</b> <span>${Math.min(tour.at + 1, tour.of)} of ${tour.of}</span>
        <button type="button" aria-label="End the tour" onClick=${() => tell("stop")}>✕</button></header>
      <progress max=${tour.of} value=${tour.at}></progress>
      ${tour.problem && html`<p class="problem" role="alert">${tour.problem}</p>`}
      ${step ? html`
        <div aria-live="polite"><p class="chapter">${step.chapter}</p><p>${step.why}</p><p class="todo">${step.todo}</p></div>
        <footer>
          <button type="button" class="primary" disabled=${busy} data-tour="step" onClick=${() => tell("step")}>Do it for me</button>
          <button type="button" disabled=${busy} data-tour="skip" onClick=${() => tell("skip")}>Skip</button>
        </footer>` : html`
        <p>That is the whole way. Look at the books in the side panel, or take another tour.</p>
        <footer><button type="button" class="primary" data-tour="stop" onClick=${() => tell("stop")}>Done</button></footer>`}
    </section>`;
}

// What was typed for somebody and sent without them does not stay in their composer.
function takeBack({ deed, words }) {
  if (deed === "types" && now().drafts[`${words.who}/main`] === words.text) setDraft(words.who, "main", "");
}

// Keeps the mark on what is meant, as cards come and change; gives back the way to stop.
function lightUp(step, at) {
  let lit = null;
  const look = () => {
    const found = target(step);
    if (found === lit && (!found || "spot" in found.dataset)) return;
    if (lit) delete lit.dataset.spot;
    lit = found;
    if (!lit) return;
    lit.dataset.spot = at;
    lit.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  look();
  const timer = setInterval(look, LOOK_EVERY);
  return () => {
    clearInterval(timer);
    if (lit) delete lit.dataset.spot;
  };
}
