"""/hours week, object, answer and accept: the week that both look at, until it is paid."""

from __future__ import annotations

from datetime import date
from typing import Final

from core.card import Card
from core.cards.sheet import sheet_card
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.trade import reviewing
from storage.records import Contract
from storage.timesheets import Entry

WEEK: Final = Field("date", Kind.DAY, "Date", main=True, help="Any day of the week", example="2026-11-16", asked=False)


@command(
    "hours week",
    "A week by day: memos, evidence, what is billed and what is protected",
    who=Who.BOTH,
    on=("contract",),
    guard="has_weeks",
    reads=True,
    fields=(WEEK,),
    choice="date",
    button="Hours",
    example="/hours week C-2 2026-11-16",
)
def week(context: Context, contract: Contract, date: date | None) -> Card:
    """The newest week, or the one that a day lies in."""
    return sheet_card(context, reviewing.week_of(context, contract, date))


@command(
    "hours object",
    "Object to a time entry, before it becomes a dispute",
    who=Who.CLIENT,
    on=("entry",),
    event="object",
    guard="week_heard",
    fields=(
        Field(
            "reason",
            Kind.LONG,
            "Reason",
            required=True,
            main=True,
            example="Was this not part of Monday's work?",
            limit=1_000,
        ),
    ),
    button="Object",
    example="/hours object H-1 Was this not part of Monday's work?",
)
def object_(context: Context, entry: Entry, reason: str) -> Card:
    """The freelancer answers, shortens it or deletes it."""
    reviewing.objects(context, entry, reason)
    return card(context, entry, (_("{name} is told and answers.").format(name=entry.freelancer_name),))


@command(
    "hours answer",
    "Answer an objection",
    who=Who.FREELANCER,
    on=("entry",),
    event="answer",
    guard="week_heard",
    fields=(
        Field("text", Kind.LONG, "Text", required=True, main=True, example="It was the second half of it", limit=1_000),
    ),
    button="Answer",
    style="primary",
    example="/hours answer H-1 It was the second half of it",
)
def answer(context: Context, entry: Entry, text: str) -> Card:
    """The client reads it; whoever is not content can shorten it or go on to a dispute."""
    reviewing.answers(context, entry, text)
    return card(context, entry, (_("{name} is told.").format(name=entry.client_name),))


@command(
    "hours accept",
    "Accept an invoiced week; its money goes to the freelancer",
    who=Who.CLIENT,
    on=("contract",),
    guard="paid_by_hour",
    fields=(WEEK,),
    choice="date",
    money=True,
    example="/hours accept C-2",
)
def accept(context: Context, contract: Contract, date: date | None) -> Card:
    """The earliest that waits, or the one that a day lies in."""
    found = context.load("week", reviewing.week_of(context, contract, date, "review").id)
    reviewing.accept(context, found)
    return sheet_card(context, found, (_("Accepted. {name} is told.").format(name=contract.freelancer_name),))
