"""Answering a person: run the command they gave, ask for what is missing, confirm money, or say why not."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import Any, Final

from core import forms, guards, intake, quoting, rooms
from core import request as requests
from core.card import Button, Card, Line, Press, Reply, Strong
from core.cards.thing import note
from core.command import CATALOG, Command, Field, Kind, Who
from core.confirmation import Confirmation
from core.context import Context
from core.fields import empty, read
from core.grammar import Ref
from core.intake import Answers, Call
from core.language import _
from core.refusal import Mistake, Refusal
from core.refusing import Misread, sentence_of
from core.text import visible
from core.things import Pick, picking, resolve
from core.trade import relay
from statemachines.policy import CURRENT
from storage.queries import journal

MINUTE: Final = 60
NEUTRAL: Final = ("mediator", "arbiter", "operator")


def answer(context: Context) -> Reply:
    """The reply to a person's request. Raises Refusal."""
    request = context.request
    if request.command.startswith("form."):
        return _in_form(context)
    match request.command:
        case "confirm":
            return _confirmed(context, request.extra)
        case "cancel":
            _answered_confirmation(context, request.extra)
            return Reply(card=Card(head=(_("Cancelled. Nothing was done."),)), replaces=True)
        case requests.REWORDED:
            relay.reworded(context)
            return Reply()
        case "":
            return _typed(context)
    return run(context, intake.pressed(request) or Call(CATALOG["market."]))


def _typed(context: Context) -> Reply:
    text = visible(context.request.text).strip()
    if context.request.overheard:
        return (_said(context, text) if rooms.overheard(context) else None) or Reply()
    if not text.startswith("/") and context.person_or_none is not None:
        draft = forms.waiting(context)
        if draft is not None and context.request.forms == "questions":
            return _answered(context, draft, (text,) if text else ())
        if not intake.is_command(text) and (said := _said(context, text)) is not None:
            return said
    if not intake.is_command(text):
        raise Refusal(_("I did not understand that."), _("Try /market, or /market help for everything I can do."))
    return run(context, intake.typed(text))


def _said(context: Context, text: str) -> Reply | None:
    """Plain words under the card of a contract or a dispute, or in a room, are said in it."""
    ref = rooms.about(context)
    if ref is None and not context.request.place.message_id:
        return None
    command = CATALOG.get(rooms.SAYS["C"] if ref is None else rooms.SAYS.get(ref.kind, ""))
    if command is None:
        return None
    reply = run(context, Call(command, (ref,) if ref else (), {"text": (text,)} if text else {}))
    return replace(reply, in_public=reply.in_public or context.request.overheard)


def run(context: Context, call: Call) -> Reply:
    """Carry out a call, or ask for what it still needs. Raises Refusal."""
    command = call.command
    _admit(context, command)
    if call.unknown:
        names = ", ".join(f"“{field.name}”" for field in command.fields) or "–"
        sentence = _("{typed} has no field “{name}”. It knows: {names}.")
        sentence = sentence.format(typed=command.typed, name=call.unknown[0], names=names)
        raise Misread(call, Mistake(call.unknown[0], sentence, command.example))
    call = _with_files(context, call)
    said = bool(call.answers)
    call = quoting.with_message(context, call)
    try:
        things = resolve(context, call)
    except Pick as pick:
        return _form_or_mistakes(context, call, pick)
    if forms.missing(call, None) or _unfilled(context, call, said=said):
        _judge_first(context, command, things)
        return _form_or_mistakes(context, quoting.about(context, call, things), None)
    values = _values(context, call)
    context.confirmed = call.confirmed
    try:
        made = command.handler(context, *things, **values)
    except Confirmation as confirmation:
        return _ask_confirmation(context, call, things, confirmation)
    except Mistake as mistake:
        raise Misread(call, mistake) from mistake
    reply = made if isinstance(made, Reply) else Reply(card=made)
    if context.money_moved and reply.card is not None and not context.request.durable:
        # What this chat shows does not last, so a receipt goes to the person's own chat as well.
        context.news.send(context.me.id, replace(reply.card, buttons=()))
    return reply


def _unfilled(context: Context, call: Call, *, said: bool) -> bool:
    """Whether a form is shown though it could do without: where nothing was said, and for what a message said."""
    if call.filled or context.request.submitted:
        return False
    opens = call.command.opens and not said
    if context.request.forms == "whole":
        return opens or quoting.on_message(context, call)
    return opens and forms.following(context, forms.Draft(call.command, call.refs, call.answers)) is not None


def _with_files(context: Context, call: Call) -> Call:
    """The call with the files that came along as the answer to its field for files, so that no form asks for them."""
    wanted = (field for field in call.command.fields if field.kind in {Kind.FILES, Kind.PAPERS})
    field = next((field for field in wanted if field.name not in call.answers), None)
    if field is None or not context.request.files:
        return call
    try:
        return call.with_answers({field.name: forms.kept(read(context, field, ()))})
    except Mistake as mistake:
        raise Misread(call, mistake) from mistake


def _judge_first(context: Context, command: Command, things: list[Any]) -> None:
    """Nobody fills in a form for what will be refused: an outdated button or a wrong state is told before."""
    for thing in things:
        if command.guard and hasattr(thing, "state") and not guards.holds(context, thing, command.guard):
            raise Refusal(guards.reason(command.guard))
        if not command.event or not hasattr(thing, "state"):
            continue
        *others, last = command.event.split()
        if not any(guards.can(context, thing, event, context.acting_role(thing)) for event in others):
            context.judge(thing, last)


def _admit(context: Context, command: Command) -> None:
    if command.who is Who.EVERYBODY and context.person_or_none is None:
        return
    me = context.me
    if me.suspended_at is not None and not command.reads:
        raise Refusal(
            _("Your account is suspended."), _("Your money and contracts are kept. An operator can restore it.")
        )
    if command.who is Who.OPERATOR and not context.is_operator:
        raise Refusal(_("That is for operators."))
    if command.who is Who.MEDIATOR and not any(map(me.granted, NEUTRAL)):
        raise Refusal(_("That is for mediators."))
    if command.who is Who.CLIENT and not me.is_client:
        raise Refusal(_("That is for clients."), _("Add the role with /account join role:both."))
    if command.who is Who.FREELANCER and not me.is_freelancer:
        raise Refusal(_("That is for freelancers."), _("Add the role with /account join role:both."))


def _values(context: Context, call: Call) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in call.command.fields:
        texts = call.answers.get(field.name)
        if texts is None:
            values[field.name] = empty(field)
            continue
        try:
            values[field.name] = read(context, field, texts)
        except Mistake as mistake:
            raise Misread(call, mistake) from mistake
    return values


def _form_or_mistakes(context: Context, call: Call, pick: Pick | None) -> Reply:
    """Ask for what is missing; but first say what is wrong in what is there."""
    _values(context, call)
    if context.request.submitted:
        blanks = {field.name: _("Please fill this in.") for field in forms.missing(call, pick)}
        return forms.whole(context, call, pick, blanks)
    return forms.begin(context, call, pick)


def _in_form(context: Context) -> Reply:
    request = context.request
    step = request.command.removeprefix("form.")
    draft, field = forms.reopen(context)
    if step == "cancel":
        forms.cancel(context)
        return Reply(card=Card(head=(_("Cancelled. Nothing was done."),)), replaces=True)
    if step == "open":
        return _resumed(context, draft)
    if request.ref != f"D-{draft.id}":
        raise Refusal(_("That question is from an earlier step."), _("Please answer the newest one."))
    if step == "answer":
        return _answered(context, draft, (request.extra,))
    if step == "back":
        field = forms.back(draft) or field
        return forms.ask(context, draft, field) if field else _resumed(context, draft)
    if field is None or field.required:
        return _resumed(context, draft)
    forms.skip(draft, field, rest=step == "rest")
    return _go_on(context, draft)


def _resumed(context: Context, draft: forms.Draft) -> Reply:
    """The form again, with what was right kept."""
    call = Call(draft.command, draft.refs, draft.answers)
    if context.request.forms == "whole":
        pick = picking(context, call)
        return forms.whole(context, call, pick)
    field = draft.command.field(draft.asking)
    return forms.ask(context, draft, field) if field else _go_on(context, draft)


def _answered(context: Context, draft: forms.Draft, texts: tuple[str, ...]) -> Reply:
    call = Call(draft.command, draft.refs, draft.answers)
    field = draft.command.field(draft.asking)
    if field is None:
        pick = picking(context, call)
        if pick is None:
            return _go_on(context, draft)
        field = Field(forms.ON, Kind.CHOICE, _(pick.kind.capitalize()), required=True, choices=pick.choices)
    try:
        forms.take(context, draft, field, texts)
    except Mistake as mistake:
        return forms.ask(context, draft, field, sentence_of(mistake))
    return _go_on(context, draft)


def _go_on(context: Context, draft: forms.Draft) -> Reply:
    field = forms.following(context, draft)
    if field is not None:
        return forms.ask(context, draft, field)
    return run(context, forms.finished(context, draft))


def _ask_confirmation(context: Context, call: Call, things: list[Any], confirmation: Confirmation) -> Reply:
    summary = confirmation.summary
    token = secrets.token_urlsafe(16)
    refs = [thing.ref for thing in things] or [str(ref) for ref in call.refs]
    values = {
        "token": token,
        "person_id": context.me.id,
        "command": call.command.key,
        "answers": json.dumps({"refs": refs, "answers": call.answers}, ensure_ascii=False),
        "figures": summary.figures,
        "expires_at": context.now + CURRENT.confirmation_open * MINUTE,
    }
    context.transaction.run(journal.ASK_CONFIRMATION, values)
    lines: list[Line] = [(_("The figures have changed since; please look again."),)] if confirmation.changed else []
    lines.append((summary.final,))
    lines.append((_("Valid for {minutes} minutes.").format(minutes=CURRENT.confirmation_open),))
    return Reply(
        card=Card(
            head=(Strong(summary.title),),
            lines=tuple(lines),
            fields=tuple((label, (text,)) for label, text in summary.lines),
            buttons=(
                Button(_("Confirm"), Press("confirm", extra=token), "primary"),
                Button(_("Cancel"), Press("cancel", extra=token)),
            ),
            note=note(context),
            contract=next((thing.contract.ref for thing in things if thing.kind == "milestone"), "") if things else "",
        ),
        replaces=context.request.command == "confirm",
        in_public=summary.public,
    )


def _confirmed(context: Context, token: str) -> Reply:
    key, stored, figures = _answered_confirmation(context, token)
    data = json.loads(stored)
    refs = tuple(ref for text in data["refs"] if (ref := Ref.parse(text)))
    answers: Answers = {name: tuple(texts) for name, texts in data["answers"].items()}
    reply = run(context, Call(CATALOG[key], refs, answers, confirmed=figures))
    return Reply(**{**_fields_of(reply), "replaces": True})


def _answered_confirmation(context: Context, token: str) -> tuple[str, str, str]:
    """The command, answers and figures that wait for this person's yes or no, which they have now. Raises Refusal."""
    row = context.transaction.one(journal.CONFIRMATION, {"token": token})
    if row is None or row[0] != context.me.id:
        raise Refusal(_("There is nothing of yours to confirm here."))
    _person, key, stored, figures, expires_at, used_at = row
    if used_at is not None:
        raise Refusal(_("You have answered that already; it counts once."), _("/market shows how things stand."))
    if expires_at < context.now:
        raise Refusal(_("That confirmation has expired; no money has moved."), _("Please give the command again."))
    context.transaction.run(journal.USE_CONFIRMATION, {"of_token": token, "now": context.now}, expect=1)
    return key, stored, figures


def _fields_of(reply: Reply) -> dict[str, Any]:
    return {name: getattr(reply, name) for name in Reply.__dataclass_fields__}
