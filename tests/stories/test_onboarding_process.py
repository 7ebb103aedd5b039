"""Onboarding seen from outside: the true process, a client on Slack, a freelancer and an operator on Telegram."""

from __future__ import annotations

import asyncio
import json
import signal
from datetime import datetime
from typing import Any

from tests.stories.test_process import Process, eventually, eventually_reads, everything, served

SIGN = 'signature:"Bo Maker"'
REMINDED = "waits for you: T-1"
OPEN = (
    "T-1 Confidentiality agreement · Bo Maker",
    "T-4 Background check · an operator",
    "T-5 Classification · Ann Client",
)


async def says(process: Process, person: Any, text: str, ref: str, state: str) -> None:
    """Type a line, on either platform, and wait until it has had its effect."""
    await typed(person, text)
    await process.state(ref, state)


async def typed(person: Any, text: str) -> None:
    await (person.types(None, text) if hasattr(person, "dm") else person.types(text))


async def bring_to_onboarding(process: Process, ann: Any, bo: Any) -> Any:
    """Five tasks with three owners; answers with the operator."""
    olga = bo.world.person("olga", id=4242)
    process.environment["OPERATORS"] = "telegram:4242"
    await process.starts()
    await says(process, ann, '/account join role:client name:"Ann Client"', "U-1", "active")
    await says(process, bo, '/account join role:freelancer name:"Bo Maker"', "U-2", "active")
    await says(process, olga, '/account join role:both name:"Olga Operator"', "U-3", "active")
    await typed(ann, "/onboarding template remove 4")
    await typed(ann, '/onboarding template add title:"Background check" owner:operator help:"References"')
    await says(process, ann, '/contract offer U-2 amount:300 scope:"Logo" onboarding:yes', "C-1", "offered")
    return olga


async def reopens(process: Process, offset: str) -> None:
    """Stop as an operator does and start again with the clock moved, long enough for two sweeps."""
    code, _log = await process.ends(signal.SIGTERM)
    assert code == 0
    await process.starts(CLOCK_OFFSET=offset)
    await asyncio.sleep(2.5)


async def refuses(process: Process, person: Any, text: str, reads: Any, words: str, ref: str) -> None:
    """A line that is answered with a refusal, with nothing done to the thing."""
    before, had = await process.shows(ref), reads().count(words)
    await typed(person, text)

    async def there() -> bool:
        return bool(reads().count(words) > had)

    await eventually(there)
    assert await process.shows(ref) == before


async def test_no_work_and_no_money_before_the_last_of_five_tasks_of_three_owners(empty_sqlite_url: str) -> None:
    async with served(empty_sqlite_url) as (process, ann, bo):
        olga = await bring_to_onboarding(process, ann, bo)
        [offer] = [line for line in (await process.shows("C-1"))["deadlines"] if line["event"] == "expire"]
        assert days(offer["due"], (await process.shows("C-1"))["history"][0]["at"]) == 30
        await says(process, bo, f"/contract accept C-1 {SIGN}", "C-1", "onboarding")

        contract = await process.shows("C-1")
        assert [(t["ref"], t["kind"], t["owner"], t["state"]) for t in contract["tasks"]] == [
            ("T-1", "confidentiality", "freelancer", "not_started"),
            ("T-2", "contractor", "freelancer", "not_started"),
            ("T-3", "ownership", "freelancer", "not_started"),
            ("T-4", "own", "operator", "not_started"),
            ("T-5", "classification", "client", "not_started"),
        ]
        assert [set(task) for task in contract["tasks"]] == [{"ref", "title", "kind", "owner", "state"}] * 5
        assert contract["started_at"] is None

        shut = "No work and no money before the onboarding of C-1 is done"
        await refuses(process, ann, "/milestone fund M-1 confirm:yes", lambda: everything(ann), shut, "M-1")
        for words in OPEN:
            assert words in everything(ann)
        await refuses(process, bo, "/milestone submit M-1 Early", bo.reads, shut, "M-1")
        await refuses(process, ann, "/contract bonus C-1 5 Thanks confirm:yes", lambda: everything(ann), shut, "C-1")

        for offset, reminders in (("23h", 0), ("25h", 1), ("73h", 2), ("97h", 3)):
            await reopens(process, offset)
            assert bo.reads().count(REMINDED) == reminders, offset
            assert olga.reads().count("waits for you: T-4") == reminders, offset
            assert everything(ann).count("waits for you: T-5") == reminders, offset

        for ref in ("T-1", "T-2", "T-3"):
            await says(process, bo, f"/onboarding start {ref}", ref, "in_progress")
            await says(process, bo, f"/onboarding complete {ref} {SIGN}", ref, "done")
        await says(process, olga, "/onboarding start T-4", "T-4", "in_progress")
        await says(process, olga, '/onboarding complete T-4 note:"All fine"', "T-4", "done")
        await refuses(
            process, ann, "/milestone fund M-1 confirm:yes", lambda: everything(ann), "T-5 Classification", "M-1"
        )
        await typed(ann, '/onboarding classify C-1 decision:contractor because:"Own tools, own hours"')
        await process.state("C-1", "active")

        contract = await process.shows("C-1")
        [opened] = [line["at"] for line in contract["history"] if line["event"] == "activate"]
        assert contract["started_at"] == opened
        assert {task["state"] for task in contract["tasks"]} == {"done"}
        await says(process, ann, "/milestone fund M-1 confirm:yes", "M-1", "funded")
        await says(process, bo, "/milestone submit M-1 Here it is", "M-1", "submitted")
        await says(process, ann, "/milestone approve M-1 confirm:yes", "M-1", "released")
        worked = (await process.shows("M-1"))["history"]
        assert all(line["at"] >= opened for line in worked if line["event"] in {"fund", "submit", "approve"})
        assert "adds up" in await process.says("ledger", "check")

        await reopens(process, "200h")
        assert bo.reads().count(REMINDED) == 3


async def test_a_process_that_was_down_over_the_thirty_days_tells_both_that_it_is_over(empty_sqlite_url: str) -> None:
    async with served(empty_sqlite_url) as (process, ann, bo):
        await bring_to_onboarding(process, ann, bo)
        await says(process, bo, f"/contract accept C-1 {SIGN}", "C-1", "onboarding")
        await reopens(process, "31d")
        await process.state("C-1", "cancelled")
        await eventually_reads(bo.reads, "within 30 days")
        await eventually_reads(lambda: everything(ann), "within 30 days")
        assert {task["state"] for task in (await process.shows("C-1"))["tasks"]} == {"closed"}
        await refuses(process, bo, "/onboarding start T-1", bo.reads, "T-1 is “closed with its onboarding” now", "T-1")
        rows = json.loads(await process.says("ledger", "balances", "--json"))
        assert rows == []


async def test_a_signature_survives_a_hard_kill(empty_sqlite_url: str) -> None:
    async with served(empty_sqlite_url) as (process, ann, bo):
        await bring_to_onboarding(process, ann, bo)
        await says(process, bo, f"/contract accept C-1 {SIGN}", "C-1", "onboarding")
        await says(process, bo, "/onboarding start T-1", "T-1", "in_progress")
        await says(process, bo, f"/onboarding complete T-1 {SIGN}", "T-1", "done")
        await process.ends(signal.SIGKILL)
        [signature] = (await process.shows("T-1"))["signatures"]
        assert (signature["name"], signature["by"], signature["platform"]) == ("Bo Maker", "U-2", "telegram")
        await process.starts()

        async def live() -> bool:
            return "▰▱▱▱▱ 1/5" in everything(ann)

        await eventually(live)


def days(later: str, earlier: str) -> int:
    """Whole days from one moment to another."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).days
