"""/hours start, stop, keep, discard: the timer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from core.card import Card, Line, Reply
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.confirmation import Summary
from core.context import Context
from core.duration import in_hours
from core.language import _
from core.trade import timing
from core.trade.entries import Work
from core.trade.timing import Measured
from core.when import format_moment
from storage.records import Contract
from storage.timesheets import Timer

LINK: Final = Field("link", Kind.LINKS, "Link", help="What shows the work", example="https://example.org/pull/7")
LONGEST: Final = 300
NO_TIMER: Final = "No timer of yours runs. Start one with /hours start, or log the time: /log 2h30 today What you did."


@command(
    "hours start",
    "Start the timer on a contract",
    who=Who.FREELANCER,
    on=("contract",),
    states=("active",),
    guard="paid_by_hour",
    fields=(
        Field(
            "memo",
            Kind.TEXT,
            "Memo",
            required=True,
            main=True,
            help="What you work on",
            example="Fixing the login redirect",
            limit=LONGEST,
        ),
        replace(LINK, asked=False),
        Field("code", Kind.TEXT, "Code", help="If the client has a list of codes", example="design", asked=False),
    ),
    nothing="No contract of yours takes time right now. /hours shows your hourly contracts.",
    example="/hours start C-2 Fixing the login redirect",
)
def start(context: Context, contract: Contract, memo: str, link: tuple[str, ...], code: str | None) -> Card | Reply:
    """One timer at a time: a second one is refused, with the first and its buttons."""
    if (there := timing.running(context, context.me.id)) is not None:
        said = _("One timer runs already, and you have one at a time. Stop it first, then start the next.")
        return Reply(card=card(context, there, (said,)), ok=False, toast=said)
    timer = timing.start(context, contract, Work(memo, code or "", link))
    return card(context, timer, (_("The timer runs. /hours stop logs what it measured."),))


@command(
    "hours stop",
    "Stop the timer and log what it measured",
    who=Who.FREELANCER,
    on=("timer",),
    event="stop",
    fields=(
        Field("memo", Kind.TEXT, "Memo", main=True, help="What you did", limit=LONGEST, asked=False),
        replace(LINK, asked=False),
        Field("commit", Kind.TEXT, "Commit", help="What shows the work", example="9fceb02", limit=80, asked=False),
        Field("files", Kind.PAPERS, "Files", help="What shows the work", asked=False),
    ),
    button="Stop",
    style="primary",
    rank=1,
    example="/hours stop Fixed the login redirect",
    nothing=NO_TIMER,
)
def stop(
    context: Context, timer: Timer, memo: str | None, link: tuple[str, ...], commit: str | None, files: tuple[int, ...]
) -> Card:
    """Full ten minutes are logged, around whatever was logged by hand meanwhile."""
    context.judge(timer, "stop")
    known = timing.work_of(timer)
    work = Work(memo or known.memo, known.code, tuple(dict.fromkeys((*known.links, *link))), commit or "", files)
    measured = timing.measure(context, timer)
    if measured.meanwhile and measured.pieces:
        context.confirm(_around(context, timer, measured))
    logged = timing.stop(context, timer, work, measured)
    return card(context, logged[-1] if logged else timer, (timing.told(measured, logged),))


def _around(context: Context, timer: Timer, measured: Measured) -> Summary:
    """What fits around the time that was logged while the timer ran."""
    lines = [
        (_("Logged meanwhile, {ref}").format(ref=entry.ref), _stretch(context, entry.starts_at, entry.minutes))
        for entry in measured.meanwhile
    ]
    lines += [
        (_("Fits, {number}").format(number=number), _stretch(context, *piece))
        for number, piece in enumerate(measured.pieces, start=1)
    ]
    title = _("Log what fits of the timer of {ref}?").format(ref=timer.contract.ref)
    final = _("Time is never counted twice, so {hours} can be logged. The timer stops then.")
    return Summary(title, tuple(lines), final.format(hours=in_hours(measured.minutes)))


def _stretch(context: Context, starts_at: int, minutes: int) -> str:
    return f"{format_moment(starts_at, context.zone, context.language)} · {in_hours(minutes)}"


@command(
    "hours keep",
    "Say that you are still at it",
    who=Who.FREELANCER,
    on=("timer",),
    event="keep",
    button="Still at it",
    style="primary",
    rank=0,
    example="/hours keep",
    nothing=NO_TIMER,
)
def keep(context: Context, timer: Timer) -> Card:
    """The timer goes on, and all of its time counts."""
    context.fire(timer, "keep", counted_to=None)
    return card(context, timer, (_("The timer goes on."),))


@command(
    "hours discard",
    "Stop the timer and log nothing",
    who=Who.FREELANCER,
    on=("timer",),
    event="stop",
    button="Throw away",
    style="danger",
    confirm="Stop the timer and log nothing of what it measured?",
    example="/hours discard",
    nothing=NO_TIMER,
)
def discard(context: Context, timer: Timer) -> Card:
    """Nothing is logged."""
    context.fire(timer, "stop", note=_("thrown away"), counted_to=timer.started_at)
    said: Line = (_("Thrown away: nothing is logged."),)
    return card(context, timer, said)
