// What on the page a step of a tour is about.

export function target(step) {
  const find = FINDERS[step.deed];
  const pane = step.words.who ? document.querySelector(`[data-who="${step.words.who}"]`) : document;
  return find && pane ? find(step.words, pane) : null;
}

const FINDERS = {
  types: ({ place }, pane) => conversation(pane, place) ?? pane.querySelector("[data-composer=main]"),
  presses: ({ button, on }, pane) => pressable(pane, button, on),
  uses: (_words, pane) => [...pane.querySelectorAll(".tools .dots")].at(-1),
  fills: ({ answers }, pane) => field(pane, answers),
  submits: (_words, pane) => [...pane.querySelectorAll("[role=dialog] [data-press]")].at(-1),
  opens: (_words, pane) => pane.querySelector('nav [data-place="home"]'),
  clock: ({ span }) => document.querySelector(`[data-jump="${span}"]`) ?? document.querySelector("[data-tour=step]"),
  fault: () => document.querySelector("[data-menu=faults]"),
  restart: () => document.querySelector("[data-menu=faults]"),
  blocks: () => document.querySelector("[data-menu=faults]"),
  unblocks: () => document.querySelector("[data-menu=faults]"),
};

// The way to the conversation that is meant, unless it is open.
function conversation(pane, place) {
  const wanted = pane.querySelector(`nav [data-place="${place ?? ""}"]`);
  return wanted && wanted.getAttribute("aria-current") === null ? wanted : null;
}

// The button of this label, exactly or in part, in the newest message about the reference; or one that names both,
// such as “Approve M-1” on the contract's card, where the message itself is in a thread that is closed.
function pressable(pane, label, on) {
  const low = label.toLowerCase();
  const all = [...pane.querySelectorAll("[data-press]:not(.tools *)")].reverse();
  const near = all.filter(button => !on || about(button, on));
  const name = button => (button.getAttribute("aria-label") ?? button.textContent).trim().toLowerCase();
  const both = button => name(button).includes(low) && name(button).includes((on ?? "").toLowerCase());
  return near.find(button => name(button) === low) ?? near.find(button => name(button).includes(low)) ?? all.find(both);
}

function about(button, ref) {
  const head = button.closest("[data-head]")?.dataset.head ?? "";
  return head.split(/\s+/).includes(ref);
}

function field(pane, answers) {
  const empty = Object.keys(answers).map(name => pane.querySelector(`[data-field="${name}"] :is(input, textarea, select, button)`));
  return empty.find(input => input && !input.value) ?? empty[0];
}
