// Placeholder.
import { html } from "../vendor/preact.js";
export const TelegramPane = ({ person }) => html`<p>${person.name}</p>`;
