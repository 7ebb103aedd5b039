"""/contract: offers, signing, talking, ending."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from core.card import Button, Card, Choice, Line, Moment, Press, Reply, Strong
from core.cards.lists import mine
from core.cards.thing import card, plan_text
from core.command import Field, Kind, Who, command
from core.confirmation import Summary
from core.context import Context
from core.language import _
from core.refusal import Mistake, Refusal
from core.trade import funding, onboarding, relay, terms
from core.trade.weeks import still_billed
from core.view import milestones_of
from statemachines.machine import Role
from storage.queries import journal, lists, marketplace
from storage.records import Contract

BALANCE: Final = (Choice("pay", "Pay it"), Choice("refund", "Ask for it back"))
HELD: Final = frozenset({"funded", "submitted", "revision"})
MOST_EVENTS: Final = 25


@command("contract", "Your contracts and offers", who=Who.JOINED, reads=True)
def contracts(context: Context) -> Reply:
    """The newest contracts, of either side."""
    found = context.transaction.all(lists.MINE["contract"], {"me": context.me.id})
    return mine(context, _("Your contracts"), found, _("No contracts yet."), Button(_("Home"), Press("market.")))


@command("contract list", "Your contracts and offers", who=Who.JOINED, reads=True)
def list_(context: Context) -> Reply:
    """The same as the bare noun."""
    return contracts(context)


@command(
    "contract show",
    "A contract with its milestones",
    who=Who.BOTH,
    on=("contract",),
    reads=True,
    example="/contract show C-1",
)
def show(context: Context, contract: Contract) -> Card:
    """The contract's card."""
    return card(context, contract)


@command(
    "contract accept",
    "Accept an offer: your typed name is your signature",
    who=Who.FREELANCER,
    on=("contract",),
    event="accept",
    fields=(
        Field(
            "signature", Kind.NAME, "Signature", required=True, main=True, help="Your name as on your account", limit=80
        ),
    ),
    button="Accept",
    style="primary",
    example='/contract accept C-1 signature:"Bo Maker"',
)
def accept(context: Context, contract: Contract, signature: str) -> Card:
    """Sign the standing terms; the hash of what was signed is kept."""
    context.judge(contract, "accept")
    onboarding.check_name(context, signature)
    if (open_version := terms.waiting(context, contract)) is not None:
        terms.mark(context, contract, open_version.number, terms.SUPERSEDED)
    text = f"{terms.digest(terms.standing(context, contract))}|{signature}|{context.me.ref}|{context.now}"
    if contract.job_id is not None:
        job = context.transaction.one(marketplace.THING_LOCKED["job"], {"id": contract.job_id})
        assert job is not None
        context.change(job, hires_made=job.hires_made + 1)
    started: dict[str, Any] = {} if contract.onboarding else {"started_at": context.now}
    signed_hash = hashlib.sha256(text.encode()).hexdigest()
    context.fire(contract, "accept", signature=signature, signed_hash=signed_hash, accepted_at=context.now, **started)
    if contract.onboarding:
        onboarding.open_case(context, contract)
    return card(context, contract, (_signed(contract),))


@command(
    "contract say",
    "Write to the other side; kept on the contract's record",
    who=Who.BOTH,
    on=("contract",),
    states=("offered", "onboarding", "active", "paused", "suspended", "ended"),
    fields=(
        Field("text", Kind.LONG, "Text", main=True, limit=3_000, example="On to the next one"),
        Field("files", Kind.FILES, "Files", asked=False),
    ),
    button="Write",
    rank=1,
    opens=True,
    example="/contract say C-1 Thank you, on to the next one",
)
def say_(context: Context, contract: Contract, text: str | None, files: tuple[int, ...]) -> Card:
    """Carry words and files to the other side, whatever chat they are in."""
    if not text and not files:
        raise Mistake("text", _("There is nothing to send."), "On to the next one")
    other = relay.carry(context, contract, text or "", files)
    said = _("Sent to {name}, and kept with {ref}.").format(name=other, ref=contract.ref)
    return Card(head=(said,), contract=contract.ref)


@command(
    "contract end",
    "End a contract; money that is held goes where you say",
    who=Who.BOTH,
    on=("contract",),
    event="end",
    money=True,
    fields=(
        Field("reason", Kind.TEXT, "Reason", required=True, main=True, example="completed", limit=300),
        Field("balance", Kind.CHOICE, "Balance", choices=BALANCE, help="Of what is still held", asked=False),
    ),
    button="End",
    rank=1,
    style="danger",
    example="/contract end C-1 reason:completed",
)
def end(context: Context, contract: Contract, reason: str, balance: str | None) -> Card:
    """By the freelancer: everything held goes back. By the client: held money is paid or asked back."""
    context.judge(contract, "end")
    # What is disputed goes where the dispute says.
    held = [m for m in _milestones(context, contract) if m.held and m.state != "disputed"]
    amount = context.money(sum(m.held for m in held), contract.currency)
    if held and context.role(contract) is Role.FREELANCER:
        final = _("What you handed in and is not approved stays unpaid. This cannot be undone.")
        lines = ((_("Goes back to {name}").format(name=contract.client_name), amount),)
        context.confirm(Summary(_("End {ref} and give back what is held?").format(ref=contract.ref), lines, final))
    elif held:
        if balance is None:
            raise Mistake(
                "balance", _("{amount} is still held: pay it, or ask for it back.").format(amount=amount), "pay"
            )
        _settle(context, contract, held, pay=balance == "pay", amount=amount)
    context.fire(contract, "end", note=reason, ended_at=context.now, end_reason=reason)
    told = _("Ended. {name} is told.").format(name=_other(context, contract))
    return card(context, contract, (f"{told} {still_billed(context, contract)}".strip(),))


@command(
    "contract history",
    "Everything that happened to a contract",
    who=Who.BOTH,
    on=("contract",),
    reads=True,
    button="History",
    example="/contract history C-1",
)
def history(context: Context, contract: Contract) -> Card:
    """The newest events of the contract and its milestones."""
    events = context.transaction.all(journal.HISTORY_OF, {"thing": contract.ref})
    for milestone in milestones_of(context.transaction, contract):
        events += context.transaction.all(journal.HISTORY_OF, {"thing": milestone.ref})
    events.sort(key=lambda event: event.id)
    lines: list[Line] = []
    for event in events[-MOST_EVENTS:]:
        by = f"U-{event.actor_id}" if event.actor_id else _("by itself")
        text = f" · {event.thing} {event.event.replace('_', ' ')} · {by}" + (f" · {event.note}" if event.note else "")
        lines.append((Moment(event.created_at), text))
    return Card(
        head=(Strong(f"{contract.ref} {contract.title}"), " · ", _("history")),
        lines=tuple(lines),
        contract=contract.ref,
    )


@command(
    "contract document",
    "The contract as signed, with its hash",
    who=Who.BOTH,
    on=("contract",),
    reads=True,
    button="Document",
    example="/contract document C-1",
)
def document(context: Context, contract: Contract) -> Card:
    """The text of the agreement."""
    found = context.transaction.all(marketplace.TERMS_OF, {"id": contract.id})
    version = next(v for v in found if v.number == contract.terms_version)
    agreed = json.loads(version.terms)
    signed: Line = (_("not signed yet"),)
    if contract.accepted_at:
        signed = (f"{contract.signature} · ", Moment(contract.accepted_at))
    facts: list[tuple[str, Line]] = [
        (_("Client"), (context.mention(contract, Role.CLIENT), f" (U-{contract.client_id})")),
        (_("Freelancer"), (context.mention(contract, Role.FREELANCER), f" (U-{contract.freelancer_id})")),
        (_("Scope"), (agreed["scope"],)),
    ]
    if contract.pay == "fixed":
        facts.append((_("Milestones"), (plan_text(context, agreed["milestones"], contract.currency),)))
    facts += [
        (_("Rules"), (_("policy version {number}").format(number=contract.policy),)),
        (_("Terms"), (_("version {number} of {all}").format(number=version.number, all=len(found)),)),
        (_("Hash of the terms"), (version.hash,)),
        (_("Signed"), signed),
        (_("Hash of the signature"), (contract.signed_hash or "–",)),
    ]
    head: Line = (Strong(_("Agreement {ref}: {title}").format(ref=contract.ref, title=contract.title)),)
    return Card(head=head, fields=tuple(facts), contract=contract.ref)


@command(
    "contract resume",
    "Let a paused contract go on",
    who=Who.CLIENT,
    on=("contract",),
    event="resume",
    button="Resume",
    example="/contract resume C-1",
)
def resume(context: Context, contract: Contract) -> Card:
    """The contract is active again."""
    context.fire(contract, "resume")
    return card(context, contract)


@command(
    "contract bonus",
    "Pay something on top",
    who=Who.CLIENT,
    on=("contract",),
    states=("active", "paused", "ended"),
    money=True,
    fields=(
        Field("amount", Kind.MONEY, "Amount", required=True, example="50"),
        Field("reason", Kind.TEXT, "Reason", required=True, main=True, example="Fast work", limit=80),
    ),
    positional=("amount",),
    example="/contract bonus C-1 50 Fast work",
)
def bonus(context: Context, contract: Contract, amount: Any, reason: str) -> Card:
    """From the client's wallet to the freelancer, less the freelancer fee; it clears like a milestone."""
    return funding.bonus(context, contract, amount, reason)


def _signed(contract: Contract) -> str:
    if contract.onboarding:
        return _("Signed. The onboarding comes next: no work and no money before all of it is done.")
    return (
        _("Signed. {name} funds the first milestone next.").format(name=contract.client_name)
        if contract.pay == "fixed"
        else _("Signed.")
    )


def _other(context: Context, contract: Contract) -> str:
    return contract.freelancer_name if context.role(contract) is Role.CLIENT else contract.client_name


def _milestones(context: Context, contract: Contract) -> list[Any]:
    found = context.transaction.all(marketplace.MILESTONES_LOCKED, {"id": contract.id})
    for milestone in found:
        milestone.contract = contract
    return found


def _settle(context: Context, contract: Contract, held: list[Any], *, pay: bool, amount: str) -> None:
    """Pay what is held, or ask for it back, after the client has confirmed the figures."""
    answering = [milestone for milestone in held if milestone.state == "refund_asked"]
    if pay and answering:
        raise Refusal(
            _("A refund of {ref} is asked for; {name} answers first.").format(
                ref=answering[0].ref, name=contract.freelancer_name
            )
        )
    label = _("Paid to {name}, before fees") if pay else _("Asked back from {name}")
    final = _("Released money cannot be taken back.") if pay else _("Without an answer in 7 days it comes back to you.")
    lines = ((label.format(name=contract.freelancer_name), amount),)
    context.confirm(Summary(_("End {ref}?").format(ref=contract.ref), lines, final))
    for milestone in held:
        if milestone.state in HELD:
            context.fire(milestone, "approve" if pay else "ask_refund")
        elif milestone.state == "agreed":  # it holds what rolled into it
            context.fire(milestone, "pay_balance" if pay else "ask_refund")
