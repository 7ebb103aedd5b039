// What is chosen or typed: selects, pickers, boxes, text, files. `put(value)` passes it on.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { localOf, secondsOf } from "./dates.js";
import { Files } from "./files.js";
import { plainOf, textOf, wordsOf } from "./mrkdwn.js";

const TEXT_PAUSE = 250;

export function Control(props) {
  const Kind = KINDS[props.element.type] ?? Unknown;
  return html`<${Kind} ...${props} value=${valueOf(props.block, props.element, props.surface.values)} />`;
}

// What an element holds, as it is passed on: options by their value.
export function valueOf(block, element, values) {
  const entry = values?.[block.block_id]?.[element.action_id];
  const key = KEYS[element.type.replace(/^multi_/, "")] ?? "value";
  const many = element.type.startsWith("multi_") && key !== "value";
  const plural = key === "option" && (many || element.type === "checkboxes") || many;
  const name = key === "value" ? "value" : key === "files" ? "files" : `selected_${key}${plural ? "s" : ""}`;
  const start = element[name === "value" ? "initial_value" : `initial_${key}${plural ? "s" : ""}`];
  const found = entry?.type === element.type ? entry[name] : start;
  const bare = each => key === "option" ? each?.value : each;
  if (element.type === "rich_text_input") return richWords(entry?.rich_text_value ?? element.initial_value);
  if (plural || key === "files") return (found ?? []).map(bare);
  return bare(found) ?? "";
}

const KEYS = {
  static_select: "option", external_select: "option", radio_buttons: "option", checkboxes: "option",
  users_select: "user",
  conversations_select: "conversation", channels_select: "channel", datepicker: "date", timepicker: "time",
  datetimepicker: "date_time", file_input: "files",
};

const richWords = value =>
  (value?.elements ?? []).map(part => (part.elements ?? []).map(each => each.text ?? "").join("")).join("\n");

const named = ({ id, label, describedBy, invalid }) =>
  ({
    id, "aria-label": id ? undefined : label, "aria-describedby": describedBy,
    "aria-invalid": invalid || undefined,
  });

// ------------------------------------------------------------------ one of many

const groupsOf = (element, reader) => {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "users_select") return [{ options: people(reader) }];
  if (/^(channels|conversations)_select$/.test(kind)) return [{ options: places(reader, kind) }];
  const plain = option => ({ value: option.value, text: plainOf(option.text) });
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.map(group => ({ label: plainOf(group.label), options: group.options.map(plain) }));
};

const people = reader => Object.values(reader.users).filter(user => user.id !== "USLACKBOT")
  .map(user => ({ value: user.id, text: user.real_name }));

function places(reader, kind) {
  const mine = reader.channels.filter(channel =>
    channel.kind === "public" || channel.members.includes(reader.me));
  const fit = mine.filter(channel => kind === "conversations_select" || channel.kind === "public");
  const other = channel => reader.users[channel.members.find(id => id !== reader.me)]?.real_name ?? "";
  return fit.map(channel =>
    ({ value: channel.id, text: channel.kind === "im" ? other(channel) : `#${channel.name}` }));
}

function Select(props) {
  const { element, reader, value, put } = props;
  const options = group => group.options.map(option =>
    html`<option value=${option.value} selected=${option.value === value}>${option.text}</option>`);
  return html`
    <select class="select" ...${named(props)} onChange=${event => put(event.target.value || null)}>
      <option value="" selected=${value === ""}>${plainOf(element.placeholder) || "Select an option"}</option>
      ${groupsOf(element, reader).map(group => group.label
        ? html`<optgroup label=${group.label}>${options(group)}</optgroup>` : options(group))}
    </select>`;
}

function MultiSelect(props) {
  const { element, reader, label, describedBy } = props;
  const [value, own] = useOwn(props.value, props.put);
  const options = groupsOf(element, reader).flatMap(group => group.options);
  const chosen = options.filter(option => value.includes(option.value));
  const toggle = (option, on) => own(before => toggled(before, option.value, on));
  return html`
    <details class="multi" onKeyDown=${event => closed(event)}>
      <summary id=${props.id} aria-describedby=${describedBy}>
        ${chosen.length ? chosen.map(option => html`<span class="chip">${option.text}</span>`)
          : html`<span class="placeholder">${plainOf(element.placeholder) || "Select options"}</span>`}
      </summary>
      <div role="group" aria-label=${label}>${options.map(option => html`
        <label><input type="checkbox" checked=${value.includes(option.value)}
          onChange=${event => toggle(option, event.target.checked)} /> ${option.text}</label>`)}</div>
    </details>`;
}

function closed(event) {
  if (event.key !== "Escape" || !event.currentTarget.open) return;
  event.stopPropagation();
  event.currentTarget.open = false;
  event.currentTarget.querySelector("summary").focus();
}

const toggled = (values, value, on) => on ? [...values, value] : values.filter(each => each !== value);

// What is chosen shows at once and counts at the next click, however long the stand-in takes to say so.
function useOwn(value, put) {
  const [own, setOwn] = useState(value);
  const latest = useRef(value);
  const sending = useRef(0);
  const keep = next => { latest.current = next; setOwn(next); };
  useEffect(() => { if (!sending.current) keep(value); }, [JSON.stringify(value)]);
  const change = async next => {
    keep(next(latest.current));
    sending.current += 1;
    await put(latest.current);
    sending.current -= 1;
  };
  return [own, change];
}

// ------------------------------------------------------------------ boxes

function Boxes(props) {
  const { block, element, reader, label, describedBy, invalid } = props;
  const [value, own] = useOwn(props.value, props.put);
  const many = element.type === "checkboxes";
  const name = `${reader.me}-${block.block_id}-${element.action_id}`;
  const toggle = (option, on) => own(before => many ? toggled(before, option.value, on) : option.value);
  return html`
    <div class="boxes" role=${many ? "group" : "radiogroup"} aria-label=${label}
      aria-describedby=${describedBy} aria-invalid=${invalid || undefined}>
      ${element.options.map(option => html`
        <label><input type=${many ? "checkbox" : "radio"} name=${name} value=${option.value}
          checked=${many ? value.includes(option.value) : value === option.value}
          onChange=${event => toggle(option, event.target.checked)} />
          <span>${textOf(option.text, { ...reader, refs: text => text })}
            ${option.description && html`<small>${wordsOf(option.description.text, reader)}</small>`}
          </span></label>`)}
    </div>`;
}

// ------------------------------------------------------------------ pickers

const picker = (type, shown, given) => props => html`
  <input type=${type} class="picker" ...${named(props)} value=${shown(props.value, props.reader.zone)}
    onChange=${event => props.put(given(event.target.value, props.reader.zone))} />`;

// ------------------------------------------------------------------ text

const MODES = { email_text_input: "email", url_text_input: "url", number_input: "decimal" };

function Text(props) {
  const { element, value, put, surface } = props;
  const [text, setText] = useState(value);
  const waiting = useRef(null);
  const latest = useRef(text);
  latest.current = text;
  const flush = () => {
    if (!waiting.current) return null;
    clearTimeout(waiting.current);
    waiting.current = null;
    return put(latest.current);
  };
  useEffect(() => surface.pending?.(flush), []);
  useEffect(() => { if (!waiting.current && document.activeElement?.id !== props.id) setText(value); },
    [value]);
  const write = event => {
    latest.current = event.target.value;
    setText(event.target.value);
    clearTimeout(waiting.current);
    waiting.current = setTimeout(flush, TEXT_PAUSE);
  };
  const common = {
    ...named(props), value: text, placeholder: plainOf(element.placeholder), onInput: write, onBlur: flush,
    autocomplete: "off", class: "text-input",
  };
  const long = element.multiline || element.type === "rich_text_input";
  return html`
    ${long ? html`<textarea rows="4" ...${common}></textarea>`
      : html`<input type="text" inputmode=${MODES[element.type]} ...${common} />`}
    <${Left} text=${text} most=${element.max_length} />`;
}

// Slack counts what is left once it is little.
function Left({ text, most }) {
  const left = most - [...text].length;
  if (!most || left > Math.max(20, most / 5)) return null;
  return html`
    <span class="left ${left < 0 ? "over" : ""}" role="status">
      ${left}<span class="spoken"> characters left</span></span>`;
}

function Unknown({ element }) {
  return html`<span class="picture">${element.type} is not shown here</span>`;
}

const asIs = value => value;
const KINDS = {
  static_select: Select, users_select: Select, channels_select: Select, conversations_select: Select,
  multi_static_select: MultiSelect, multi_users_select: MultiSelect, multi_channels_select: MultiSelect,
  multi_conversations_select: MultiSelect, checkboxes: Boxes, radio_buttons: Boxes,
  plain_text_input: Text, email_text_input: Text, url_text_input: Text, number_input: Text,
  rich_text_input: Text,
  file_input: Files,
  datepicker: picker("date", asIs, value => value || null),
  timepicker: picker("time", asIs, value => value || null),
  datetimepicker: picker("datetime-local", (value, zone) => value ? localOf(value, zone) : "", secondsOf),
};
