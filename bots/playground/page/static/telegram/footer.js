// Below the messages: what is answered or sent along, the line to write in, commands, the bot's keyboard.
import { html, useEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { act as perform, upload } from "../store.js";
import { Composer } from "../composer.js";
import { FileBar } from "./files.js";
import { askedOf, ReplyKeyboard } from "./keyboard.js";
import { nameOf, preview } from "./state.js";

export function Footer(props) {
  const { chat, topic, act, empty } = props;
  if (chat.blocked) {
    return html`
      <div class="tg-footer tg-big">
        <button type="button" data-press onClick=${() => act.did("starts", {})}>Restart bot</button>
        <button type="button" data-press onClick=${() => act.did("unblocks", {})}>Unblock</button>
      </div>`;
  }
  if (chat.topics.some(other => other.id === topic && other.closed)) {
    return html`<p class="tg-footer tg-closed">This topic is closed.</p>`;
  }
  return html`
    ${empty && html`<div class="tg-footer tg-big"><button type="button" data-press
      onClick=${() => act.did("starts", {})}>START</button></div>`}
    <${Writing} ...${props} />`;
}

function Writing({ telegram, person, chat, messages, place, replyTo, setReplyTo, act }) {
  const [file, setFile] = useState(null);
  const [panel, setPanel] = useState("");
  const asked = useMemo(() => askedOf(messages, person), [messages]);
  const [dismissed, setDismissed] = useState(null);
  const forced = asked.reply && asked.reply.message_id !== dismissed ? asked.reply : null;
  const answered = replyTo ?? forced;
  const commands = useCommands(telegram, person, chat);
  const keyboard = panel === "keyboard" || (!panel && !asked.used) ? asked.keyboard : null;
  useEffect(() => setPanel(""), [asked.keyboard?.message_id]);
  const cancel = () => { setReplyTo(null); if (forced) setDismissed(forced.message_id); };
  const where = { ...place, reply_to: answered?.message_id };
  const sent = answer => { if (answer.ok) setReplyTo(null); return answer; };
  const send = async text => sent(await perform(person.handle, "types", { ...where, text }));
  const sendFile = async (as, text) => {
    const answer = sent(await upload(person.handle, { ...where, text, as }, file));
    if (answer.ok) setFile(null);
    return answer;
  };
  const label = (forced ?? asked.keyboard)?.markup.input_field_placeholder ?? "Message";
  return html`
    <div class="tg-footer">
      ${panel === "commands" && html`<${Commands} commands=${commands} act=${act}
        close=${() => setPanel("")} />`}
      ${answered && html`<${ReplyBar} message=${answered} cancel=${cancel} />`}
      ${file && html`<${FileBar} file=${file} send=${sendFile} cancel=${() => setFile(null)} />`}
      <div class="tg-write">
        ${chat.type === "private" && commands.length > 0 && html`<${MenuButton} ...${{ panel, setPanel }} />`}
        <${Composer} who=${person.handle} draft="main" label=${label} commands=${commands} onSend=${send}
          onFile=${setFile} />
        ${asked.keyboard && html`
          <button type="button" class="tg-icon"
            aria-label=${keyboard ? "Hide the keyboard" : "Show the keyboard"}
            onClick=${() => setPanel(keyboard ? "none" : "keyboard")}>⌨</button>`}
      </div>
      ${keyboard && html`<${ReplyKeyboard} message=${keyboard} act=${act} />`}
    </div>`;
}

function MenuButton({ panel, setPanel }) {
  const open = panel === "commands";
  return html`
    <button type="button" class="tg-menu-button" aria-label="Menu" aria-expanded=${open} data-commands
      onClick=${() => setPanel(open ? "" : "commands")}>☰ <span>Menu</span></button>`;
}

function useCommands(telegram, person, chat) {
  const menu = telegram.menus[person.handle]?.[chat.id];
  const entry = ({ command, description }) => ({ command: `/${command}`, description, hint: "" });
  return useMemo(() => (menu ?? []).map(entry), [menu]);
}

function ReplyBar({ message, cancel }) {
  return html`
    <div class="tg-bar">
      <span class="tg-bar-icon" aria-hidden="true">↩</span>
      <p><b>Reply to ${nameOf(message)}</b><span>${preview(message)}</span></p>
      <button type="button" class="tg-icon" aria-label="Do not reply" onClick=${cancel}>✕</button>
    </div>`;
}

function Commands({ commands, act, close }) {
  const box = useRef(null);
  useEffect(() => box.current.querySelector("button").focus(), []);
  const onKeyDown = event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      box.current.parentNode.querySelector("[data-commands]").focus();
      close();
    } else if (step) {
      event.preventDefault();
      const all = [...box.current.querySelectorAll("button")];
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    }
  };
  return html`
    <div class="tg-commands" role="group" aria-label="Commands" ref=${box} onKeyDown=${onKeyDown}>
      ${commands.map(({ command, description }) => html`
        <button type="button" data-press aria-label=${command} aria-description=${description}
          onClick=${() => { close(); act.command(command); }}>
          <b>${command}</b><span>${description}</span></button>`)}
    </div>`;
}
