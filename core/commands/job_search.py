"""/job find, watch and the rest of what freelancers do with jobs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from core.card import Button, Card, Press, Reply, Strong
from core.cards.lists import listing
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _, ngettext
from core.money import Money
from core.refusal import Refusal
from core.trade import searching
from core.trade.choices import LEVELS, PAY
from core.trade.searching import Search
from storage.queries import marketplace, people
from storage.records import Job

PAGE: Final = 5
FILTERS: Final = (
    Field("text", Kind.TEXT, "Text", main=True, example="landing page", limit=100),
    Field("skills", Kind.WORDS, "Skills", example="html, css"),
    Field("kind", Kind.CHOICE, "Kind", choices=PAY),
    Field("min", Kind.MONEY, "Min", help="The budget or rate, at least", example="100"),
    Field("max", Kind.MONEY, "Max", help="The budget or rate, at most", example="1000"),
    Field("level", Kind.CHOICE, "Level", choices=LEVELS),
)


@command(
    "job find",
    "Find open jobs, newest first",
    who=Who.JOINED,
    reads=True,
    fields=(*FILTERS, Field("page", Kind.NUMBER, "Page", example="2", asked=False)),
    example="/job find landing page max:1000",
)
def find(context: Context, page: int | None, **filters: Any) -> Reply:
    """A page of open jobs."""
    search, page = _asked(context, filters, page)
    found = searching.jobs(context, search, limit=PAGE + 1, offset=(page - 1) * PAGE)
    buttons: list[Button] = []
    if page > 1:
        buttons += _turn(context, _("◀ Newer"), search, page - 1)
    if len(found) > PAGE:
        buttons += _turn(context, _("Older ▶"), search, page + 1)
    if context.me.is_freelancer:
        buttons += _turn(context, _("Watch this search"), search, 0)
    if len(found) == 1 and page == 1:
        shown = card(context, found[0])
        return Reply(card=replace(shown, buttons=(*shown.buttons, *buttons)))
    title = _("Open jobs{about}, page {page}").format(about=f": {search.text}" if search.text else "", page=page)
    nothing = _("Nothing fits. Watch this search, and you are told when something does.")
    return listing(context, title, found[:PAGE], nothing, buttons=buttons)


@command(
    "job watch",
    "Be told of new jobs that fit a search",
    who=Who.FREELANCER,
    fields=FILTERS,
    example="/job watch landing page skills:html",
)
def watch(context: Context, **filters: Any) -> Card:
    """Keep a search; once each."""
    search, _page = _asked(context, filters, None)
    stored = search.dump()
    kept = context.transaction.all(people.WATCHES_OF, {"person_id": context.me.id})
    if all(text != stored for _number, text in kept):
        values = {"person_id": context.me.id, "search": stored, "search_key": stored, "created_at": context.now}
        context.transaction.run(people.WATCH, values)
    about = search.text or _("every job")
    return Card(
        head=(Strong(_("Watching")), f" · {about}"),
        lines=((_("You are told when a job is posted that fits. /job unwatch ends it."),),),
    )


@command(
    "job unwatch",
    "End a watched search",
    who=Who.FREELANCER,
    fields=(Field("number", Kind.NUMBER, "Number", main=True, example="1"),),
    choice="number",
    example="/job unwatch 1",
)
def unwatch(context: Context, number: int | None) -> Reply:
    """End one watched search, or list them."""
    kept = context.transaction.all(people.WATCHES_OF, {"person_id": context.me.id})
    if number is not None:
        if number > len(kept):
            raise Refusal(_("You have no watched search number {number}.").format(number=number))
        values = {"person_id": context.me.id, "watch_id": kept.pop(number - 1)[0]}
        context.transaction.run(people.UNWATCH, values, expect=1)
    lines = tuple(
        (f"{index}. {Search.load(text).text or _('every job')}",) for index, (_number, text) in enumerate(kept, 1)
    )
    buttons = tuple(
        Button(_("End {number}").format(number=index), Press("job.unwatch", extra=str(index)))
        for index in range(1, len(kept) + 1)
    )
    title = ngettext("{number} watched search", "{number} watched searches", len(kept)).format(number=len(kept))
    return Reply(card=Card((Strong(title),), lines, buttons=buttons), extra={"all_buttons": True})


@command(
    "job decline-invite",
    "Say no to an invitation",
    who=Who.FREELANCER,
    on=("job",),
    fields=(Field("reason", Kind.LONG, "Reason", main=True, limit=500),),
    example="/job decline-invite J-1 Fully booked",
)
def decline_invite(context: Context, job: Job, reason: str | None) -> Card:
    """Tell the client that this freelancer will not come."""
    values = {"of_job": job.id, "of_freelancer": context.me.id, "now": context.now, "why": reason or ""}
    if context.transaction.count(marketplace.DECLINE_INVITATION, values) != 1:
        raise Refusal(_("You have no open invitation to {ref}.").format(ref=job.ref))
    view = context.seen_by(job.client_id, job.client_language)
    said = _("{name} declined your invitation. {reason}").format(name=context.me.name, reason=reason or "")
    context.news.send(job.client_id, card(view, job, (said,)))
    return card(context, job, (_("You declined the invitation."),))


def _asked(context: Context, filters: dict[str, Any], page: int | None) -> tuple[Search, int]:
    """The search from the fields, or from a pressed button that carries a short one."""
    carried = re.fullmatch(r"(\d{1,3})~(.*)", context.request.extra)
    if carried:
        return Search.load(carried[2]), max(int(carried[1]), 1)
    low, high = filters["min"], filters["max"]
    return Search(
        text=filters["text"] or "",
        skills=tuple(filters["skills"]),
        kind=filters["kind"] or "",
        level=filters["level"] or "",
        low=_minor(low),
        high=_minor(high),
        currency=(low or high).currency if low or high else "",
    ), page or 1


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def _turn(context: Context, label: str, search: Search, page: int) -> list[Button]:
    """A button that carries the search if it is short enough; a longer one is typed with `page:`."""
    command_key = "job.find" if page else "job.watch"
    try:
        press = Press(command_key, extra=f"{page}~{search.dump()}")
        press.wire()
    except ValueError:
        return []
    return [Button(label, press)]
