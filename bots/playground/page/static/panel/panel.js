// Placeholder.
import { html } from "../vendor/preact.js";
export const Panel = ({ state }) => html`<p>${state.selected}</p>`;
