"""Which thing a command is about: named, implied by the thread, the only one that fits, or picked by the person."""

from __future__ import annotations

from typing import Any, Final

from core import buttons, guards, rooms
from core.asking import KIND_OF
from core.card import Choice, text_of
from core.command import Command, Who
from core.context import Context
from core.grammar import Ref
from core.intake import Call
from core.language import N_, _
from core.refusal import NotFound, Refusal
from core.sentences import status
from statemachines.catalogue import MACHINES
from statemachines.machine import Role
from storage.queries import lists, onboarding

MOST_CANDIDATES: Final = 25
PARTS: Final = frozenset({"milestone", "task", "entry", "timer", "dispute"})
WANTED: Final = {
    Who.CLIENT: N_("the client"),
    Who.FREELANCER: N_("the freelancer"),
    Who.MEDIATOR: N_("the mediator"),
    Who.BOTH: N_("the two sides"),
}
UNNAMED: Final = frozenset({"week", "diary"})  # people name the contract, or themselves
NAMES: Final = {
    "job": "J-1",
    "proposal": "P-1",
    "contract": "C-1",
    "milestone": "M-1",
    "task": "T-1",
    "dispute": "D-1",
    "case": "ONB-1",
    "week": "WK-1",
    "entry": "H-1",
    "timer": "TM-1",
    "diary": "DY-1",
    "withdrawal": "W-1",
    "deposit": "DEP-1",
    "person": "U-2",
}


class Pick(Exception):
    """Several things fit, or money moves: the person picks."""

    def __init__(self, kind: str, choices: tuple[Choice, ...]) -> None:
        super().__init__(kind)
        self.kind, self.choices = kind, choices


def resolve(context: Context, call: Call) -> list[Any]:
    """The things that the call is about, one for each kind it wants. Raises Refusal, NotFound or Pick."""
    command = call.command
    if not command.on:
        return []
    refs = [ref for ref in call.refs if _kind(ref) in command.on]
    if refs:
        return [_load(context, command, refs[0])]
    others = [ref for ref in call.refs if _kind(ref) != "person"]
    if others and _kind(others[0]) in UNNAMED:
        raise NotFound(str(others[0]))
    within = _contract_named(context, others)
    if others and (within is None or not PARTS & set(command.on)):
        raise Refusal(
            _("{typed} wants a reference like {example}; {ref} is something else.").format(
                typed=command.typed, example=NAMES[command.on[0]], ref=others[0]
            )
        )
    implied = within or rooms.about(context)
    if implied is not None and _kind(implied) in command.on:
        return [_load(context, command, implied)]
    return [_choose(context, command, implied if implied is not None and implied.kind == "C" else None)]


def picking(context: Context, call: Call) -> Pick | None:
    """What the person has to pick from, if anything."""
    try:
        resolve(context, call)
    except Pick as pick:
        return pick
    return None


def _kind(ref: Ref) -> str:
    return "person" if ref.kind == "U" else KIND_OF.get(ref.kind, "")


def _contract_named(context: Context, refs: list[Ref]) -> Ref | None:
    return next((ref for ref in refs if ref.kind == "C"), None)


def _load(context: Context, command: Command, ref: Ref) -> Any:
    kind = _kind(ref)
    if kind == "person":
        return context.known_person(ref.number)
    thing = context.load(kind, ref.number, lock=not command.reads)
    allow(context, command, thing)
    return thing


def allow(context: Context, command: Command, thing: Any) -> None:
    """Raise Refusal unless the person's role in the thing is the one that the command is for."""
    role = context.acting_role(thing) if command.who in {Who.CONCERNED, Who.MEDIATOR} else context.role(thing)
    if command.who is Who.OPERATOR or command.who not in buttons.PARTY or role in buttons.PARTY[command.who]:
        return
    if thing.kind == "job" and command.who is Who.FREELANCER and role is None:
        return
    if role is None and thing.kind != "job":
        if command.reads and context.is_operator:
            return
        raise NotFound(thing.ref)
    wanted = WANTED[command.who]
    raise Refusal(_("That is for {wanted} of {ref} to do.").format(wanted=_(wanted), ref=thing.ref))


def _choose(context: Context, command: Command, within: Ref | None) -> Any:
    kind = next((kind for kind in command.on if kind != "person"), "person")
    if kind == "person":
        if command.reads:
            return context.me
        raise Refusal(_("{typed} wants to know who: {typed} U-2").format(typed=command.typed))
    found = [thing for thing in candidates(context, command, kind) if within is None or _belongs(thing, within)]
    if not found and within is not None and kind == "task" and context.is_operator:
        found = _of_platform(context, command, within)
    if not found and (only := _only_one(context, command, kind)) is not None:
        return context.load(kind, only.id, lock=not command.reads)
    if not found and command.nothing:
        raise Refusal(_(command.nothing))
    if not found:
        raise Refusal(
            _("There is nothing that fits {typed} right now.").format(typed=command.typed),
            _("You can also name one: {typed} {example}").format(typed=command.typed, example=NAMES[kind]),
        )
    if len(found) == 1 and not command.money:
        return context.load(kind, found[0].id, lock=not command.reads)
    raise Pick(kind, tuple(_option(context, thing) for thing in found[:MOST_CANDIDATES]))


def _only_one(context: Context, command: Command, kind: str) -> Any | None:
    """The one thing that is meant although it does not fit now: the command itself says best why not."""
    if command.money or kind not in lists.MINE or command.who not in buttons.PARTY:
        return None
    mine = [
        thing
        for thing in context.transaction.all(lists.MINE[kind], {"me": context.me.id})
        if context.role(thing) in buttons.PARTY[command.who]
        and thing.state in MACHINES[kind].live
        and (not command.guard or guards.holds(context, thing, command.guard))
    ]
    return mine[0] if len(mine) == 1 else None


def _of_platform(context: Context, command: Command, contract: Ref) -> list[Any]:
    """The tasks of a contract on which an operator, who is no party to it, may use the command now."""
    tasks = context.transaction.all(onboarding.TASKS_OF, {"id": contract.number})
    return [task for task in tasks if buttons.drawn(context, command, task, context.acting_role(task))]


def _belongs(thing: Any, contract: Ref) -> bool:
    return getattr(thing, "contract_id", None) == contract.number


def candidates(context: Context, command: Command, kind: str) -> list[Any]:
    """The things of a kind on which the person may use the command now, newest first."""
    everyone = kind == "job" and command.who is Who.FREELANCER
    if not everyone and kind not in lists.MINE:
        return []
    found = context.transaction.all(lists.OPEN_JOBS if everyone else lists.MINE[kind], {"me": context.me.id})
    return [
        thing
        for thing in found
        if buttons.drawn(context, command, thing, context.role(thing))
        and not (everyone and context.role(thing) is Role.CLIENT)
    ]


def _option(context: Context, thing: Any) -> Choice:
    title = getattr(thing, "title", "") or getattr(thing, "job_title", "")
    return Choice(thing.ref, f"{thing.ref} {title[:40]} · {text_of(status(context, thing))}"[:75])
