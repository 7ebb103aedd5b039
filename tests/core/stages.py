"""Every thing in every state: the client is always Ann, the freelancer always Bo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.request import Upload
from tests.core.hours.hourly import hired as hourly
from tests.core.hours.hourly import logs
from tests.kit import OFFER, World

Stage = Callable[[World], World]


def then(before: Stage, *lines: tuple[str, str], days: int = 0, seconds: int = 0) -> Stage:
    """A stage, what is said on it, and the time that passes after that."""

    def stage(world: World) -> World:
        before(world)
        for nick, text in lines:
            world.does(nick, text)
        if days or seconds:
            world.passes(days=days, seconds=seconds)
        return world

    return stage


def placed(before: Stage, sql: str) -> Stage:
    """A state that no command leads to yet, put there by hand."""

    def stage(world: World) -> World:
        before(world)
        with world.session.transaction(write=True):
            world.session.execute(f"UPDATE {sql}", {})
        return world

    return stage


POSTED, BID, OFFERED, HIRED = World.posted, World.bid, World.offered, World.hired
FUNDED, SUBMITTED, RELEASED, CLEARED = World.funded, World.submitted, World.released, World.cleared
PROPOSED: Final = then(HIRED, ("bo", "/milestone add C-1 Extra amount:100"))
REVISED: Final = then(SUBMITTED, ("ann", "/milestone revise M-1 Please use our colours"))
ASKED_BACK: Final = then(SUBMITTED, ("ann", "/milestone refund M-1 We changed plans"))
ENDED: Final = then(
    RELEASED, ("ann", "/wallet deposit 50 confirm:yes"), ("ann", "/contract end C-1 reason:completed"), seconds=2
)
EXTENSION_ASKED: Final = then(SUBMITTED, ("ann", "/milestone extend M-1 7 days"))
COUNTERED: Final = then(OFFERED, ("bo", "/contract counter C-1 amount:600 More work"))
CHANGE_PROPOSED: Final = then(HIRED, ("bo", '/contract change C-1 scope:"Two pages"'))
WEALTHY: Final = then(HIRED, ("ann", "/wallet deposit 50 confirm:yes"), seconds=2)
REQUESTED: Final = then(CLEARED, ("bo", "/wallet withdraw 100 confirm:yes"))
ONBOARDING: Final = then(
    BID,
    ("ann", "/onboarding template edit 1 review:yes"),
    ("ann", f"{OFFER} onboarding:yes"),
    ("bo", '/contract accept C-1 signature:"Bo Maker"'),
)
STARTED: Final = then(ONBOARDING, ("bo", "/onboarding start T-1"))
HANDED_IN: Final = then(STARTED, ("bo", '/onboarding complete T-1 signature:"Bo Maker"'))
APPROVED: Final = then(HANDED_IN, ("ann", "/onboarding approve T-1"))
CANCELLED: Final = then(ONBOARDING, ("ann", "/onboarding cancel C-1 We changed plans"))
WAIVED: Final = then(ONBOARDING, *(("ann", f"/onboarding waive T-{number} Signed on paper") for number in range(1, 5)))
TIMED: Final = then(hourly, ("bo", "/hours start C-1 Fixing the login redirect"))

HOURLY: Final = then(
    World.joined,
    ("ann", "/contract offer U-2 kind:hourly rate:40 limit:20h manual:yes scope:Support"),
    ("bo", '/contract accept C-1 signature:"Bo Maker"'),
)
LOGGED: Final = then(HOURLY, ("bo", "/log 2h Wrote the release notes"))
OBJECTED: Final = then(LOGGED, ("ann", "/hours object H-1 Was this not part of Monday's work?"))

MEDIATION: Final = then(World.mediated, ("bo", "/dispute offer D-1 freelancer:70"))
SPLIT_PROPOSED: Final = then(World.mediated, ("mo", "/dispute propose D-1 freelancer:60 Two of three sections work"))
UNRESOLVED: Final = then(SPLIT_PROPOSED, ("ann", "/dispute vote D-1 no"))
ARBITRATION: Final = then(
    UNRESOLVED,
    ("ann", "/dispute arbitrate D-1 confirm:yes"),
    ("bo", "/dispute arbitrate D-1 confirm:yes"),
    seconds=2,
)
RESOLVED: Final = then(MEDIATION, ("ann", "/dispute accept D-1"))


def worked(world: World) -> World:
    """Bo has worked eight hours on a contract by the hour, C-1."""
    logs(hourly(world), 480)
    return world


def unpaid(world: World) -> World:
    """The charge for that week was declined."""
    worked(world).house.provider.decline_next()
    world.passes(days=7, hours=12)
    return world


def claimed(world: World) -> World:
    """Bo asks for the money of a train ticket back."""
    receipt = Upload("receipt.pdf", "application/pdf", b"%PDF-1.4 a receipt")
    WEALTHY(world).does("bo", "/contract expense C-1 25 Train ticket", files=(receipt,))
    return world


WORKED, UNPAID, CLAIMED = worked, unpaid, claimed
INVOICED: Final = then(WORKED, days=7, seconds=43_200)

STAGES: Final[dict[tuple[str, str], Stage]] = {
    ("J-1", "draft"): placed(POSTED, "jobs SET state = 'draft'"),
    ("J-1", "open"): BID,
    ("J-1", "filled"): HIRED,
    ("J-1", "closed"): then(BID, ("ann", "/job close J-1")),
    ("J-1", "expired"): then(POSTED, days=30),
    ("J-1", "removed"): then(BID, ("oz", "/admin remove J-1 Asks for free work")),
    ("P-1", "submitted"): BID,
    ("P-1", "shortlisted"): then(BID, ("ann", "/proposal shortlist P-1")),
    ("P-1", "archived"): then(BID, ("ann", "/proposal archive P-1")),
    ("P-1", "offered"): OFFERED,
    ("P-1", "hired"): HIRED,
    ("P-1", "declined"): then(BID, ("ann", "/proposal decline P-1 Out of budget")),
    ("P-1", "withdrawn"): then(BID, ("bo", "/proposal withdraw P-1 Booked until May")),
    ("P-1", "closed"): then(BID, ("ann", "/job close J-1")),
    ("C-1", "offered"): COUNTERED,
    ("C-1", "onboarding"): ONBOARDING,
    ("C-1", "active"): WEALTHY,
    ("C-1", "paused"): placed(WEALTHY, "contracts SET state = 'paused'"),
    ("C-1", "suspended"): placed(then(HIRED, ("oz", "/admin suspend U-1 Reported")), "people SET suspended_at = NULL"),
    ("C-1", "declined"): then(OFFERED, ("bo", "/contract decline C-1 Booked until May")),
    ("C-1", "withdrawn"): then(OFFERED, ("ann", "/contract withdraw C-1")),
    ("C-1", "expired"): then(OFFERED, days=7),
    ("C-1", "cancelled"): CANCELLED,
    ("C-1", "ended"): ENDED,
    ("C-1", "closed"): then(ENDED, days=14),
    ("ONB-1", "in_progress"): ONBOARDING,
    ("ONB-1", "complete"): then(WAIVED, ("ann", "/onboarding classify C-1 decision:contractor Own tools")),
    ("ONB-1", "rejected"): then(ONBOARDING, ("ann", "/onboarding classify C-1 decision:rejected Too risky")),
    ("ONB-1", "expired"): then(ONBOARDING, days=30),
    ("ONB-1", "cancelled"): CANCELLED,
    ("T-1", "not_started"): ONBOARDING,
    ("T-1", "in_progress"): STARTED,
    ("T-1", "submitted"): HANDED_IN,
    ("T-1", "done"): APPROVED,
    ("T-1", "waived"): WAIVED,
    ("T-1", "closed"): CANCELLED,
    ("M-3", "proposed"): PROPOSED,
    ("M-1", "agreed"): HIRED,
    ("M-1", "funded"): FUNDED,
    ("M-1", "submitted"): EXTENSION_ASKED,
    ("M-1", "revision"): REVISED,
    ("M-1", "released"): RELEASED,
    ("M-1", "refund_asked"): ASKED_BACK,
    ("M-1", "refunded"): then(FUNDED, ("bo", "/milestone give-refund M-1 confirm:yes")),
    ("M-1", "disputed"): World.disputed,
    ("M-1", "settled"): RESOLVED,
    ("M-1", "dropped"): then(HIRED, ("ann", "/milestone remove M-1")),
    ("H-1", "logged"): LOGGED,
    ("H-1", "objected"): OBJECTED,
    ("H-1", "answered"): then(OBJECTED, ("bo", "/hours answer H-1 It was the second half of it")),
    ("H-1", "deleted"): then(LOGGED, ("bo", "/hours delete H-1")),
    ("M-3", "claimed"): CLAIMED,
    ("WK-1", "open"): WORKED,
    ("WK-1", "correcting"): then(WORKED, days=6, seconds=28_800),
    ("WK-1", "review"): INVOICED,
    ("WK-1", "accepted"): then(INVOICED, days=5),
    ("WK-1", "paid"): then(INVOICED, days=9),
    ("WK-1", "unbilled"): then(placed(WORKED, "entries SET state = 'deleted'"), days=8),
    ("WK-1", "unpaid"): UNPAID,
    ("WK-1", "uncollected"): then(UNPAID, days=30),
    ("WK-1", "disputed"): placed(INVOICED, "weeks SET state = 'disputed'"),
    ("D-1", "awaiting_response"): World.disputed,
    ("D-1", "mediation"): MEDIATION,
    ("D-1", "proposed"): SPLIT_PROPOSED,
    ("D-1", "unresolved"): UNRESOLVED,
    ("D-1", "arbitration"): ARBITRATION,
    ("D-1", "resolved"): RESOLVED,
    ("D-1", "withdrawn"): then(MEDIATION, ("ann", "/dispute withdraw D-1")),
    ("TM-1", "running"): TIMED,
    ("TM-1", "nudged"): then(TIMED, seconds=2 * 3_600),
    ("TM-1", "idle"): then(then(TIMED, seconds=2 * 3_600), seconds=3_600),
    ("TM-1", "stopped"): then(TIMED, ("bo", "/hours stop TM-1")),
    ("DY-2", "on"): hourly,
    ("DEP-1", "asked"): then(HIRED, ("ann", "/milestone fund M-1 confirm:yes")),
    ("DEP-1", "settled"): FUNDED,
    ("DEP-1", "failed"): then(World.joined, ("ann", "/wallet deposit 10.13 confirm:yes"), seconds=2),
    ("DEP-1", "expired"): placed(FUNDED, "deposits SET state = 'expired'"),
    ("DEP-1", "charged_back"): placed(FUNDED, "deposits SET state = 'charged_back'"),
    ("W-1", "requested"): REQUESTED,
    ("W-1", "sending"): placed(REQUESTED, "withdrawals SET state = 'sending'"),
    ("W-1", "unknown"): placed(REQUESTED, "withdrawals SET state = 'unknown'"),
    ("W-1", "paid"): then(REQUESTED, seconds=2),
    ("W-1", "failed"): then(CLEARED, ("bo", "/wallet withdraw 100.13 confirm:yes"), seconds=2),
}
