"""The sections of a case file, each read off the records alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from core.cards.dispute import WHAT
from core.cards.thing import difference
from core.casefile.entry import Entry
from core.dispute import figures
from core.dispute.words import REASONS, title_of
from core.duration import in_hours
from core.hours.reckoning import sheet_of
from core.hours.sheet import Line
from core.language import N_, _
from core.view import View
from core.when import format_moment
from storage.disputes import Dispute
from storage.queries import disputes, journal, marketplace, messages, reputation
from storage.records import Event

STANDING: Final = {
    "open": N_("runs"),
    "frozen": N_("stands still"),
    "cancelled": N_("met, or no longer needed"),
    "done": N_("passed"),
}
CLOCKS: Final = {
    "auto_release": N_("review of the work"),
    "give_refund": N_("answer to the refund that was asked for"),
    "accept": N_("review of the week"),
    "clear": N_("clearing of the money"),
    "lapse": N_("answer to the claim"),
    "escalate": N_("a move of the mediator"),
    "propose": N_("proposal of the mediator"),
    "vote": N_("votes on the proposal"),
    "award": N_("choice of arbitration"),
    "rule": N_("ruling of the arbiter"),
}
CAUSES: Final = {"open": N_("when the dispute was opened"), "end": N_("when the dispute ended")}


def case_of(view: View, dispute: Dispute) -> Iterator[Entry]:
    """What is disputed, by whom and why, and how it stood before."""
    opener = getattr(dispute, f"{dispute.opened_by}_name")
    about = figures.subject(view, dispute)
    yield Entry(
        dispute.created_at,
        opener,
        _("opened {ref} about {about} “{title}” of {contract} “{name}”, over {reason}.").format(
            ref=dispute.ref,
            about=dispute.about,
            title=title_of(dispute),
            contract=dispute.contract.ref,
            name=dispute.contract.title,
            reason=_(REASONS[dispute.reason]),
        ),
    )
    amount, held = (view.money(minor, dispute.currency) for minor in (dispute.amount, about.funded - about.rolled))
    yield Entry(None, "", _("Disputed: {amount} of {held} held.").format(amount=amount, held=held))
    yield Entry(None, "", _("The claim: {figures}.").format(figures=_claim(view, dispute)))
    sides = _("Client: {client} (U-{client_id}). Freelancer: {freelancer} (U-{freelancer_id}).")
    yield Entry(
        None,
        "",
        sides.format(
            client=dispute.client_name,
            client_id=dispute.client_id,
            freelancer=dispute.freelancer_name,
            freelancer_id=dispute.freelancer_id,
        ),
    )
    yield from _before(view, dispute)


def terms_of(view: View, dispute: Dispute) -> Iterator[Entry]:
    """Every version of the terms, with what it changed, its standing and its hash."""
    contract, before = dispute.contract, None
    for version in view.transaction.all(marketplace.TERMS_OF, {"id": contract.id}):
        terms = json.loads(version.terms)
        changed = difference(view, contract, before, terms) if before is not None else _first(view, contract, terms)
        text = _("Version {number}, {status}. {changed}").format(
            number=version.number, status=_(version.status), changed=changed
        )
        because = f" {version.because}" if version.because else ""
        yield Entry(version.created_at, _name(view, version.proposed_by), text + because, (_hash(version.hash),))
        if version.status != "waiting" or before is None:
            before = terms
    if contract.accepted_at:
        text = _("Signed: {signature}").format(signature=contract.signature)
        yield Entry(contract.accepted_at, contract.freelancer_name, text, (_hash(contract.signed_hash),))


def work_of(view: View, dispute: Dispute) -> Iterator[Entry]:
    """Each version that was handed in for the disputed milestone."""
    if dispute.milestone_id is None:
        return
    found = view.transaction.all(marketplace.SUBMISSIONS_OF, {"id": dispute.milestone_id})
    for number, note, links, files, at in found:
        text = _("Version {number}: {note}").format(number=number, note=note)
        yield Entry(at, dispute.freelancer_name, text, (*json.loads(links), *_files(view, files)))


def time_of(view: View, dispute: Dispute) -> Iterator[Entry]:
    """Each block of the disputed week, with what it comes to and whether it is protected."""
    if dispute.week_id is None:
        return
    sheet = sheet_of(view, figures.subject(view, dispute))
    for line in sheet.lines:
        yield Entry(line.at, line.ref, _block(view, line, sheet.currency), _proof(line))


def messages_of(view: View, dispute: Dispute) -> Iterator[Entry]:
    """What the two wrote to each other about the contract: first as it was sent, then each later wording."""
    about = {"thing": dispute.contract.ref}
    later: dict[int, list[tuple[str, int, int]]] = {}
    for number, text, deleted, at in view.transaction.all(messages.REWORDED, about):
        later.setdefault(number, []).append((text, deleted, at))
    for number, author_id, text, files, at in view.transaction.all(messages.SAID, about):
        who = _name(view, author_id)
        yield Entry(at, who, text or _("sent a file."), _files(view, files))
        for wording, deleted, then in later.get(number, ()):
            yield Entry(then, who, _("deleted the message above.") if deleted else _("edited to: ") + wording)


def clocks_of(view: View, dispute: Dispute) -> Iterator[Entry]:
    """Every clock of the disputed work and of the dispute: until when it ran, and what became of it."""
    for ref in (dispute.about, dispute.ref):
        history = view.transaction.all(journal.HISTORY_OF, {"thing": ref})
        for event, due_at, armed_at, status, left in view.transaction.all(reputation.CLOCKS_OF, {"thing": ref}):
            text = _("{ref}: {clock} by {due} · {standing}").format(
                ref=ref,
                clock=_(CLOCKS.get(event, _words(event))),
                due=format_moment(due_at, "UTC", view.language, now=0),
                standing=_(STANDING[status]),
            )
            if status == "frozen" and left is not None:
                text += " · " + _("{hours} left").format(hours=in_hours(max(left // 60, 1)))
            met = next((one for one in history if one.created_at > armed_at and one.source != one.target), None)
            if status == "cancelled" and met is not None:
                text += " · " + _("then {what} by {who}").format(what=_words(met.event), who=_actor(view, met))
            yield Entry(armed_at, "", text)


def moves_of(view: View, dispute: Dispute) -> Iterator[Entry]:
    """The numbered lines of the case: each with its hash, and the hash of each exhibit."""
    for line in view.transaction.all(disputes.FILE_OF, {"id": dispute.id}):
        who = _name(view, line.author_id) if line.author_id else _("Parley")
        text = f"{line.number}. {_(WHAT.get(line.what, line.what))}: {line.text}"
        yield Entry(line.created_at, who, text, (*_files(view, line.files), _hash(line.hash)))


def history_of(view: View, dispute: Dispute) -> list[Entry]:
    """Every change of the contract, of the disputed work and of the dispute."""
    refs = (dispute.contract.ref, dispute.about, dispute.ref)
    events = [event for ref in refs for event in view.transaction.all(journal.HISTORY_OF, {"thing": ref})]
    found: list[Entry] = []
    for event in sorted(events, key=lambda event: event.id):
        moved = "" if event.source == event.target else f" → {_words(event.target)}"
        note = f" · {event.note}" if event.note else ""
        found.append(Entry(event.created_at, _actor(view, event), f"{event.thing} {_words(event.event)}{moved}{note}"))
    return found


def seals_of(view: View, dispute: Dispute) -> Iterator[Entry]:
    """What this file's hash was at earlier moments."""
    for one in view.transaction.all(disputes.SEALS_OF, {"id": dispute.id}):
        text = _("Sealed {cause}.").format(cause=_(CAUSES[one.cause]))
        yield Entry(one.created_at, _("Parley"), text, (_hash(one.hash),))


def _before(view: View, dispute: Dispute) -> Iterator[Entry]:
    """The state that the disputed work was frozen in."""
    found = view.transaction.all(journal.HISTORY_OF, {"thing": dispute.about})
    frozen = [event for event in found if event.target == "disputed" and event.created_at >= dispute.created_at]
    if frozen:
        state = _words(frozen[0].source)
        text = _("State before: {ref} stood at “{state}”.").format(ref=dispute.about, state=state)
        yield Entry(frozen[0].created_at, "", text)


def _claim(view: View, dispute: Dispute) -> str:
    """What was claimed; once it is decided the figures of the claim are those of the outcome, so the part stands."""
    part = figures.claimed(dispute)
    if dispute.state == "resolved":
        return _("{percent} of it for {name}").format(percent=figures.percent(part), name=dispute.freelancer_name)
    return figures.in_words(view, dispute, part)


def _first(view: View, contract: Any, terms: dict[str, Any]) -> str:
    return difference(view, contract, {}, terms)


def _block(view: View, line: Line, currency: str) -> str:
    protected = _("protected") if line.protected else _("not protected")
    text = _("{hours}, {billed} billed, {amount} · {protected}: {why} · {memo}")
    return text.format(
        hours=in_hours(line.minutes),
        billed=in_hours(line.billable) if line.billable else _("0 h"),
        amount=view.money(line.amount, currency),
        protected=protected,
        why=line.why,
        memo=line.memo,
    )


def _proof(line: Line) -> tuple[str, ...]:
    objection = [_("Client’s objection: {text}").format(text=line.objection)] if line.objection else []
    answer = [_("Freelancer’s answer: {text}").format(text=line.answer)] if line.answer else []
    return (*line.evidence, *objection, *answer)


def _files(view: View, stored: str) -> tuple[str, ...]:
    """The name, size and SHA-256 of each file."""
    found = [view.transaction.one(marketplace.FILE_FACTS, {"id": file_id}) for file_id in json.loads(stored)]
    return tuple(f"{name} · {size} B · {_hash(sha256)}" for name, _type, size, sha256 in filter(None, found))


def _hash(sha256: str) -> str:
    return f"SHA-256 {sha256}"


def _actor(view: View, event: Event) -> str:
    return _name(view, event.actor_id) if event.actor_id else _("by itself")


def _name(view: View, person_id: int) -> str:
    return f"{view.person(person_id).name} (U-{person_id})"


def _words(name: str | None) -> str:
    return (name or "").replace("_", " ")
