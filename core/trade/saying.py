"""Words in a dispute: kept on its file, and carried to everybody on the case, wherever they are."""

from __future__ import annotations

from core import sentences
from core.buttons import of
from core.card import Card, Strong
from core.context import Context
from core.dispute.turn import SIDES
from core.language import _, use_language
from core.refusal import Refusal
from core.trade.filing import file
from statemachines.dispute import LIVE
from statemachines.machine import Role
from storage.disputes import Dispute


def say(context: Context, dispute: Dispute, text: str, files: tuple[int, ...]) -> int:
    """Words of a side or of the mediator; answers with their number on the file."""
    if dispute.state not in LIVE.split():
        raise Refusal(sentences.not_from_here(dispute), sentences.instead(dispute))
    if context.role(dispute) in SIDES:
        context.fire(dispute, "evidence", note=text)
        return file(context, dispute, "exhibit" if files else "statement", text, files)
    if dispute.mediator_id != context.me.id:
        sentence = _("Nobody mediates {ref} yet, so this was passed on to nobody.").format(ref=dispute.ref)
        raise Refusal(sentence, _("Take the case first: /dispute claim {ref}").format(ref=dispute.ref))
    number = file(context, dispute, "message", text, files)
    for side in SIDES:
        _carry(context, dispute, side, text, files)
    return number


def _carry(context: Context, dispute: Dispute, side: Role, text: str, files: tuple[int, ...]) -> None:
    """The mediator's words for one side, with the code by which that side knows that they are the mediator's."""
    person_id = getattr(dispute, f"{side}_id")
    view = context.seen_by(person_id, getattr(dispute, f"{side}_language"))
    with use_language(view.language):
        code = _(" (your code {code})").format(code=getattr(dispute, f"{side}_code"))
        head = (view.mention(dispute, Role.MEDIATOR), code, " · ", _("mediator"), " · ", Strong(dispute.ref))
        buttons = tuple(b for b in of(view, dispute) if b.press and b.press.command == "dispute.evidence")
        words = (text,) if text else (_("sent a file."),)
        context.news.send(person_id, Card(head, (words,), (), buttons, thing=dispute.ref, files=files))
