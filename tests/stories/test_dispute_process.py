"""Disputes from outside, by the true process: one is ruled, one is agreed, one is decided by silence, to the cent."""

from __future__ import annotations

import signal
from typing import Any

from tests.stories.test_hours_process import balances
from tests.stories.test_onboarding_process import says, typed
from tests.stories.test_process import Process, eventually, eventually_reads, everything, served

CHANNEL = "#mediators"


async def reopens(process: Process, offset: str) -> None:
    """Stop as an operator does and start again with the clock moved."""
    code, _log = await process.ends(signal.SIGTERM)
    assert code == 0
    await process.starts(CLOCK_OFFSET=offset)


async def moves(process: Process, person: Any, text: str, event: str, times: int = 1) -> None:
    """Type a line of D-1 that leaves it in its state, and wait until its history has this event so often."""

    async def there() -> bool:
        return [line["event"] for line in (await process.shows("D-1"))["history"]].count(event) == times

    await typed(person, text)
    await eventually(there)


async def team(process: Process, ann: Any) -> tuple[Any, Any]:
    """Mia, a mediator, and Iris, an arbiter, in a Slack channel that an operator made the mediators' own."""
    olga, mia, iris = (ann.state.person(name) for name in ("olga", "mia", "iris"))
    ann.state.add_channel("mediators", [olga, mia, iris])
    for number, (person, name) in enumerate(((olga, "Olga"), (mia, "Mia Mediator"), (iris, "Iris Arbiter")), start=3):
        await says(process, person, f'/account join role:both name:"{name}"', f"U-{number}", "active")
    await process.says("grant", "operator", "U-3")
    await typed(olga, "/admin grant mediator U-4")
    await typed(olga, "/admin grant arbiter U-5")
    await olga.types(CHANNEL, "/admin mediation here")
    await eventually_reads(lambda: str(olga.reads(CHANNEL)), "Disputes are handled here")
    return mia, iris


async def are_held(process: Process, ann: Any, bo: Any) -> None:
    """A milestone in each of three contracts is funded: $600.00, and $30.00 of fees."""
    for number, (scope, amount) in enumerate((("Draft", 200), ("Site", 300), ("Texts", 100)), start=1):
        contract, milestone = f"C-{number}", f"M-{number}"
        await says(process, ann, f"/contract offer U-2 amount:{amount} scope:{scope}", contract, "offered")
        await says(process, bo, f'/contract accept {contract} signature:"Bo Maker"', contract, "active")
        await says(process, ann, f"/milestone fund {milestone} confirm:yes", milestone, "funded")


def thread(mia: Any, ref: str) -> tuple[Any, str]:
    """The first message of a case in the mediators' channel, and all that is written under it."""
    [root] = [message for message in mia.sees(CHANNEL) if message.bot and message.text.startswith(ref)]
    return root, mia.reads(CHANNEL, root)


async def is_ruled(process: Process, ann: Any, bo: Any, mia: Any, iris: Any) -> None:
    """D-1: declined, proposed, voted down, both choose arbitration, and an arbiter rules."""
    opening = '/dispute open M-2 reason:quality amount:300 statement:"Half of it is missing"'
    await says(process, ann, opening, "D-1", "awaiting_response")
    assert [(await process.shows(ref))["state"] for ref in ("M-1", "M-2", "M-3")] == ["funded", "disputed", "funded"]
    await eventually_reads(bo.reads, "Half of it is missing")
    await says(process, bo, '/dispute respond D-1 decline statement:"All of it is there"', "D-1", "mediation")
    await eventually_reads(lambda: thread(mia, "D-1")[1], "All of it is there")
    await moves(process, mia, "/dispute claim D-1", "claim")
    await mia.says(CHANNEL, "@parley dispute ask freelancer Which sections work?", thread=thread(mia, "D-1")[0])
    for reads in (bo.reads, lambda: everything(ann)):
        await eventually_reads(reads, "Which sections work?")
        await eventually_reads(reads, " (your code ")
    proposal = '/dispute propose D-1 freelancer:60 because:"Two of three sections work"'
    await says(process, mia, proposal, "D-1", "proposed")
    for reads in (bo.reads, lambda: everything(ann)):
        await eventually_reads(reads, "Bo Maker receives $162.00 after a fee of $18.00")
    await moves(process, ann, "/dispute vote D-1 yes", "vote")
    await says(process, bo, "/dispute vote D-1 no", "D-1", "unresolved")
    await moves(process, ann, "/dispute arbitrate D-1 confirm:yes", "arbitrate")
    await says(process, bo, "/dispute arbitrate D-1 confirm:yes", "D-1", "arbitration")
    await moves(process, iris, "/dispute claim D-1", "claim", times=2)
    await says(process, iris, '/dispute rule D-1 freelancer:60 because:"As proposed"', "D-1", "resolved")


async def is_agreed(process: Process, ann: Any, bo: Any) -> None:
    """D-2: whoever is asked offers half, and the other side takes it."""
    opening = '/dispute open M-1 reason:late statement:"A week too late"'
    await says(process, ann, opening, "D-2", "awaiting_response")
    await typed(bo, "/dispute offer D-2 freelancer:50")
    await eventually_reads(lambda: everything(ann), "Bo Maker receives $90.00 after a fee of $10.00")
    await says(process, ann, "/dispute accept D-2", "D-2", "resolved")
    for reads in (bo.reads, lambda: everything(ann)):
        await eventually_reads(reads, "Both sides agreed on this split.")


async def outcome(process: Process, dispute: str, milestone: str) -> tuple[int, str, int, int]:
    """Basis points for the freelancer, and what the milestone came to: its state, paid and given back."""
    found = await process.shows(milestone)
    amounts = found["amounts"]["USD"]
    assert amounts["held"] == 0
    return (await process.shows(dispute))["split"], found["state"], amounts["released"], amounts["refunded"]


async def test_disputes_end_by_a_ruling_by_agreement_and_by_silence_to_the_cent(empty_sqlite_url: str) -> None:
    async with served(empty_sqlite_url) as (process, ann, bo):
        await process.starts()
        await says(process, ann, '/account join role:client name:"Ann Client"', "U-1", "active")
        await says(process, bo, '/account join role:freelancer name:"Bo Maker"', "U-2", "active")
        mia, iris = await team(process, ann)
        await are_held(process, ann, bo)

        await reopens(process, "11m")
        await is_ruled(process, ann, bo, mia, iris)
        await is_agreed(process, ann, bo)
        assert await outcome(process, "D-1", "M-2") == (6_000, "settled", 18_000, 12_000)
        assert await outcome(process, "D-2", "M-1") == (5_000, "settled", 10_000, 10_000)
        ruled = await process.shows("D-1")
        assert ruled["votes"] == {"client": "yes", "freelancer": "no"}
        assert [line["by"] for line in ruled["history"] if line["event"] in {"propose", "rule"}] == ["U-4", "U-5"]
        for reads in (bo.reads, lambda: everything(ann)):
            await eventually_reads(reads, "An arbiter, who had not mediated the case, decided it.")
        assert await balances(process) == {
            "client_wallet": 12_600 + 10_500,
            "contract_escrow": 10_000,
            "freelancer_pending": 16_200 + 9_000,
            "platform_fees": 2_700 + 3_000 + 1_500 + 500,
            "provider_clearing": -66_000,
        }

        opening = '/dispute open M-3 reason:incomplete amount:50 statement:"One text is missing"'
        await says(process, ann, opening, "D-3", "awaiting_response")
        await eventually_reads(bo.reads, "One text is missing")
        await reopens(process, "6d")
        await process.state("D-3", "resolved")
        for reads in (bo.reads, lambda: everything(ann)):
            await eventually_reads(reads, "did not answer in time, so it is decided as claimed.")
        assert await outcome(process, "D-3", "M-3") == (0, "settled", 5_000, 5_000)
        held = await balances(process)
        assert "contract_escrow" not in held
        assert held["client_wallet"] == 12_600 + 10_500 + 5_250
        assert held["freelancer_pending"] == 4_500
        assert held["freelancer_available"] == 16_200 + 9_000
        assert held["platform_fees"] == 2_700 + 3_000 + 1_500 + 750
        assert held["provider_clearing"] == -66_000
        assert "adds up" in await process.says("ledger", "check")
