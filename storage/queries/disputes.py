"""Disputes: the file, the mediators, who is free to take one, and what is disputed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import String, and_, bindparam, cast, exists, func, literal, or_, select, update

from storage.disputes import Dispute, Filed, Seal
from storage.queries.marketplace import related
from storage.queries.people import GRANTED_ANY
from storage.queries.selects import DISPUTE_SELECT, dispute
from storage.records import columns
from storage.statement import Statement, inserting, one_of
from storage.tables.disputes import DISPUTES, FILE, MEDIATORS, SEALS
from storage.tables.journal import DEADLINES, HISTORY
from storage.tables.marketplace import CONTRACTS, DEPOSITS
from storage.tables.people import PAYOUT_METHODS, PEOPLE

MOST: Final = 200
_LIVE = one_of(DISPUTES.c.state, "awaiting_response", "mediation", "proposed", "unresolved", "arbitration")

OF_CONTRACT: Final[Statement[Dispute]] = related("dispute", "contract_id")
OF_MILESTONE: Final[Statement[Dispute]] = related("dispute", "milestone_id")
OF_WEEK: Final[Statement[Dispute]] = related("dispute", "week_id")
MINE: Final[Statement[Dispute]] = Statement(
    DISPUTE_SELECT.where(
        or_(
            CONTRACTS.c.client_id == bindparam("me"),
            CONTRACTS.c.freelancer_id == bindparam("me"),
            DISPUTES.c.mediator_id == bindparam("me"),
        )
    )
    .order_by(DISPUTES.c.id.desc())
    .limit(MOST),
    into=dispute,
)
UNCLAIMED: Final[Statement[Dispute]] = Statement(
    DISPUTE_SELECT.where(DISPUTES.c.mediator_id.is_(None), one_of(DISPUTES.c.state, "mediation", "arbitration"))
    .order_by(DISPUTES.c.id)
    .limit(MOST),
    into=dispute,
)
# The kinds of lines that say why somebody decided.
REASONED: Final = ("proposal", "rule")


def decided(words: Sequence[str], most: int) -> tuple[Statement[Dispute], dict[str, str]]:
    """Resolved disputes that have every word in their tags, reason or reasoning, newest first; with the values.

    `words` are letters and digits in lower case.
    """
    query = DISPUTE_SELECT.where(one_of(DISPUTES.c.state, "resolved"))
    values: dict[str, str] = {}
    for number, word in enumerate(words):
        name = f"word_{number}"
        values[name] = "%" + word.replace("_", "!_") + "%"
        said = exists().where(
            FILE.c.dispute_id == DISPUTES.c.id,
            one_of(FILE.c.kind, *REASONED),
            func.lower(FILE.c.text).like(bindparam(name), escape="!"),
        )
        named = (column.like(bindparam(name), escape="!") for column in (DISPUTES.c.tags, DISPUTES.c.reason))
        query = query.where(or_(*named, said.correlate(DISPUTES)))
    return Statement(query.order_by(DISPUTES.c.id.desc()).limit(most), into=dispute), values


# What operators have to see to: cases that nobody works on, or about which they have been told.
STUCK: Final[Statement[Dispute]] = Statement(
    DISPUTE_SELECT.where(
        one_of(DISPUTES.c.state, "mediation", "arbitration"),
        or_(
            DISPUTES.c.mediator_id.is_(None),
            exists().where(
                HISTORY.c.thing == literal("D-").concat(cast(DISPUTES.c.id, String)), HISTORY.c.event == "escalate"
            ),
        ),
    )
    .order_by(DISPUTES.c.id)
    .limit(bindparam("most")),
    into=dispute,
)
LIVE_OF: Final[Statement[int]] = Statement(
    select(DISPUTES.c.id).where(DISPUTES.c.mediator_id == bindparam("person_id"), _LIVE).order_by(DISPUTES.c.id),
    into=int,
)

WRITE: Final = inserting(
    FILE, "dispute_id", "number", "kind", "author_id", "role", "text", "files", "hash", "created_at"
)
FILE_OF: Final[Statement[Filed]] = Statement(
    select(*columns(Filed, FILE)).where(FILE.c.dispute_id == bindparam("id")).order_by(FILE.c.number), into=Filed
)
SEAL: Final = inserting(SEALS, "dispute_id", "number", "cause", "hash", "file_id", "created_at")
SEALS_OF: Final[Statement[Seal]] = Statement(
    select(*columns(Seal, SEALS)).where(SEALS.c.dispute_id == bindparam("id")).order_by(SEALS.c.number), into=Seal
)
ASSIGN: Final = inserting(MEDIATORS, "dispute_id", "number", "person_id", "role", "created_at")
# Everybody who worked on it, with the role in which they did, oldest first.
WORKED_ON: Final = Statement(
    select(MEDIATORS.c.person_id, MEDIATORS.c.role)
    .where(MEDIATORS.c.dispute_id == bindparam("id"))
    .order_by(MEDIATORS.c.number)
)
MEDIATORS_OF: Final = Statement(
    select(MEDIATORS.c.person_id).where(MEDIATORS.c.dispute_id == bindparam("id")).order_by(MEDIATORS.c.number),
    into=int,
)

GRANTED: Final = Statement(
    select(PEOPLE.c.id).where(GRANTED_ANY, PEOPLE.c.roles.like(bindparam("role")), PEOPLE.c.suspended_at.is_(None)),
    into=int,
)
_TWO: Final[tuple[Any, Any]] = (bindparam("client_id"), bindparam("freelancer_id"))
WORKED_WITH: Final = Statement(
    select(func.count())
    .select_from(CONTRACTS)
    .where(
        CONTRACTS.c.accepted_at.is_not(None),
        or_(
            and_(CONTRACTS.c.client_id == bindparam("person_id"), CONTRACTS.c.freelancer_id.in_(_TWO)),
            and_(CONTRACTS.c.freelancer_id == bindparam("person_id"), CONTRACTS.c.client_id.in_(_TWO)),
        ),
    ),
    into=int,
)
_THEIRS = PAYOUT_METHODS.alias("theirs")
# Accounts with the same last digits; whether they are the same is known only once both are unsealed.
ALIKE: Final[Statement[Any]] = Statement(
    select(PAYOUT_METHODS.c.account_encrypted, _THEIRS.c.account_encrypted)
    .select_from(PAYOUT_METHODS)
    .join(_THEIRS, _THEIRS.c.account_tail == PAYOUT_METHODS.c.account_tail)
    .where(PAYOUT_METHODS.c.person_id == bindparam("person_id"), _THEIRS.c.person_id.in_(_TWO))
)
# Whose fee for the arbitration is on its way.
FEES_WAITING: Final = Statement(
    select(DEPOSITS.c.client_id).where(
        DEPOSITS.c.dispute_id == bindparam("dispute_id"), one_of(DEPOSITS.c.state, "asked")
    ),
    into=int,
)
FUNDED_AT: Final = Statement(
    select(func.coalesce(func.max(HISTORY.c.created_at), 0)).where(
        HISTORY.c.thing == bindparam("thing"), HISTORY.c.event == bindparam("event")
    ),
    into=int,
)
# Everybody has the same time, so a clock that is put off is put off with its reminders.
PUT_OFF: Final = Statement(
    update(DEADLINES)
    .where(
        DEADLINES.c.thing == bindparam("of_thing"),
        DEADLINES.c.event != bindparam("but"),
        one_of(DEADLINES.c.status, "open"),
    )
    .values(due_at=DEADLINES.c.due_at + bindparam("by"))
)
