"""Forms: all fields at once where the chat has such forms, else question by question on a stored draft."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import Any, Final

from core.asking import NeedsToWrite
from core.card import Button, Card, Form, FormField, Line, Press, Reply, Strong
from core.command import CATALOG, Command, Field, Kind
from core.context import Context
from core.fields import offered, read
from core.grammar import Ref
from core.intake import Answers, Call
from core.language import _
from core.quoting import read_first, title
from core.refusal import Mistake, Refusal
from core.shaping import about, shaped, wants
from core.things import Pick
from statemachines.policy import CURRENT
from storage.queries import journal

ON: Final = "on"
MINUTE: Final = 60
MOST_DRAFTS: Final = 2**31
_SHAPE: Final = {
    Kind.LONG: "long",
    Kind.LINES: "long",
    Kind.MILESTONES: "long",
    Kind.CHOICE: "choice",
    Kind.FLAG: "choice",
    Kind.FILES: "files",
    Kind.PAPERS: "files",
}


@dataclass(slots=True)
class Draft:
    """A command being filled in: what is answered, what is asked now, and what was asked before."""

    command: Command
    refs: tuple[Ref, ...]
    answers: Answers
    asking: str = ""
    asked: tuple[str, ...] = ()
    id: int = 0


def fields_to_fill(command: Command, pick: Pick | None) -> list[Field]:
    """The fields of a command's form, the thing to pick first."""
    first = [_picking(pick)] if pick else []
    return first + list(command.fields)


def _picking(pick: Pick) -> Field:
    return Field(ON, Kind.CHOICE, _(pick.kind.capitalize()), required=True, choices=pick.choices)


def missing(call: Call, pick: Pick | None) -> list[Field]:
    """The required fields that have no answer yet."""
    return [
        field
        for field in fields_to_fill(call.command, pick)
        if field.required and applies(call.command, field, call.answers) and field.name not in call.answers
    ]


def command_default(command: Command, name: str) -> str:
    """What counts for a field that nothing was said about."""
    found = command.field(name)
    return found.default if found else ""


def applies(command: Command, field: Field, answers: Answers) -> bool:
    """Whether a conditional field is wanted with these answers."""
    if field.when is None:
        return True
    name, value = field.when
    given = answers.get(name) or (command_default(command, name),)
    return given[-1].casefold() == value


def whole(context: Context, call: Call, pick: Pick | None, mistakes: dict[str, str] | None = None) -> Reply:
    """All fields at once, with what is known filled in and what was wrong beside its field."""
    mistakes = mistakes or {}
    answers = {**prefilled(context, call), **call.answers}
    thing = about(context, call.command, call.refs)
    shown = tuple(
        _shown(shaped(call.command, field, thing), answers, mistakes)
        for field in fields_to_fill(call.command, pick)
        if (not (field.when and field.when[0] in answers) or applies(call.command, field, answers))
        and wants(call.command, field, thing)
    )
    ref = str(call.refs[0]) if call.refs else ""
    intro = " ".join(read_first(context, call))
    form = Form(
        call.command.key,
        title(context, call),
        _(call.command.button or call.command.verb.capitalize() or "OK"),
        shown,
        ref,
        intro=(intro,) if intro else (),
    )
    return Reply(form=form, zone=context.zone, language=context.language)


def prefilled(context: Context, call: Call) -> Answers:
    """What the thing itself already says about the fields."""
    if call.command.prefill is None or not call.refs:
        return {}
    thing = context.load_any(call.refs[0]) if call.refs[0].kind != "U" else None
    return call.command.prefill(context, thing) if thing is not None else {}


def _shown(field: Field, answers: Answers, mistakes: dict[str, str]) -> FormField:
    kind: Any = _SHAPE.get(field.kind, "text")
    choices = offered(field)
    joiner = "\n" if kind == "long" else ", "
    return FormField(
        name=field.name,
        label=_(field.label),
        kind=kind,
        required=field.required and field.when is None,
        hint=_hint(field),
        value=joiner.join(answers.get(field.name, ())),
        choices=choices,
        limit=min(field.limit, 3_000),
        error=mistakes.get(field.name, ""),
    )


def _hint(field: Field) -> str:
    example = _("For example: {example}").format(example=field.example) if field.example else ""
    return ". ".join(part for part in (_(field.help) if field.help else "", example) if part)


def begin(context: Context, call: Call, pick: Pick | None) -> Reply:
    """Start asking: the whole form, or the first question."""
    if context.request.forms == "whole":
        return whole(context, call, pick)
    draft = Draft(call.command, call.refs, call.answers)
    _forget(context)
    return _next(context, draft, pick)


def keep(context: Context, call: Call, mistake: Mistake) -> bool:
    """Keep what was typed beside a mistake, so that it can be put right; False where there is nothing to put right."""
    if mistake.field != ON and call.command.field(mistake.field) is None:
        return False
    files = {field.name for field in call.command.fields if field.kind in {Kind.FILES, Kind.PAPERS}}  # not kept either
    answers = {name: texts for name, texts in call.answers.items() if name not in {mistake.field, *files}}
    _forget(context)
    _save(context, Draft(call.command, call.refs, answers, asking=mistake.field))
    return True


def reopen(context: Context) -> tuple[Draft, Field | None]:
    """The draft kept in this chat and the field it waits for. Raises Refusal if there is none."""
    draft = waiting(context)
    if draft is None:
        raise Refusal(_("That form is no longer open."), _("Start again with the command; nothing was done."))
    field = draft.command.field(draft.asking)
    return draft, shaped(draft.command, field, about(context, draft.command, draft.refs)) if field else None


def waiting(context: Context) -> Draft | None:
    """The draft that is open in this chat, if any."""
    where = {"person_id": context.me.id, "chat": _chat(context)}
    row = context.transaction.one(journal.DRAFT, where)
    if row is None:
        return None
    number, key, stored, asking, asked, expires_at = row
    command = CATALOG.get(key)
    if expires_at < context.now or command is None:
        return None
    data = json.loads(stored)
    refs = tuple(ref for text in data["refs"] if (ref := Ref.parse(text)))
    answers = {name: tuple(texts) for name, texts in data["answers"].items()}
    return Draft(command, refs, answers, asking, tuple(json.loads(asked)), number)


def ask(context: Context, draft: Draft, field: Field, mistake: str = "") -> Reply:
    """Ask for one field."""
    draft.asking = field.name
    _forget(context)
    draft.id = _save(context, draft)
    known = prefilled(context, Call(draft.command, draft.refs)).get(field.name, ())
    first = read_first(context, Call(draft.command, draft.refs, draft.answers)) if not draft.asked else ()
    return Reply(
        card=_question(draft, field, mistake, known, first),
        zone=context.zone,
        language=context.language,
        extra={"all_buttons": True},
        replaces=context.request.command.startswith("form."),
    )


def take(context: Context, draft: Draft, field: Field, texts: tuple[str, ...]) -> None:
    """Take the answer to the question that is open. Raises Mistake."""
    value = read(context, field, texts)
    if field.kind in {Kind.FILES, Kind.PAPERS}:
        texts = kept(value)  # the next answer comes without them
    if field.name == ON:
        ref = Ref.parse(texts[0])
        draft.refs = (*draft.refs, ref) if ref else draft.refs
    else:
        draft.answers = {**draft.answers, field.name: texts}
    draft.asked = (*draft.asked, field.name)


def kept(files: tuple[int, ...]) -> tuple[str, ...]:
    """The answer that stands for files which are kept already."""
    return tuple(f"#{file}" for file in files)


def skip(draft: Draft, field: Field, *, rest: bool = False) -> None:
    """Leave the open question, or it and every optional one after it, unanswered."""
    names = [f.name for f in draft.command.fields if not f.required] if rest else [field.name]
    draft.asked = (*draft.asked, *(name for name in names if name not in draft.asked))


def back(draft: Draft) -> Field | None:
    """Take the last answer back; its field, or None at the beginning."""
    if not draft.asked:
        return None
    name = draft.asked[-1]
    draft.asked = draft.asked[:-1]
    draft.answers = {key: texts for key, texts in draft.answers.items() if key != name}
    return draft.command.field(name)


def following(context: Context, draft: Draft) -> Field | None:
    """The next field to ask for, in the order of the command."""
    thing = about(context, draft.command, draft.refs)
    open_fields = [
        shaped(draft.command, field, thing)
        for field in draft.command.fields
        if field.name not in draft.answers
        and field.name not in draft.asked
        and applies(draft.command, field, draft.answers)
        and wants(draft.command, field, thing)
    ]
    return next((field for field in open_fields if field.required or field.asked), None)


def finished(context: Context, draft: Draft) -> Call:
    """The call that the filled draft makes; the draft is gone."""
    _forget(context)
    return Call(draft.command, draft.refs, draft.answers, filled=True)


def cancel(context: Context) -> None:
    """Forget the draft of this chat."""
    _forget(context)


def _next(context: Context, draft: Draft, pick: Pick | None) -> Reply:
    if pick is not None:
        return ask(context, draft, _picking(pick))
    field = following(context, draft)
    assert field is not None
    return ask(context, draft, field)


def _question(draft: Draft, field: Field, mistake: str, now: tuple[str, ...], first: tuple[str, ...]) -> Card:
    lines: list[Line] = [(sentence,) for sentence in first]
    if mistake:
        lines.append((mistake,))
    elif hint := _hint(field):
        lines.append((hint,))
    if now:
        lines.append((_("Unless you say: {value}").format(value=", ".join(now)),))
    ref = f"D-{draft.id}"
    choices = offered(field)
    buttons = [Button(choice.label, Press("form.answer", ref, 0, choice.value[:30])) for choice in choices]
    if not field.required:
        buttons += [
            Button(_("Skip"), Press("form.skip", ref, 0, field.name)),
            Button(_("Skip the rest"), Press("form.rest", ref, 0, field.name)),
        ]
    if draft.asked:
        buttons.append(Button(_("Back"), Press("form.back", ref, 0, field.name)))
    buttons.append(Button(_("Cancel"), Press("form.cancel", ref)))
    optional = "" if field.required else _(" (optional)")
    head: Line = (Strong(_(field.label)), f"{optional} · {draft.command.typed}")
    return Card(head=head, lines=tuple(lines), buttons=tuple(buttons))


def _chat(context: Context) -> str:
    """Where the draft is kept: what is asked in a group goes on in private, so its answer comes from there."""
    place, who = context.request.place, context.request.who
    private = place.public and context.request.forms == "questions" and who is not None
    return f"{place.platform}|{place.team}|{who.chat or who.user_id if private and who else place.chat}"


def _save(context: Context, draft: Draft) -> int:
    if context.reading:
        raise NeedsToWrite
    data = {"refs": [str(ref) for ref in draft.refs], "answers": draft.answers}
    values = {
        "id": secrets.randbelow(MOST_DRAFTS) + 1,  # never one that an earlier question's buttons carry
        "person_id": context.me.id,
        "chat": _chat(context),
        "command": draft.command.key,
        "answers": json.dumps(data, ensure_ascii=False),
        "asking": draft.asking,
        "asked": json.dumps(draft.asked),
        "expires_at": context.now + CURRENT.draft_open * MINUTE,
    }
    row = context.transaction.one(journal.START_DRAFT, values)
    assert row is not None
    return int(row[0])


def _forget(context: Context) -> None:
    if context.reading:
        raise NeedsToWrite
    context.transaction.run(journal.DROP_DRAFT, {"person_id": context.me.id, "chat": _chat(context)})
