"""/job: post jobs and look after them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from core.card import Button, Card, Choice, Press, Reply
from core.cards.lists import mine
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.language import _
from core.money import Money, exponent
from core.refusal import Mistake, Refusal
from core.text import folded
from core.trade.choices import LEVELS, PAY
from statemachines.machine import Role
from statemachines.policy import CURRENT
from storage.queries import lists, marketplace
from storage.records import Job, Person

SIZES: Final = (Choice("small", "Small"), Choice("medium", "Medium"), Choice("large", "Large"))
SEEN_BY: Final = (Choice("public", "Everybody"), Choice("invite", "Only whom I invite"))
FIELDS: Final = (
    Field("title", Kind.TEXT, "Title", required=True, main=True, example="Build a landing page", limit=120),
    Field("description", Kind.LONG, "Description", required=True, example="One page, two weeks", limit=5_000),
    Field("kind", Kind.CHOICE, "Kind", choices=PAY, default="fixed", help="How it is paid; fixed unless you say"),
    Field("budget", Kind.MONEY, "Budget", required=True, when=("kind", "fixed"), example="500"),
    Field("rate", Kind.MONEY, "Rate", required=True, when=("kind", "hourly"), help="An hour, at least", example="30"),
    Field("rate_max", Kind.MONEY, "Rate max", when=("kind", "hourly"), help="An hour, at most", example="45"),
    Field("skills", Kind.WORDS, "Skills", example="html, css"),
    Field("due", Kind.DATE, "Due", example="in 2 weeks"),
    Field("size", Kind.CHOICE, "Size", choices=SIZES, asked=False),
    Field("duration", Kind.TEXT, "Duration", example="1 to 3 months", limit=60, asked=False),
    Field("level", Kind.CHOICE, "Level", choices=LEVELS, asked=False),
    Field("visibility", Kind.CHOICE, "Visibility", choices=SEEN_BY, default="public", asked=False),
    Field("questions", Kind.LINES, "Questions", help="Asked of every bidder; parted by “;”", limit=200, asked=False),
    Field("hires", Kind.NUMBER, "Hires", help="How many you want", example="1", asked=False),
    Field("files", Kind.FILES, "Files", asked=False),
)
EDITABLE: Final = tuple(
    Field(f.name, f.kind, f.label, help=f.help, example=f.example, choices=f.choices, limit=f.limit, main=f.main)
    for f in FIELDS
    if f.name not in {"kind", "hires", "files"}
)


@command("job", "Your jobs", who=Who.JOINED, reads=True)
def jobs(context: Context) -> Reply:
    """The newest jobs of a client, or the way to find some."""
    found = context.transaction.all(lists.MINE["job"], {"me": context.me.id})
    doors = [Button(_("Post a job"), Press("job.post"))] if context.me.is_client else []
    doors += [Button(_("Find jobs"), Press("job.find"))] if context.me.is_freelancer else []
    return mine(context, _("Your jobs"), found, _("You have posted no job yet."), *doors)


@command("job list", "Your jobs", who=Who.JOINED, reads=True)
def list_(context: Context) -> Reply:
    """The same as the bare noun."""
    return jobs(context)


@command(
    "job post",
    "Post a job",
    who=Who.CLIENT,
    fields=FIELDS,
    aliases=("post",),
    example='/job post Build a landing page kind:fixed budget:500 skills:html,css description:"One page, two weeks"',
)
def post(context: Context, **answers: Any) -> Card:
    """Save the job and publish it at once."""
    columns = _columns(context, answers)
    kind = answers["kind"] or ("hourly" if answers["rate"] and not answers["budget"] else "fixed")
    _check_pay(kind, answers)
    job = context.create(
        "job",
        "save",
        client_id=context.me.id,
        kind=kind,
        hires_wanted=answers["hires"] or 1,
        files=json.dumps(answers["files"]),
        policy=CURRENT.version,
        **columns,
    )
    context.fire(job, "publish")
    return card(context, job)


@command("job show", "A job", who=Who.JOINED, on=("job",), reads=True, example="/job show J-1")
def show(context: Context, job: Job) -> Card:
    """The job's card."""
    return card(context, job)


@command(
    "job edit",
    "Change an open job; bidders see what changed",
    who=Who.CLIENT,
    on=("job",),
    event="edit",
    fields=EDITABLE,
    opens=True,
    button="Edit",
    example="/job edit J-1 budget:600",
)
def edit(context: Context, job: Job, **answers: Any) -> Card:
    """Change what was given, keep the rest."""
    given = {name: value for name, value in _columns(context, answers, partly=True).items() if value is not None}
    if not given:
        raise Refusal(_("Nothing was given, so nothing has changed."))
    context.judge(job, "edit")
    _check_same_pay(job, answers)
    text = " ".join([given.get("title", job.title), given.get("description", job.description)])
    given["search"] = _search_text(text, json.loads(given.get("skills", job.skills)))
    changed = ", ".join(name for name in given if name not in {"search", "currency"})
    context.fire(job, "edit", note=_("Changed: {names}.").format(names=changed), **given)
    return card(context, job)


@command(
    "job invite",
    "Invite a freelancer to a job",
    who=Who.CLIENT,
    on=("job",),
    states=("open",),
    fields=(Field("freelancer", Kind.PERSON, "Freelancer", required=True, example="U-2", main=True),),
    example="/job invite J-1 U-2",
)
def invite(context: Context, job: Job, freelancer: Person) -> Card:
    """Tell a freelancer about a job; once each."""
    if job.state != "open":
        raise Refusal(_("{ref} is not open.").format(ref=job.ref))
    if not freelancer.is_freelancer or freelancer.id == job.client_id:
        raise Mistake("freelancer", _("{ref} is no freelancer.").format(ref=freelancer.ref), "U-2")
    asked = {"job_id": job.id, "freelancer_id": freelancer.id}
    if context.transaction.one(marketplace.INVITATION, asked) is not None:
        raise Refusal(_("{name} was invited to {ref} before.").format(name=freelancer.name, ref=job.ref))
    context.transaction.run(marketplace.INVITE, {**asked, "created_at": context.now})
    view = context.seen_by(freelancer.id, freelancer.language)
    said = (view.mention(job, Role.CLIENT), _(" invites you to send a proposal."))
    context.news.send(freelancer.id, card(view, job, said))
    return card(context, job, (_("{name} is invited.").format(name=freelancer.name),))


@command(
    "job close",
    "Close a job; bidders are told",
    who=Who.CLIENT,
    on=("job",),
    event="close",
    button="Close",
    style="danger",
    confirm="Close this job? Bidders are told. You can reopen it.",
    example="/job close J-1",
)
def close(context: Context, job: Job) -> Card:
    """Take a job off the market."""
    context.fire(job, "close")
    return card(context, job)


@command(
    "job reopen",
    "Open a closed job again",
    who=Who.CLIENT,
    on=("job",),
    event="reopen",
    button="Reopen",
    example="/job reopen J-1",
)
def reopen(context: Context, job: Job) -> Card:
    """Put a job back on the market."""
    context.fire(job, "reopen")
    return card(context, job)


def _columns(context: Context, answers: Mapping[str, Any], *, partly: bool = False) -> dict[str, Any]:
    money = {name: answers[name] for name in ("budget", "rate", "rate_max") if answers[name] is not None}
    currencies = {amount.currency for amount in money.values()}
    if len(currencies) > 1:
        raise Mistake("rate_max", _("Both ends of the range are in one currency."), "45")
    for name, amount in money.items():
        _check_floor(name, amount)
    columns: dict[str, Any] = {
        "title": answers["title"],
        "description": answers["description"],
        "budget": _minor(money.get("budget")),
        "rate_min": _minor(money.get("rate")),
        "rate_max": _minor(money.get("rate_max")),
        "size": answers["size"],
        "duration": answers["duration"],
        "level": answers["level"],
        "due_at": answers["due"],
        "visibility": answers["visibility"],
        "skills": json.dumps(answers["skills"], ensure_ascii=False) if answers["skills"] or not partly else None,
        "questions": json.dumps(answers["questions"], ensure_ascii=False)
        if answers["questions"] or not partly
        else None,
        "currency": currencies.pop() if currencies else (None if partly else context.currency),
    }
    if not partly:
        columns |= {name: columns[name] or "" for name in ("size", "duration", "level")}
        columns["visibility"] = columns["visibility"] or "public"
        columns["search"] = _search_text(f"{answers['title']} {answers['description']}", answers["skills"])
    return columns


def _minor(amount: Money | None) -> int | None:
    return None if amount is None else amount.minor


def _check_floor(name: str, amount: Money) -> None:
    least = CURRENT.minimum_amount * 10 ** exponent(amount.currency)
    if amount.minor < least:
        raise Mistake(name, _("{least} is the least.").format(least=Money(least, amount.currency)), "50")


def _check_pay(kind: str, answers: Mapping[str, Any]) -> None:
    wanted, wrong = ("budget", "rate") if kind == "fixed" else ("rate", "budget")
    if answers[wanted] is None:
        raise Mistake(wanted, _("A job of this kind needs it."), "500" if kind == "fixed" else "40")
    if answers[wrong] is not None:
        example = "kind:hourly rate:40" if kind == "fixed" else "kind:fixed budget:500"
        raise Mistake(wrong, _("A job is paid by a fixed budget or by the hour, not by both."), example)
    if answers["rate_max"] is not None and kind == "hourly" and answers["rate_max"] < answers["rate"]:
        raise Mistake("rate_max", _("The upper end is below the lower one."), "45")


def _check_same_pay(job: Job, answers: Mapping[str, Any]) -> None:
    """A job stays paid the way and in the currency in which it was posted: proposals were made for that."""
    names = ("budget",) if job.pay == "fixed" else ("rate", "rate_max")
    given = {name: answers[name] for name in ("budget", "rate", "rate_max") if answers[name] is not None}
    for name, amount in given.items():
        if name not in names or amount.currency != job.currency:
            sentence = _("{ref} was posted with a {field} in {currency}; another kind is a job of its own.")
            sentence = sentence.format(ref=job.ref, field=names[0], currency=job.currency)
            raise Mistake(name, sentence, f"{names[0]}:600")
    low, high = _minor(given.get("rate")) or job.rate_min, _minor(given.get("rate_max")) or job.rate_max
    if low and high and high < low:
        raise Mistake("rate_max", _("The upper end is below the lower one."), "45")


def _search_text(text: str, skills: list[str] | tuple[str, ...]) -> str:
    return folded(f"{text} {' '.join(skills)}")
