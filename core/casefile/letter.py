"""The decision letter: what was claimed and said, by which rule it ended, what that comes to, and what can be done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from core.card import Card, Line, Moment, Span, Strong, text_of
from core.cards.thing import contract_of, note, shortened
from core.casefile.ending import rule_of, what_next
from core.dispute import figures
from core.dispute.words import REASONS, title_of
from core.language import _
from core.neutrality import ARBITER
from core.sentences import about, status
from core.view import View, until
from core.wording.clocks import DEFAULT
from statemachines.machine import Role
from storage.disputes import Dispute
from storage.queries import disputes

SIDES: Final = ("client", "freelancer")
SHORT: Final = 400


@dataclass(frozen=True, slots=True)
class Letter:
    """A decision as its reader gets it. `facts` are names and values, `next` are sentences, `digest` seals the file."""

    title: str
    head: Line
    facts: tuple[tuple[str, Line], ...]
    next: tuple[str, ...]
    digest: str


def letter(view: View, dispute: Dispute, digest: str) -> Letter:
    """The letter about a dispute that has ended, for the party that `view` is; `digest` is the file's hash."""
    withdrawn = dispute.state == "withdrawn"
    ended = _("things go on as before") if withdrawn else _("decided, nothing is left to do")
    title = (_("{ref} is withdrawn") if withdrawn else _("Decision in {ref}")).format(ref=dispute.ref)
    amount = view.money(dispute.amount, dispute.currency)
    facts: list[tuple[str, Line]] = [
        (_("About"), (f"{dispute.about} “{title_of(dispute)}” · {dispute.contract.ref} {dispute.contract.title}",)),
        (_("Claim"), _claim(view, dispute)),
        *_said(view, dispute),
        (_("How it ended"), (rule_of(view, dispute),)),
        *_reasons(view, dispute),
        *(_going_on(view, dispute) if withdrawn else ()),
        *_money(view, dispute),
        *_people(view, dispute),
    ]
    head: Line = (Strong(f"{title} “{title_of(dispute)}”"), f" · {amount} · {ended}")
    return Letter(title, head, tuple(facts), tuple(what_next(view, dispute)), digest)


def card_of(view: View, dispute: Dispute, found: Letter, files: tuple[int, ...]) -> Card:
    """The letter in chat, with long statements cut; the paper that comes with it has all of them."""
    fields = [(label, _cut(line)) for label, line in found.facts]
    fields.append((_("Hash of the file"), (f"SHA-256 {found.digest}",)))
    lines: tuple[Line, ...] = tuple((sentence,) for sentence in found.next)
    return Card(found.head, lines, tuple(fields), (), note(view), dispute.ref, contract_of(dispute), files)


def _cut(line: Line) -> Line:
    text = text_of(line)
    whole = len(text) <= SHORT or not all(isinstance(span, str) for span in line)
    return line if whole else (shortened(text, SHORT),)


def _claim(view: View, dispute: Dispute) -> Line:
    amount = view.money(dispute.amount, dispute.currency)
    asked = _("all of it back") if dispute.opened_by == "client" else _("all of it paid out")
    opener: Span = view.mention(dispute, Role(dispute.opened_by))
    text = _(" claimed, over {reason}: {amount}, {asked}")
    opened = text.format(reason=_(REASONS[dispute.reason]), amount=amount, asked=asked)
    return (opener, opened, " · ", Moment(dispute.created_at))


def _said(view: View, dispute: Dispute) -> Iterator[tuple[str, Line]]:
    """The first words of each side, the claim first."""
    lines = view.transaction.all(disputes.FILE_OF, {"id": dispute.id})
    for side in (dispute.opened_by, dispute.respondent):
        words = (line.text for line in lines if line.role == side and line.what in {"statement", "exhibit"})
        name = str(getattr(dispute, f"{side}_name"))
        yield _("{name} said").format(name=name), (next(words, _("Nothing was said on the file.")),)


def _reasons(view: View, dispute: Dispute) -> Iterator[tuple[str, Line]]:
    """The words of the mediator and of the arbiter."""
    labels = {
        "proposal": _("The mediator's reasons"),
        "rule": _("The arbiter's reasons"),
        "withdraw": _("Why it was withdrawn"),
    }
    for line in view.transaction.all(disputes.FILE_OF, {"id": dispute.id}):
        if line.what in labels and line.text:
            yield labels[line.what], (line.text,)


def _going_on(view: View, dispute: Dispute) -> Iterator[tuple[str, Line]]:
    """How the work stands after a withdrawal, and what its clocks do."""
    thing = figures.subject(view, dispute)
    yield _("{ref} now").format(ref=thing.ref), status(view, thing)
    for deadline in view.deadlines(thing.ref):
        if sentence := DEFAULT.get((thing.kind, deadline.event)):
            yield _("What comes next"), about(view, thing, _(sentence), due=until(deadline))


def _money(view: View, dispute: Dispute) -> Iterator[tuple[str, Line]]:
    if dispute.split is None:
        return
    thing = figures.subject(view, dispute)
    found = figures.shares(view, dispute, dispute.split)
    named = {
        "client": dispute.client_name,
        "freelancer": dispute.freelancer_name,
        "percent": figures.percent(dispute.split),
        "rest": figures.percent(figures.WHOLE - dispute.split),
        "disputed": view.money(dispute.amount, dispute.currency),
        "paid": view.money(found.paid, dispute.currency),
        "fee": view.money(found.fee, dispute.currency),
        "back": view.money(found.back, dispute.currency),
        "fee_back": view.money(found.fee_back, dispute.currency),
    }
    split = _("Of the disputed {disputed}, {percent} to {freelancer} and {rest} to {client}").format(**named)
    if dispute.kept is not None:
        kept, given = (view.money(minor, dispute.currency) for minor in (dispute.kept, dispute.amount - dispute.kept))
        split = _("Of the disputed {disputed}, entry by entry: {kept} to {freelancer} and {given} to {client}").format(
            kept=kept, given=given, **named
        )
    if beside := found.paid + found.back - dispute.amount:
        other = _("{split}; the {beside} that nobody disputed go to {name}")
        named["beside"], named["name"] = view.money(beside, dispute.currency), dispute.respondent_name
        split = other.format(split=split, **named)
    yield _("Split"), (split,)
    net = view.money(found.paid - found.fee, dispute.currency)
    sentence = _("{net} after a fee of {fee} on {paid}") if found.paid else "{net}"
    yield dispute.freelancer_name, (sentence.format(net=net, **named),)
    total = view.money(found.back + found.fee_back, dispute.currency)
    sentence = _("{total} ({back} and {fee_back} of the client fee)") if found.back else "{total}"
    yield dispute.client_name, (sentence.format(total=total, **named),)
    clears = [deadline.due_at for deadline in view.deadlines(thing.ref) if deadline.event == "clear"]
    if found.paid and clears:
        yield _("Available from"), (Moment(clears[0]),)
    if dispute.client_paid or dispute.freelancer_paid:
        yield _("Arbitration fees"), (_fees(view, dispute),)


def _fees(view: View, dispute: Dispute) -> str:
    """What became of the fees that were paid for an arbitration."""
    named = ((getattr(dispute, f"{side}_name"), getattr(dispute, f"{side}_paid")) for side in SIDES)
    sentence = _("{name} paid {amount}")
    paid = [sentence.format(name=name, amount=view.money(fee, dispute.currency)) for name, fee in named if fee]
    ruled = any(line.what == "rule" for line in view.transaction.all(disputes.FILE_OF, {"id": dispute.id}))
    kept = _("kept, as an arbiter ruled") if ruled else _("given back, as no arbiter ruled")
    return f"{', '.join(paid)} · {kept}"


def _people(view: View, dispute: Dispute) -> Iterator[tuple[str, Line]]:
    """Who mediated and who ruled, and by what the reader knows that they were real."""
    worked = dict(view.transaction.all(disputes.WORKED_ON, {"id": dispute.id}))
    if dispute.mediator_id is not None:  # whoever rules without having claimed the case is on record only after it
        worked.setdefault(dispute.mediator_id, ARBITER)
    for person_id, role in sorted(worked.items(), key=lambda one: one[1] == ARBITER):
        label = _("Arbiter") if role == ARBITER else _("Mediator")
        yield label, (f"{view.person(person_id).name} (U-{person_id})",)
    side = view.role(dispute)
    if worked and side in SIDES:
        code = getattr(dispute, f"{side}_code")
        last = view.person(dispute.mediator_id or next(iter(worked))).name
        yield _("Your code"), (_("{code} · true messages from {name} had it").format(code=code, name=last),)
