"""A working week from outside: logged on Telegram, reviewed on Slack, by the true process and its moved clock."""

from __future__ import annotations

import asyncio
import json
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.stories.test_onboarding_process import says, typed
from tests.stories.test_process import Process, eventually, eventually_reads, everything, served

DAY = timedelta(days=1)
LOGGED = (
    "/hours log C-1 2h30 today Fixed the login redirect #123 link:https://example.org/pull/123",
    "/log 3h today Wrote the release notes",
    "/log 1h30 yesterday Answered support questions",
)


def coming_monday() -> datetime:
    """Nine in the morning, UTC, of a Monday that is yet to come."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=7 - midnight.weekday(), hours=9)


async def at(process: Process, moment: datetime) -> None:
    """Stop as an operator does, and start again with the clock moved to this moment, long enough for a sweep."""
    if process.process is not None:
        code, _log = await process.ends(signal.SIGTERM)
        assert code == 0
    minutes = (moment - datetime.now(UTC)) // timedelta(minutes=1)  # in seconds it may have more than six digits
    await process.starts(CLOCK_OFFSET=f"{minutes}m")
    await asyncio.sleep(1.2)


async def week_of(process: Process) -> dict[str, Any]:
    """The one week of the contract, as `show` has it."""
    [week] = (await process.shows("C-1"))["weeks"]
    return dict(week)


async def week_is(process: Process, state: str) -> dict[str, Any]:
    """The week, once it is in this state."""

    async def there() -> bool:
        return bool((await week_of(process))["state"] == state)

    await eventually(there)
    return await week_of(process)


async def is_hired(process: Process, ann: Any, bo: Any, monday: datetime, rate: str) -> None:
    """Bo works for Ann by the hour from this Monday on."""
    await at(process, monday)
    await says(process, ann, '/account join role:client name:"Ann Client"', "U-1", "active")
    await says(process, bo, '/account join role:freelancer name:"Bo Maker"', "U-2", "active")
    offer = f"/contract offer U-2 kind:hourly rate:{rate} limit:20h manual:yes scope:Support"
    await says(process, ann, offer, "C-1", "offered")
    await says(process, bo, '/contract accept C-1 signature:"Bo Maker"', "C-1", "active")


async def works(process: Process, ann: Any, bo: Any, monday: datetime) -> None:
    """Three days of work, the second of them objected to and corrected, up to six hours."""
    for day, line in enumerate(LOGGED, start=1):
        await at(process, monday + day * DAY + timedelta(hours=8))
        await says(process, bo, line, f"H-{day}", "logged")
    assert (await week_of(process))["minutes"] == 7 * 60
    await says(process, ann, "/hours object H-2 Was this not part of Monday's work?", "H-2", "objected")
    await eventually_reads(bo.reads, "Was this not part of Monday's work?")
    await says(process, bo, "/hours edit H-2 duration:2h Wrote the release notes and sent them", "H-2", "answered")
    assert (await week_of(process))["minutes"] == 6 * 60


async def balances(process: Process) -> dict[str, int]:
    """What each kind of account holds."""
    rows = json.loads(await process.says("ledger", "balances", "--json"))
    return {row["account"]: row["balance"] for row in rows}


async def test_a_week_is_locked_billed_accepted_by_silence_and_paid_to_the_cent(empty_sqlite_url: str) -> None:
    monday = coming_monday()
    async with served(empty_sqlite_url) as (process, ann, bo):
        await is_hired(process, ann, bo, monday, "40")
        await works(process, ann, bo, monday)
        midnight = monday.replace(hour=0) + 7 * DAY

        await at(process, midnight + timedelta(minutes=5))
        assert (await week_is(process, "correcting"))["start"] == monday.strftime("%Y-%m-%d")
        before = bo.reads()
        await typed(bo, "/log 1h yesterday One more thing that came to mind")
        await eventually(lambda: changed(bo, before))
        assert (await week_of(process))["minutes"] == 6 * 60
        assert (await balances(process)) == {}

        await at(process, midnight + timedelta(hours=12, minutes=5))
        week = await week_is(process, "review")
        await eventually(lambda: held(process, 24_000))
        assert (week["minutes"], week["billable_minutes"]) == (360, 360)
        await eventually_reads(lambda: everything(ann), "$252.00")
        assert await balances(process) == {
            "contract_escrow": 24_000,
            "platform_fees": 1_200,
            "provider_clearing": -25_200,
        }

        await at(process, midnight + timedelta(days=5, minutes=1))
        await week_is(process, "accepted")
        await eventually_reads(bo.reads, "no dispute was opened")
        await eventually_reads(lambda: everything(ann), "no dispute was opened")
        assert await balances(process) == {
            "freelancer_pending": 21_600,
            "platform_fees": 3_600,
            "provider_clearing": -25_200,
        }

        await at(process, midnight + timedelta(days=9, minutes=1))
        week = await week_is(process, "paid")
        assert week["amounts"]["USD"]["released"] == 24_000
        assert await balances(process) == {
            "freelancer_available": 21_600,
            "platform_fees": 3_600,
            "provider_clearing": -25_200,
        }
        assert "adds up" in await process.says("ledger", "check")


async def changed(person: Any, before: str) -> bool:
    """Whether the person has been answered."""
    return bool(person.reads() != before)


async def held(process: Process, amount: int) -> bool:
    """Whether escrow holds so much, in minor units."""
    return (await balances(process)).get("contract_escrow") == amount


async def test_a_declined_charge_pauses_the_contract_until_it_is_paid_from_the_wallet(empty_sqlite_url: str) -> None:
    """Six hours at $30.02 and the fee come to $189.13, which the sandbox declines."""
    monday = coming_monday()
    async with served(empty_sqlite_url) as (process, ann, bo):
        await is_hired(process, ann, bo, monday, "30.02")
        await at(process, monday + DAY + timedelta(hours=8))
        await says(process, bo, "/log 6h today Moved the shop to the new server", "H-1", "logged")
        noon = monday.replace(hour=12) + 7 * DAY

        await at(process, noon + timedelta(minutes=5))
        await week_is(process, "unpaid")
        await process.state("C-1", "paused")
        for reads in (bo.reads, lambda: everything(ann)):
            await eventually_reads(reads, "$189.13")
        assert await balances(process) == {}
        before = bo.reads()
        await typed(bo, "/log 30m today Looked at the new bug reports")
        await eventually(lambda: changed(bo, before))
        assert (await week_of(process))["minutes"] == 6 * 60

        await typed(ann, "/wallet deposit 190 confirm:yes")
        await eventually_reads(lambda: everything(ann), "arrived in your wallet")
        await typed(ann, "/hours retry C-1 confirm:yes")
        await week_is(process, "review")
        await process.state("C-1", "active")
        assert await balances(process) == {
            "client_wallet": 87,
            "contract_escrow": 18_012,
            "platform_fees": 901,
            "provider_clearing": -19_000,
        }

        await at(process, noon + timedelta(days=10))
        await week_is(process, "paid")
        assert await balances(process) == {
            "client_wallet": 87,
            "freelancer_available": 16_211,
            "platform_fees": 2_702,
            "provider_clearing": -19_000,
        }
        assert "adds up" in await process.says("ledger", "check")
