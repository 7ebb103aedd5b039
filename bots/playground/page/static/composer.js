// Where one types: a line that grows, with the commands offered as soon as it begins with a slash.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { useDraft } from "./store.js";

const MOST_OFFERED = 8;

export function Composer({ who, draft = "main", label, commands = [], onSend, onFile }) {
  const [text, setText] = useDraft(who, draft);
  const [problem, setProblem] = useState("");
  const [chosen, setChosen] = useState(0);
  const [closed, setClosed] = useState(false);
  const field = useRef(null);
  const id = `composer-${who}-${draft}`;
  const offered = closed ? [] : fitting(commands, text);
  useEffect(() => grow(field.current), [text]);

  const write = next => { setText(next); setProblem(""); setChosen(0); setClosed(false); };
  const take = entry => { write(`${entry.command} `); field.current.focus(); };
  const send = async () => {
    const line = field.current.value.trim();  // the text of the last drawing may lack the last letters
    if (!line) return;
    setText("");
    setProblem("");
    const answer = await onSend(line);
    if (answer && !answer.ok) { setText(line); setProblem(answer.problem); }
  };
  const onKeyDown = event => keys(event, { offered, chosen, setChosen, setClosed, take, send, text });
  return html`
    <form class="composer" onSubmit=${event => { event.preventDefault(); send(); }}>
      ${offered.length > 0 && html`<${Suggestions} ...${{ id, offered, chosen, take }} />`}
      ${problem && html`<p class="problem" role="alert">${problem}</p>`}
      <div class="composer-row">
        ${onFile && html`<${Attach} onFile=${onFile} setProblem=${setProblem} />`}
        <textarea ref=${field} rows="1" data-composer=${draft} aria-label=${label} placeholder=${label} value=${text}
          aria-haspopup="listbox" aria-controls=${offered.length ? `${id}-list` : undefined} aria-autocomplete="list"
          aria-activedescendant=${offered.length ? `${id}-${chosen}` : undefined}
          onInput=${event => write(event.target.value)} onKeyDown=${onKeyDown}></textarea>
        <button type="submit" class="send" aria-label="Send" title="Send (Enter)" disabled=${!text.trim()}>
          <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M2 3l16 7-16 7 2.5-7z" fill="currentColor" /></svg>
        </button>
      </div>
    </form>`;
}

function Suggestions({ id, offered, chosen, take }) {
  return html`
    <ul class="suggestions" role="listbox" id="${id}-list" aria-label="Commands">
      ${offered.map((entry, at) => html`
        <li id="${id}-${at}" role="option" aria-selected=${at === chosen}
          onMouseDown=${event => { event.preventDefault(); take(entry); }}>
          <span><b>${entry.command}</b> <i>${entry.hint}</i></span>
          <small>${entry.description}</small>
        </li>`)}
    </ul>`;
}

function Attach({ onFile, setProblem }) {
  const input = useRef(null);
  const picked = async event => {
    const file = event.target.files[0];
    event.target.value = "";
    const answer = file && await onFile(file);
    setProblem(answer && !answer.ok ? answer.problem : "");
  };
  return html`
    <button type="button" class="attach" aria-label="Attach a file" title="Attach a file"
      onClick=${() => input.current.click()}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path fill="none" stroke="currentColor" stroke-width="1.6"
        stroke-linecap="round" d="M14.5 8.5 9 14a2.6 2.6 0 0 1-3.7-3.7l6.2-6.2a1.8 1.8 0 0 1 2.5 2.5l-6 6" /></svg>
    </button>
    <input ref=${input} type="file" hidden onChange=${picked} />`;
}

// While the first word is being typed, the commands that begin with it; then the one that was typed, as a reminder.
function fitting(commands, text) {
  if (!text.startsWith("/") || text.includes("\n")) return [];
  const [word, ...rest] = text.toLowerCase().split(" ");
  if (rest.length) return commands.filter(entry => entry.command.toLowerCase() === word);
  const starts = commands.filter(entry => entry.command.toLowerCase().startsWith(word));
  return starts.slice(0, MOST_OFFERED);
}

function keys(event, { offered, chosen, setChosen, setClosed, take, send, text }) {
  const open = offered.length > 0 && !text.includes(" ");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (open && step) {
    event.preventDefault();
    setChosen((chosen + step + offered.length) % offered.length);
  } else if (open && (event.key === "Tab" || event.key === "Enter") && !event.shiftKey && offered[chosen].command !== text) {
    event.preventDefault();
    take(offered[chosen]);
  } else if (offered.length > 0 && event.key === "Escape") {
    event.stopPropagation();
    setClosed(true);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
}

function grow(field) {
  if (!field) return;
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
}
