"""/admin announce and /admin mediation: the channels and groups that the marketplace writes to."""

from __future__ import annotations

from typing import Final

from core import alarms, outbox
from core.card import Card, Choice, Line, Reply
from core.command import Field, Kind, Who, command
from core.confirmation import Summary
from core.context import Context
from core.language import _
from core.refusal import Refusal
from core.rooms import MEDIATION
from storage.queries import people, rooms

HERE: Final = Choice("here", "Here")
Channel = tuple[str, str, str]


def _where(other: Choice) -> Field:
    return Field("where", Kind.CHOICE, "Where", required=True, choices=(HERE, other))


@command(
    "admin announce",
    "Announce jobs in this channel or group",
    who=Who.OPERATOR,
    fields=(_where(Choice("stop", "No longer here")),),
    positional=("where",),
    choice="where",
    settles=True,
    example="/admin announce here",
)
def announce(context: Context, where: str) -> Reply:
    """New jobs are posted where this is said."""
    here = _here(context, _("Say this in the channel or group where jobs are to be announced."))
    _drop(context, "announce", here)
    if where == "stop":
        return Reply(card=Card(head=(_("Jobs are no longer announced here."),)), in_public=True)
    _may_write(context)
    _add(context, "announce", here)
    return Reply(card=Card(head=(_("New jobs are announced here."),)), in_public=True)


@command(
    "admin mediation",
    "Let mediators work on disputes in this channel or group, one thread or topic for each",
    who=Who.OPERATOR,
    fields=(_where(Choice("off", "Nowhere")),),
    positional=("where",),
    choice="where",
    settles=True,
    example="/admin mediation here",
)
def mediation(context: Context, where: str) -> Reply:
    """Every dispute has its room where this is said last."""
    before: list[Channel] = context.transaction.all(people.CHANNELS_FOR, {"purpose": MEDIATION})
    if where == "off":
        return _no_channel(context, before)
    here = _here(context, _("Say this in the channel or group where the mediators are to work."))
    if not context.transaction.all(people.MEDIATORS):
        return _nobody(context)
    _may_write(context)
    if here in before:
        return _said(context, _("Disputes are handled here already."))
    cases = context.transaction.all(rooms.OPEN, {"purpose": MEDIATION})
    if before and cases:
        lines = ((_("Open cases"), str(len(cases))), (_("From"), _place(before[0])), (_("To"), _place(here)))
        final = _("Each open case gets a new thread or topic here. What was written so far stays where it is.")
        context.confirm(Summary(_("Move the mediators' channel here?"), lines, final, public=True))
    for channel in before:
        _drop(context, MEDIATION, channel)
    _add(context, MEDIATION, here)
    for ref in cases:
        outbox.room(context, MEDIATION, ref)
    context.market.wake()
    return _said(context, _("Disputes are handled here."), *_what_is_lacking(context))


def _no_channel(context: Context, before: list[Channel]) -> Reply:
    if not before:
        raise Refusal(_("There is no mediators' channel."), _("Say /admin mediation here in one to have it."))
    for channel in before:
        _drop(context, MEDIATION, channel)
    line = _("Mediators work from their own chats with me now. Nothing of the open cases is lost.")
    return _said(context, _("Disputes are no longer handled in a channel."), (line,))


def _nobody(context: Context) -> Reply:
    """Refused, and yet kept: the other operators hear of it."""
    alarms.raise_alarm(context, alarms.no_mediator)
    sentence = _("Nobody is a mediator yet, so there is nobody to work here. Nothing was changed.")
    hint = _("Grant the role first: /admin grant mediator U-4. Then say this again.")
    return Reply(card=Card((sentence,), ((hint,),)), ok=False, toast=sentence)


def _here(context: Context, sentence: str) -> Channel:
    """The channel or group where the command is said. Raises Refusal in a private chat."""
    place = context.request.place
    if not place.public:
        raise Refusal(sentence)
    return place.platform, place.team, place.chat


def _may_write(context: Context) -> None:
    if "write" in context.request.place.lacks:
        raise Refusal(_("I am not a member here, so I could not write."), _("Invite me first, then say this again."))


def _what_is_lacking(context: Context) -> list[Line]:
    lacks = context.request.place.lacks
    found: list[Line] = [(_("Each one has its own thread or topic, with its card on top. What is answered is kept."),)]
    if "topics" in lacks:
        found.append((_("Topics are on here, but I may not open any. Make me an administrator who manages topics."),))
        found.append((_("Until then each case is a message of mine, with the answers under it."),))
    if "everything" in lacks:
        found.append((_("I hear commands, mentions and answers to my messages here. An administrator hears it all."),))
    return found


def _said(context: Context, sentence: str, *lines: Line) -> Reply:
    return Reply(card=Card((sentence,), lines), in_public=context.request.place.public)


def _place(channel: Channel) -> str:
    return " ".join(part for part in (channel[0].title(), channel[2]) if part)


def _add(context: Context, purpose: str, channel: Channel) -> None:
    values = {**_named(purpose, channel), "set_by": context.me.id, "created_at": context.now}
    context.transaction.run(people.ADD_CHANNEL, values)


def _drop(context: Context, purpose: str, channel: Channel) -> None:
    context.transaction.run(people.DROP_CHANNEL, _named(purpose, channel))


def _named(purpose: str, channel: Channel) -> dict[str, str]:
    platform, team, chat = channel
    return {"purpose": purpose, "platform": platform, "team": team, "chat": chat}
