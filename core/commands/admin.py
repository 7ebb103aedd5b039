"""/admin: what operators do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from core import audit
from core.card import Button, Card, Choice, Line, Moment, Press, Reply, Strong
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.grammar import Ref
from core.language import _, ngettext
from core.ledger import MEANING
from core.ledger import Kind as Account
from core.refusal import Mistake, Refusal
from core.trade.relieving import relieve
from statemachines.machine import Role
from storage.queries import journal, ledger, lists, people
from storage.records import Job, Person

ROLES: Final = (Choice("operator", "Operator"), Choice("mediator", "Mediator"), Choice("arbiter", "Arbiter"))
REASON: Final = Field("reason", Kind.LONG, "Reason", required=True, main=True, limit=500, example="Reported as a scam")
ROLE: Final = Field("role", Kind.CHOICE, "Role", required=True, choices=ROLES)
PERSON: Final = Field("person", Kind.PERSON, "Person", required=True, example="U-4")
MOST: Final = 20


@command("admin", "What operators can do", who=Who.OPERATOR, reads=True)
def admin(context: Context) -> Card:
    """The doors of an operator."""
    buttons = (
        Button(_("Ledger"), Press("admin.ledger")),
        Button(_("Undeliverable"), Press("admin.undeliverable")),
        Button(_("Queue"), Press("admin.queue")),
    )
    return Card(
        head=(Strong(_("Operator")), f" · {context.me.ref}"), lines=((_("/market help admin"),),), buttons=buttons
    )


@command(
    "admin grant",
    "Give somebody a role",
    who=Who.OPERATOR,
    fields=(ROLE, PERSON),
    positional=("role", "person"),
    example="/admin grant mediator U-4",
)
def grant(context: Context, role: str, person: Person) -> Card:
    """The role comes on top of what they are."""
    roles = [word for word in person.roles.split(",") if word and word != role] + [role]
    return _set_roles(context, person, roles, "grant", role)


@command(
    "admin revoke",
    "Take a role away",
    who=Who.OPERATOR,
    fields=(ROLE, PERSON),
    positional=("role", "person"),
    example="/admin revoke mediator U-4",
)
def revoke(context: Context, role: str, person: Person) -> Card:
    """Nobody takes the last operator's role away."""
    if not person.granted(role):
        raise Refusal(_("{ref} {name} is no {role}.").format(ref=person.ref, name=person.name, role=role))
    if role == "operator" and len(context.transaction.all(people.OPERATORS)) == 1 and not context.market.operators:
        raise Refusal(_("That is the last operator."), _("Grant the role to somebody else first."))
    done = _set_roles(context, person, [word for word in person.roles.split(",") if word != role], "revoke", role)
    return _with_cases(done, relieve(context, person, role))


@command(
    "admin suspend",
    "Suspend somebody; their contracts freeze and nothing is lost",
    who=Who.OPERATOR,
    on=("person",),
    fields=(REASON,),
    example="/admin suspend U-5 Reported as a scam",
)
def suspend(context: Context, person: Person, reason: str) -> Card:
    """Their running contracts are suspended with them; all clocks stand still."""
    if person.suspended_at is not None:
        raise Refusal(_("{ref} {name} is suspended already.").format(ref=person.ref, name=person.name))
    if person.id == context.me.id:
        raise Refusal(_("You cannot suspend yourself."))
    frozen = _move_contracts(context, person, "suspend", reason)
    done = _marked(context, person, context.now, "suspend", reason, frozen)
    return _with_cases(done, relieve(context, person))


@command(
    "admin restore",
    "Lift a suspension, or the hold on payouts after a charge-back",
    who=Who.OPERATOR,
    on=("person",),
    example="/admin restore U-5",
)
def restore(context: Context, person: Person) -> Card:
    """Their contracts go on with what was left on the clocks; payouts held since a charge-back are let go."""
    if person.suspended_at is None and person.money_frozen_at is None:
        raise Refusal(_("{ref} {name} is not suspended.").format(ref=person.ref, name=person.name))
    moved = _move_contracts(context, person, "restore", "")
    return _marked(context, person, None, "restore", "", moved)


@command(
    "admin remove",
    "Remove a job from the market",
    who=Who.OPERATOR,
    on=("job",),
    fields=(REASON,),
    example="/admin remove J-1 Asks for free work",
)
def remove(context: Context, job: Job, reason: str) -> Card:
    """The client and the bidders are told why."""
    context.fire(job, "remove", role=Role.OPERATOR, note=reason)
    return card(context, job)


@command("admin ledger", "Balances of everything, and whether they add up", who=Who.OPERATOR, reads=True)
def ledger_(context: Context) -> Card:
    """The trial balance by kind of account and currency."""
    report = audit.ledger_report(context.transaction)
    sums: dict[tuple[Account, str], int] = {}
    for row in report.balances:
        sums[row.kind, row.currency] = sums.get((row.kind, row.currency), 0) + row.balance
    fields: list[tuple[str, Line]] = [
        (kind.replace("_", " "), (context.money(amount, currency), f" · {_(MEANING[kind])}"))
        for (kind, currency), amount in sums.items()
    ]
    verdict = _("everything adds up") if not report.violations else _("it does not add up")
    lines = tuple((violation,) for violation in report.violations[:MOST])
    return Card(head=(Strong(_("Ledger")), f" · {verdict}"), lines=lines, fields=tuple(fields))


@command("admin undeliverable", "Notices that could not be delivered", who=Who.OPERATOR, reads=True)
def undeliverable(context: Context) -> Reply:
    """The newest dead letters, with a button to try each again."""
    dead = context.transaction.all(journal.DEAD, {"most": MOST})
    lines: list[Line] = []
    buttons: list[Button] = []
    for number, lane, kind, _person, thing, error, at in dead:
        lines.append((Strong(f"{number}"), f" · {lane} · {kind} {thing} · {error} · ", Moment(at)))
        buttons.append(Button(_("Retry {number}").format(number=number), Press("admin.retry", extra=str(number))))
    title = _("{number} undeliverable").format(number=len(dead))
    card_ = Card(head=(Strong(title),), lines=tuple(lines) or ((_("Nothing is stuck."),),), buttons=tuple(buttons))
    return Reply(card=card_, extra={"all_buttons": True})


@command(
    "admin retry",
    "Send an undeliverable notice again",
    who=Who.OPERATOR,
    fields=(Field("number", Kind.NUMBER, "Number", required=True, main=True, example="17"),),
    choice="number",
    example="/admin retry 17",
)
def retry(context: Context, number: int) -> Card:
    """Back into its lane."""
    if context.transaction.count(journal.REVIVE, {"row_id": number}) != 1:
        raise Refusal(_("There is no undeliverable notice {number}.").format(number=number))
    context.market.wake()
    return Card(head=(_("{number} is sent again.").format(number=number),))


@command(
    "admin audit",
    "Everything recorded about a reference",
    who=Who.OPERATOR,
    reads=True,
    fields=(Field("ref", Kind.TEXT, "Ref", required=True, main=True, example="C-1", limit=30),),
    example="/admin audit C-1",
)
def audit_(context: Context, ref: str) -> Card:
    """History and ledger entries, oldest first."""
    named = Ref.parse(ref)
    if named is None:
        raise Mistake("ref", _("“{text}” is not a reference.").format(text=ref), "C-1")
    lines: list[Line] = []
    for event in context.transaction.all(journal.HISTORY_OF, {"thing": str(named)}):
        by = f"U-{event.actor_id}" if event.actor_id else event.role
        lines.append(
            (Moment(event.created_at), f" · {event.event} → {event.target} · {by} · {event.note}".rstrip(" ·"))
        )
    for row in context.transaction.all(ledger.ENTRIES_OF, {"ref": str(named)}):
        key, _recipe, _thing, at, _seq, source, owner, target, target_owner, currency, amount = row
        moved = f"{source} {owner} → {target} {target_owner}".replace("_", " ")
        lines.append((Moment(at), f" · {key} · {context.money(amount, currency)} · {moved}"))
    return Card(
        head=(Strong(_("Audit {ref}").format(ref=named)),), lines=tuple(lines) or ((_("Nothing is recorded."),),)
    )


def _set_roles(context: Context, person: Person, roles: list[str], event: str, role: str) -> Card:
    text = ",".join(roles)
    context.transaction.run(people.person_update("roles"), {"person_id": person.id, "roles": text}, expect=1)
    context.note(person, event, role)
    shown = ", ".join(roles) or _("no roles")
    return Card(head=(Strong(f"{person.ref} {person.name}"), f" · {shown}"))


def _with_cases(told: Card, number: int) -> Card:
    """The card, with how many disputes went back to the pool."""
    if not number:
        return told
    counted = ngettext("{number} dispute waits for another mediator.", "{number} disputes wait for another.", number)
    return replace(told, lines=(*told.lines, (counted.format(number=number),)))


def _move_contracts(context: Context, person: Person, event: str, reason: str) -> int:
    states = {"suspend": {"active", "paused"}, "restore": {"suspended"}}[event]
    moved = 0
    for contract in context.transaction.all(lists.LIVE_CONTRACTS_OF, {"me": person.id}):
        if contract.state in states and not (event == "restore" and _other_suspended(context, contract, person)):
            context.fire(contract, event, role=Role.OPERATOR, note=reason)
            moved += 1
    return moved


def _other_suspended(context: Context, contract: Any, person: Person) -> bool:
    other = contract.freelancer_id if contract.client_id == person.id else contract.client_id
    return context.person(other).suspended_at is not None


def _marked(context: Context, person: Person, at: int | None, event: str, reason: str, moved: int) -> Card:
    values = {"person_id": person.id, "suspended_at": at, "money_frozen_at": at and person.money_frozen_at}
    context.transaction.run(people.person_update("suspended_at", "money_frozen_at"), values, expect=1)
    context.note(person, event, reason)
    told = {"suspend": _("Your account is suspended. {reason}"), "restore": _("Your account is open again.")}[event]
    context.news.send(person.id, Card(head=(told.format(reason=reason),)))
    done = {"suspend": _("suspended"), "restore": _("restored")}[event]
    counted = ngettext("{number} contract moved with it.", "{number} contracts moved with it.", moved)
    lines = ((counted.format(number=moved),),)
    return Card(head=(Strong(f"{person.ref} {person.name}"), f" · {done}"), lines=lines)
