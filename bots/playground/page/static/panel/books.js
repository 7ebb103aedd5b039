// The tab of the ledger: who has what, what moved last, and whether it adds up.
import { html } from "../vendor/preact.js";
import { useData } from "../store.js";
import { Moment, Ref, Sandbox, Waiting, Who } from "./parts.js";

function Violations({ violations }) {
  if (!violations.length) return null;
  return html`<div class="violations" role="alert"><h3>The ledger is wrong</h3>
    <ul>${violations.map(sentence => html`<li>${sentence}</li>`)}</ul></div>`;
}

function Sum({ sum }) {
  return html`<tr class="sum ${sum.zero ? "good" : "bad"}">
    <th scope="row" colspan="2">everything together</th>
    <td>${sum.amount}${" "}
      <span role="img" aria-label=${sum.zero ? "adds up" : "does not add up"}>${sum.zero ? "✓" : "✗"}</span>
    </td>
  </tr>`;
}

function Balances({ books }) {
  return html`<table class="balances">
    <caption>Balances</caption>
    <thead><tr><th scope="col">Account</th><th scope="col">Owner</th><th scope="col">Amount</th></tr></thead>
    <tbody>${books.balances.map(row => html`<tr>
      <td>${row.account}</td>
      <td><${Who} who=${row.owner} /></td>
      <td class=${row.negative ? "negative" : ""}>${row.amount}</td>
    </tr>`)}</tbody>
    <tfoot>${books.sums.map(sum => html`<${Sum} sum=${sum} />`)}</tfoot>
  </table>`;
}

function Side({ side }) {
  return html`${side.account} <span class="muted"><${Who} who=${side.owner} /></span>`;
}

function Posting({ posting }) {
  return html`<li>
    <p><strong>${posting.recipe}</strong> ${posting.thing && html`<${Ref} to=${posting.thing} />`}
      <span class="muted when"><${Moment} at=${posting.at} /></span></p>
    <ul>${posting.transfers.map(move => html`<li class="transfer">
      <span><${Side} side=${move.from} /> → <${Side} side=${move.to} /></span>
      <span class="amount">${move.amount}</span>
    </li>`)}</ul>
  </li>`;
}

export function Books() {
  const { data, problem } = useData("/api/books");
  if (!data) return html`<${Waiting} problem=${problem} />`;
  return html`<${Sandbox} /><${Violations} violations=${data.violations} />
    ${data.balances.length
      ? html`<${Balances} books=${data} />`
      : html`<p class="muted">No account holds anything. Everything together: 0 ✓</p>`}
    <section aria-label="Last postings"><h3>Last postings</h3>
      ${data.postings.length
        ? html`<ol class="postings">${data.postings.map(one => html`<${Posting} posting=${one} />`)}</ol>`
        : html`<p class="muted">No money has moved yet.</p>`}
    </section>`;
}
