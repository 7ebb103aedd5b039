"""What goes wrong in an onboarding, on either platform: it is refused with the reason, and nothing is half-done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.stories.people import Actor, OnSlack, OnTelegram
from tests.stories.test_by_words import PAIRS, play
from tests.stories.test_onboarding import TO_ACCEPTED, TO_DONE, operator
from tests.stories.town import Town, town

MEGABYTE = 1024 * 1024
SIGN = 'signature:"Bo Maker"'
ON_EITHER = pytest.mark.parametrize(("client", "freelancer"), PAIRS[:2], ids=["-".join(pair) for pair in PAIRS[:2]])


@dataclass
class Scene:
    """An onboarding of five tasks with three owners that has just begun."""

    there: Town
    people: dict[str, Actor]

    async def says(self, name: str, *lines: str) -> str:
        """What somebody reads in answer to the last of these lines."""
        for line in lines:
            before = self.people[name].reads()
            await self.people[name].types(line)
        return self.people[name].reads()[len(before) :]

    async def refuses(self, name: str, line: str, why: str, *refs: str) -> None:
        """A line after which these things stand as before, and the reason is told."""
        before = [await self.there.record(ref) for ref in refs]
        count = self.people[name].reads().count(why)
        await self.people[name].types(line)
        assert self.people[name].reads().count(why) > count, f"{line}:\n{self.people[name].reads()[-1500:]}"
        assert [await self.there.record(ref) for ref in refs] == before, line

    async def sends(self, name: str, file: str, content: bytes) -> None:
        """A file, in answer to the form for files that is open."""
        person: Any = self.people[name].person  # type: ignore[attr-defined]  # either platform's
        if isinstance(self.people[name], OnSlack):
            await person.fills(None, {"Files": [person.file(file, content)]})
            await person.submit()
        else:
            await person.sends_file(file, content)
        await self.there.settles()

    def files(self, name: str) -> list[bytes]:
        """The content of every file that the bot has sent somebody."""
        actor = self.people[name]
        if isinstance(actor, OnSlack):
            return [file.content for message in actor.all_messages() if message.bot for file in message.files]
        assert isinstance(actor, OnTelegram)
        server = actor.town.server
        sent = [m.content["document"] for m in actor.person.sees() if m.sender.is_bot and "document" in m.content]
        return [server.files[document["file_id"]].data for document in sent]

    async def state(self, ref: str) -> str:
        return str((await self.there.record(ref))["state"])


@asynccontextmanager
async def scene(url: str, client: str, freelancer: str, *more: str) -> AsyncIterator[Scene]:
    async with town(url) as there:
        people: dict[str, Actor] = {"ann": there.on(client, "ann"), "bo": there.on(freelancer, "bo")}
        people["olga"] = operator(there)
        people |= {name: there.on(client, name) for name in more}
        await play(there, people, TO_ACCEPTED)
        yield Scene(there, people)


@ON_EITHER
async def test_steps_out_of_turn_are_refused_with_the_reason(sqlite_url: str, client: str, freelancer: str) -> None:
    async with scene(sqlite_url, client, freelancer) as on:
        await on.refuses("bo", f"/onboarding complete T-1 {SIGN}", "T-1 is “not started” now", "T-1")
        await on.says("bo", "/onboarding start T-1")
        await on.refuses("bo", '/onboarding complete T-1 signature:"Bo"', "exactly as on your account", "T-1")
        await on.refuses("ann", '/onboarding complete T-1 signature:"Ann Client"', "is for Bo Maker to do", "T-1")
        await on.refuses("olga", '/onboarding complete T-1 signature:"Olga Operator"', "is for Bo Maker to do", "T-1")
        await on.refuses("bo", "/onboarding waive T-1 No need", "for the other side", "T-1")
        await on.says("bo", f"/onboarding complete T-1 {SIGN}")
        for name, line in (
            ("bo", f"/onboarding complete T-1 {SIGN}"),
            ("bo", "/onboarding start T-1"),
            ("ann", "/onboarding return T-1 Not good"),
            ("ann", "/onboarding waive T-1 Not needed"),
        ):
            await on.refuses(name, line, "T-1 is “done” now", "T-1")
        await on.refuses("ann", "/onboarding waive T-4 No need", "only an operator can waive it", "T-4")
        await on.refuses("ann", "/onboarding waive T-5 No need", "decided, never skipped", "T-5")
        await on.refuses(
            "bo", "/onboarding classify T-5 decision:contractor Own", "for the other side of T-5", "T-5", "C-1"
        )
        await on.refuses("ann", "/onboarding classify C-1 decision:robot Own", "is none of", "T-5", "C-1")
        await on.refuses("ann", "/milestone fund M-1 confirm:yes", "T-4 Background check · an operator", "M-1")
        assert (await on.there.ledger()).balances == ()


@ON_EITHER
async def test_a_template_that_leads_in_a_circle_is_refused(sqlite_url: str, client: str, freelancer: str) -> None:
    async with scene(sqlite_url, client, freelancer) as on:
        assert "after 1" in await on.says("ann", "/onboarding template edit 1 after:2")
        for line, why in (
            ("/onboarding template edit 1 after:2", "in a circle"),
            ("/onboarding template edit 2 after:2", "cannot come after itself"),
            ("/onboarding template add Visa owner:client after:Nothing", "there is no such task"),
            ("/onboarding template add Visa owner:nobody", "is none of"),
            ('/onboarding template add Visa owner:client valid:"0 days"', "between one day and ten years"),
            ("/onboarding template edit 9 review:yes", "The template has tasks 1 to 5"),
        ):
            await on.refuses("ann", line, why, "ONB-1")
        assert "Visa" not in await on.says("ann", "/onboarding template")


@ON_EITHER
async def test_strangers_read_the_same_about_what_is_there_and_what_is_not(
    sqlite_url: str, client: str, freelancer: str
) -> None:
    async with scene(sqlite_url, client, freelancer, "eve", "max") as on:
        await on.says("eve", '/account join role:both name:"Eve Stranger"')
        await on.says("max", '/account join role:both name:"Max Mediator"')
        await on.says("olga", "/admin grant mediator U-5")
        for name in ("eve", "max"):
            for words in (
                "show {}",
                "start {}",
                "attach {}",
                'complete {} signature:"Eve Stranger"',
                "reuse {}",
                "approve {}",
                "return {} No",
                "waive {} No",
                "assess {} hours:client",
                "classify {} decision:rejected No",
            ):
                there = await on.says(name, f"/onboarding {words.format('T-1')}")
                nowhere = await on.says(name, f"/onboarding {words.format('T-99')}")
                assert there.replace("T-1", "#") == nowhere.replace("T-99", "#"), words
                assert "Ann" not in there
            for words in ("show {}", "nudge {}", "cancel {} No", "classify {} decision:rejected No"):
                there = await on.says(name, f"/onboarding {words.format('C-1')}")
                nowhere = await on.says(name, f"/onboarding {words.format('C-99')}")
                assert there.replace("C-1", "#") == nowhere.replace("C-99", "#"), words
        assert await on.state("C-1") == "onboarding"


async def test_a_pressed_button_counts_once_and_an_old_one_not_at_all(sqlite_url: str) -> None:
    async with scene(sqlite_url, "slack", "telegram") as on:
        ann, bo = on.people["ann"], on.people["bo"]
        assert isinstance(ann, OnSlack)
        assert isinstance(bo, OnTelegram)
        await ann.types("/onboarding template add Passport owner:freelancer review:yes")
        await play(on.there, on.people, '\nann /contract offer U-2 amount:90 scope:"Icon" onboarding:yes')
        await bo.types(f"/contract accept C-2 {SIGN}")
        passport = next(t["ref"] for t in (await on.there.record("C-2"))["tasks"] if t["title"] == "Passport")
        await bo.types(f"/onboarding start {passport}")
        await bo.types(f"/onboarding complete {passport} Here it is")
        review = next(message for message in reversed(ann.all_messages()) if f"{passport} Passport" in message.text)
        await ann.types(f"/onboarding return {passport} Page 2 is missing")
        await ann.person.press(review, "Approve")
        await on.there.settles()
        assert await on.state(passport) == "in_progress"
        question = next(m for m in reversed(bo.person.sees()) if any("Complete" in row for row in m.labels))
        await bo.person.press(question, "Complete")
        await on.there.settles()
        await bo.fills("/onboarding complete", note="Both pages")
        assert await on.state(passport) == "submitted"

        start = next(m for m in reversed(bo.person.sees()) if any("Start T-1" in row for row in m.labels))
        await bo.person.press(start, "Start T-1")
        await bo.person.press(start, "Start T-1")
        await on.there.settles()
        events = [line["event"] for line in (await on.there.record("T-1"))["history"]]
        assert events == ["open", "start"]
        assert all(press.answered for press in [bo.person.toast] if press is not None)


BAD_FILES: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty.pdf", lambda: b"", "empty"),
    ("setup.exe", lambda: b"MZ\x90\x00", "no document"),
    ("page.html", lambda: b"<script>alert(1)</script>", "no document"),
    ("big.pdf", lambda: b"%PDF" + bytes(20 * MEGABYTE), "20 MB"),
]


@pytest.mark.parametrize(("name", "content", "why"), BAD_FILES, ids=[name for name, _content, _why in BAD_FILES])
async def test_a_bad_file_on_telegram_is_not_kept(
    sqlite_url: str, name: str, content: Callable[[], bytes], why: str
) -> None:
    async with scene(sqlite_url, "slack", "telegram") as on:
        bo = on.people["bo"]
        assert isinstance(bo, OnTelegram)
        await bo.types("/onboarding start T-1")
        await bo.taps_on("Attach")
        await bo.person.sends_file(name, content())
        await on.there.settles()
        assert why in bo.reads()
        assert (await on.there.record("T-1"))["files"] == []
        await bo.person.sends_file("good.pdf", b"%PDF-1.4")
        await on.there.settles()
        assert [file["name"] for file in (await on.there.record("T-1"))["files"]] == ["good.pdf"], bo.reads()[-800:]


@pytest.mark.parametrize(("name", "content", "why"), BAD_FILES, ids=[name for name, _content, _why in BAD_FILES])
async def test_a_bad_file_in_a_form_on_slack_is_not_kept(
    sqlite_url: str, name: str, content: Callable[[], bytes], why: str
) -> None:
    async with scene(sqlite_url, "telegram", "slack") as on:
        bo: Any = on.people["bo"]
        await bo.types("/onboarding start T-1")
        await bo.taps_on("Attach")
        await bo.person.fills(None, {"Files": [bo.person.file(name, content())]})
        await bo.person.submit()
        await on.there.settles()
        errors = list(bo.person.view.errors.values()) if bo.person.view is not None else []
        assert [error for error in [*errors, bo.reads()] if why in error]
        assert (await on.there.record("T-1"))["files"] == []
        if bo.person.view is None:
            await bo.taps_on("Attach")
        await bo.person.fills(None, {"Files": [bo.person.file("good.pdf", b"%PDF-1.4")]})
        await bo._submits()
        [kept] = (await on.there.record("T-1"))["files"]
        assert (kept["name"], kept["size"], kept["media_type"]) == ("good.pdf", 8, "application/pdf")


@ON_EITHER
async def test_employees_are_never_billed(sqlite_url: str, client: str, freelancer: str) -> None:
    async with scene(sqlite_url, client, freelancer) as on:
        employee = TO_DONE.replace("decision:contractor", "decision:employee")
        await play(on.there, on.people, employee)
        contract = await on.there.record("C-1")
        assert (contract["state"], contract["employed"]) == ("active", True)
        assert "Payroll note" in on.people["olga"].reads()
        assert "funds it next" not in await on.says("ann", "/contract show C-1")
        for line in ("/milestone fund M-1 confirm:yes", "/contract bonus C-1 5 Thanks confirm:yes"):
            await on.refuses("ann", line, "employer of record", "C-1", "M-1")
        assert (await on.there.ledger()).balances == ()


@pytest.mark.parametrize("who", ["ann", "bo"])
async def test_a_case_that_either_cancels_takes_no_more_steps_and_leaves_nobodys_home(
    sqlite_url: str, who: str
) -> None:
    async with scene(sqlite_url, "slack", "telegram") as on:
        await on.says("bo", "/onboarding start T-1")
        await on.says(who, "/onboarding cancel C-1 We changed plans")
        other = {"ann": "bo", "bo": "ann"}[who]
        assert "We changed plans" in on.people[other].reads()
        await on.refuses("bo", f"/onboarding complete T-1 {SIGN}", "T-1 is “closed", "T-1", "C-1")
        await on.refuses(
            "ann", "/onboarding classify T-5 decision:contractor Own tools", "T-5 is “closed", "T-5", "C-1"
        )
        for name in ("ann", "bo"):
            assert "nothing waits for you" in await on.says(name, "/market")
            assert "Nothing waits for you" in await on.says(name, "/onboarding")
        assert "Nothing waits" in await on.says("olga", "/admin queue")
        assert (await on.there.ledger()).balances == ()


@ON_EITHER
async def test_whoever_reviews_a_file_is_sent_it(sqlite_url: str, client: str, freelancer: str) -> None:
    async with scene(sqlite_url, client, freelancer) as on:
        for line in (
            "/onboarding template add Passport owner:freelancer review:yes file:yes",
            "/onboarding template add Licence owner:client review:yes file:yes",
            '/contract offer U-2 amount:90 scope:"Icon" onboarding:yes',
        ):
            await on.says("ann", line)
        await on.says("bo", f"/contract accept C-2 {SIGN}")
        refs = {task["title"]: task["ref"] for task in (await on.there.record("C-2"))["tasks"]}
        for owner, title, reviewer in (("bo", "Passport", "ann"), ("ann", "Licence", "olga")):
            await on.says(owner, f"/onboarding start {refs[title]}", f"/onboarding attach {refs[title]}")
            await on.sends(owner, "page.pdf", title.encode())
            await on.says(owner, f"/onboarding complete {refs[title]} note:Here")
            assert on.files(reviewer).count(title.encode()) == 1, on.people[reviewer].reads()[-800:]
            await on.says(reviewer, f"/onboarding show {refs[title]}")
            assert on.files(reviewer).count(title.encode()) == 2
        await on.says("bo", f"/onboarding show {refs['Licence']}")
        assert b"Licence" not in on.files("bo")


async def test_an_operator_classifies_as_a_service_and_both_read_why(sqlite_url: str) -> None:
    async with scene(sqlite_url, "slack", "telegram") as on:
        await on.says("olga", "/onboarding classify C-1 decision:rejected The law there does not allow it")
        assert (await on.state("C-1"), await on.state("ONB-1")) == ("cancelled", "rejected")
        for name in ("ann", "bo"):
            assert "The law there does not allow it" in on.people[name].reads()
