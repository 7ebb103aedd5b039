// A file about to be sent: as a photo or as it is, with a caption.
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { sizeOf } from "./times.js";

const PHOTO = /^image\/(png|jpeg)$/;

export function FileBar({ file, send, cancel }) {
  const [caption, setCaption] = useState("");
  const [problem, setProblem] = useState("");
  const [sending, setSending] = useState(false);
  const field = useRef(null);
  useEffect(() => field.current.focus(), [file]);
  const photo = PHOTO.test(file.type);
  const go = async as => {
    setSending(true);
    const answer = await send(as, caption.trim());
    if (answer.ok) return;
    setSending(false);
    setProblem(answer.problem);
  };
  const onKeyDown = event => {
    if (event.key === "Escape") cancel();
    if (event.key !== "Enter" || event.target !== field.current) return;
    event.preventDefault();
    go(photo ? "photo" : "document");
  };
  return html`
    <div class="tg-attach" role="group" aria-label="File to send" onKeyDown=${onKeyDown}>
      <p><b>${file.name}</b> <small>${sizeOf(file.size)}</small>
        <button type="button" class="tg-icon" aria-label="Do not send the file"
          onClick=${cancel}>✕</button></p>
      <input ref=${field} aria-label="Caption" placeholder="Caption" maxlength="1024" value=${caption}
        onInput=${event => setCaption(event.target.value)} />
      ${problem && html`<p class="problem" role="alert">${problem}</p>`}
      <div>
        ${photo && html`<button type="button" data-press disabled=${sending}
          onClick=${() => go("photo")}>Send as photo</button>`}
        <button type="button" data-press disabled=${sending}
          onClick=${() => go("document")}>Send as file</button>
      </div>
    </div>`;
}
