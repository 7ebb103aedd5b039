"""Home: what waits for this person, until when, what happens if they do nothing, and what they can do next."""

from __future__ import annotations

from typing import Any, Final

from core import guards
from core.asking import Asking
from core.card import Button, Card, Line, Press, Reply, Strong
from core.cards.lists import line_of, opens
from core.cards.thing import note
from core.cards.timer import stop_button, ticking, timer_line
from core.dispute.turn import open_to, turns
from core.language import _
from core.sentences import about
from core.view import until
from core.wording.clocks import DEFAULT
from statemachines.machine import Role
from storage.queries import ledger, lists, marketplace

MOST: Final = 5
WAITS: Final[dict[tuple[str, str], tuple[Role, str]]] = {
    ("proposal", "submitted"): (Role.CLIENT, "shortlist"),
    ("contract", "offered"): (Role.FREELANCER, "accept"),
    ("milestone", "claimed"): (Role.CLIENT, "pay_claim"),
    ("milestone", "proposed"): (Role.CLIENT, "accept"),
    ("milestone", "agreed"): (Role.CLIENT, "fund"),
    ("milestone", "funded"): (Role.FREELANCER, "submit"),
    ("milestone", "revision"): (Role.FREELANCER, "submit"),
    ("milestone", "submitted"): (Role.CLIENT, "approve"),
    ("milestone", "refund_asked"): (Role.FREELANCER, "give_refund"),
    ("entry", "objected"): (Role.FREELANCER, "answer"),
    ("week", "review"): (Role.CLIENT, "accept"),
    ("week", "unpaid"): (Role.CLIENT, "retry"),
    ("week", "uncollected"): (Role.CLIENT, "retry"),
}


def waiting(asking: Asking) -> list[Any]:
    """The things whose next step is this person's, the oldest first."""
    found: list[Any] = []
    for kind in ("contract", "task", "milestone", "week", "entry", "dispute", "proposal"):
        for thing in asking.transaction.all(lists.MINE[kind], {"me": asking.me.id}):
            if _waits(asking, thing):
                found.append(thing)
    found += open_to(asking, asking.me)
    return sorted(found, key=lambda thing: int(thing.created_at))


def _waits(asking: Asking, thing: Any) -> bool:
    role = asking.role(thing)
    if thing.kind == "contract" and thing.state == "offered" and role is Role.CLIENT:
        return asking.transaction.one(marketplace.WAITING_TERMS, {"id": thing.id}) is not None
    if thing.kind == "dispute":
        return role in turns(thing)
    if thing.kind == "task":
        return bool(thing.waits_on) and thing.waits_on == role
    if thing.kind == "entry" and not guards.holds(asking, thing, "week_heard"):
        return False
    wanted, event = WAITS.get((thing.kind, thing.state), (None, ""))
    return role is wanted and guards.can(asking, thing, event, role)


def home(asking: Asking) -> Reply:
    """The home card of a person, or the welcome of somebody who has not joined."""
    if asking.person_or_none is None:
        return welcome()
    found = waiting(asking)
    lines: list[Line] = []
    for thing in found[:MOST]:
        lines.append(line_of(asking, thing))
        lines += [
            ("↳ ", *about(asking, thing, _(sentence), due=until(deadline)))
            for deadline in asking.deadlines(thing.ref)
            if (sentence := DEFAULT.get((thing.kind, deadline.event)))
        ]
    if len(found) > MOST:
        lines.append((_("… and {number} more.").format(number=len(found) - MOST),))
    me = asking.me
    waits = _("{number} waiting for you").format(number=len(found)) if found else _("nothing waits for you")
    head: Line = (Strong(f"{me.ref} {me.name}"), f" · {waits}")
    opening = [opens(thing) for thing in found[:MOST]]
    if (timer := ticking(asking)) is not None:
        lines.append(timer_line(timer))
        opening.insert(0, stop_button(timer))
    card = Card(head, tuple(lines), _balances(asking), (*opening, *_doors(asking)), note(asking))
    return Reply(card=card, extra={"all_buttons": True})


def _balances(asking: Asking) -> tuple[tuple[str, Line], ...]:
    labels = {
        "client_wallet": _("Wallet"),
        "freelancer_pending": _("Clearing"),
        "freelancer_available": _("Available"),
    }
    found = asking.transaction.all(ledger.BALANCES_OF, {"owner": asking.me.ref})
    return tuple(
        (labels[kind], (asking.money(balance, currency),))
        for kind, currency, balance in found
        if balance and kind in labels
    )


def _doors(asking: Asking) -> list[Button]:
    doors: list[Button] = []
    if asking.me.is_client:
        doors.append(Button(_("Post a job"), Press("job.post"), "primary"))
    if asking.me.is_freelancer:
        doors.append(Button(_("Find jobs"), Press("job.find")))
    return [*doors, Button(_("My contracts"), Press("contract.")), Button(_("Wallet"), Press("wallet.show"))]


def welcome() -> Reply:
    """What Parley is, in two lines, and how to begin."""
    return Reply(
        card=Card(
            head=(Strong(_("Welcome to Parley")), _(", the freelance marketplace in your chat.")),
            lines=(
                (_("Post a job or find one, agree on milestones, and get paid from held money, all from here."),),
                (_("Join first: as a client, a freelancer, or both."),),
            ),
            buttons=joining(),
        )
    )


def joining() -> tuple[Button, ...]:
    """The buttons that make somebody a member."""
    return (
        Button(_("I hire"), Press("account.join", extra="client"), "primary"),
        Button(_("I work"), Press("account.join", extra="freelancer"), "primary"),
        Button(_("Both"), Press("account.join", extra="both")),
    )
