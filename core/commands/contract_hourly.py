"""/contract pause, limit, rate, manual, codes: what one side changes in a running contract that is paid by the hour."""

from __future__ import annotations

from typing import Final

from core.card import Card
from core.cards.thing import card
from core.command import Field, Kind, Who, command
from core.context import Context
from core.duration import WhenError, parse_duration
from core.language import _
from core.money import Money
from core.refusal import Mistake
from core.trade import agreeing
from storage.records import Contract

WEEK_MINUTES: Final = 7 * 24 * 60
NONE: Final = frozenset({"none", "no", "off", "unlimited"})


@command(
    "contract pause",
    "Pause a contract: no time is logged and nothing is funded meanwhile",
    who=Who.CLIENT,
    on=("contract",),
    event="pause",
    button="Pause",
    rank=2,
    example="/contract pause C-1",
)
def pause(context: Context, contract: Contract) -> Card:
    """What is logged already is still billed."""
    context.fire(contract, "pause")
    said = _("Paused. {name} is told; what is logged or funded already stays as it is.")
    return card(context, contract, (said.format(name=contract.freelancer_name),))


@command(
    "contract limit",
    "The weekly limit: a raise counts at once, a cut from next Monday",
    who=Who.CLIENT,
    on=("contract",),
    event="adjust",
    guard="paid_by_hour",
    fields=(Field("limit", Kind.TEXT, "Limit", required=True, main=True, example="30h", help="30h a week, or none"),),
    button="Weekly limit",
    rank=2,
    example="/contract limit C-2 30h",
)
def limit(context: Context, contract: Contract, limit: str) -> Card:
    """What is over the limit is shown and not billed."""
    return _told(context, contract, agreeing.limit(context, contract, _minutes(limit)))


@command(
    "contract rate",
    "The rate: the client raises it, the freelancer lowers it",
    who=Who.BOTH,
    on=("contract",),
    event="adjust",
    guard="paid_by_hour",
    fields=(Field("rate", Kind.MONEY, "Rate", required=True, main=True, example="45", help="For an hour"),),
    example="/contract rate C-2 45",
)
def rate(context: Context, contract: Contract, rate: Money) -> Card:
    """For work from now on; what is logged already keeps its rate."""
    return _told(context, contract, agreeing.rate(context, contract, rate))


@command(
    "contract manual",
    "Whether time without evidence may be entered",
    who=Who.CLIENT,
    on=("contract",),
    event="adjust",
    guard="paid_by_hour",
    fields=(Field("manual", Kind.FLAG, "Manual time", required=True, main=True, example="no"),),
    example="/contract manual C-2 no",
)
def manual(context: Context, contract: Contract, manual: bool) -> Card:
    """From now on; what is logged already stays."""
    return _told(context, contract, agreeing.manual(context, contract, allowed=manual))


@command(
    "contract codes",
    "The activities that time is logged under; none clears the list",
    who=Who.CLIENT,
    on=("contract",),
    event="adjust",
    guard="paid_by_hour",
    fields=(Field("codes", Kind.WORDS, "Activities", main=True, example="design, code"),),
    opens=True,
    example="/contract codes C-2 design, code",
)
def codes(context: Context, contract: Contract, codes: tuple[str, ...]) -> Card:
    """Each entry then names one of them."""
    new = () if len(codes) == 1 and codes[0].casefold() in NONE else codes
    return _told(context, contract, agreeing.codes(context, contract, new))


def _minutes(text: str) -> int | None:
    if text.strip().casefold() in NONE:
        return None
    try:
        minutes = parse_duration(text)
    except WhenError as error:
        raise Mistake("limit", error.message, error.example) from error
    if minutes > WEEK_MINUTES:
        raise Mistake("limit", _("A week has 168 hours; say “none” for no limit."), "30h")
    return minutes


def _told(context: Context, contract: Contract, said: str) -> Card:
    return card(context, contract, (_("Agreed: {what}. The other side is told.").format(what=said),))
