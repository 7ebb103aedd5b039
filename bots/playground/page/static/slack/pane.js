// Placeholder.
import { html } from "../vendor/preact.js";
export const SlackPane = ({ person }) => html`<p>${person.name}</p>`;
