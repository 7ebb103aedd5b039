"""From a message to a change of the contract, on both platforms, with the true product between the stand-ins."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bots.playground.on_slack import SlackSeat
from bots.playground.page.recorder import Recorder
from bots.playground.page.slack_side import SlackSide
from bots.playground.seat import NotThere
from bots.playground.stage import Stage
from tests.playground.stage_kit import hired, opened, seen, state, types

IMPRINT = "Could you also do the imprint?"
CHANGE = "Propose a change"


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with opened(database_url) as found:
        yield found


def form(stage: Stage, who: str) -> str:
    """The form before this person."""
    shown = stage.seat(who).sees()[-1]
    assert shown.is_form, shown.text
    return shown.text


async def test_words_of_the_other_side_become_a_proposed_change(stage: Stage) -> None:
    await hired(stage)
    await types(stage, f"bo> /contract say C-1 {IMPRINT}")
    assert seen(stage, "ann", IMPRINT)
    ann = stage.seat("ann")
    await stage.uses(ann, CHANGE, "C-1", nth=1)
    assert "This is for C-1 “A logo”." in form(stage, "ann")
    assert IMPRINT in form(stage, "ann")
    await stage.submits(ann)
    assert seen(stage, "ann", "Proposed. It counts once the other side agrees.")
    assert IMPRINT in seen(stage, "bo", "C-1")[-1].text


async def test_a_message_in_a_channel_between_people_becomes_one_too(stage: Stage) -> None:
    await hired(stage)
    ann = stage.seat("ann")
    await stage.types(ann, IMPRINT, "#jobs")
    await stage.uses(ann, CHANGE, "message", nth=1)
    assert IMPRINT in form(stage, "ann")
    await stage.submits(ann)
    assert IMPRINT in seen(stage, "bo", "C-1")[-1].text


async def test_on_telegram_the_command_in_a_reply_takes_the_words(stage: Stage) -> None:
    await hired(stage)
    bo = stage.seat("bo")
    await types(stage, f"ann> /contract say C-1 {IMPRINT}")
    await stage.types(bo, "/contract change C-1", under="C-1")
    assert seen(stage, "bo", f"Scope, from the message: “{IMPRINT}”")
    await stage.presses(bo, "Skip the rest")
    assert IMPRINT in seen(stage, "ann", "C-1")[-1].text


async def test_who_has_not_joined_is_told_how_and_no_form_opens(stage: Stage) -> None:
    ann = stage.seat("ann")
    await stage.types(ann, IMPRINT, "#jobs")
    await stage.uses(ann, CHANGE, "message", nth=1)
    assert "You have not joined yet." in ann.sees()[-1].text
    assert not ann.sees()[-1].is_form


async def test_what_is_not_offered_is_refused_with_what_is(stage: Stage) -> None:
    await hired(stage)
    with pytest.raises(NotThere, match=f"There is no “Dance” on that message. There are: .*{CHANGE}"):
        await stage.uses(stage.seat("ann"), "Dance", "C-1", nth=1)
    with pytest.raises(NotThere, match="Telegram has no “Dance” on messages"):
        await stage.uses(stage.seat("bo"), "Dance", "C-1", nth=1)


async def test_on_the_page_it_is_written_down_as_a_line_that_does_it_again(stage: Stage) -> None:
    await hired(stage)
    ann = stage.seat("ann")
    assert isinstance(ann, SlackSeat)
    await stage.types(ann, "An older one", "#jobs")
    await stage.types(ann, IMPRINT, "#jobs")
    message = ann.sees(said=True)[-2].source
    where = {"channel": message.channel, "ts": message.ts, "only_for": None}
    side = SlackSide(stage.slack, {ann.handle: ann})
    deed = await side.act(ann, "shortcut", {"callback_id": "contract.change", "message": where})
    assert deed is not None
    recorder = Recorder(stage.clock.now)
    recorder.deed(deed, ann.sees(said=True))
    assert recorder.script.splitlines()[-1] == "ann@slack uses Propose a change on message (2nd newest)"
    assert "An older one" in form(stage, "ann")
    await stage.closes(ann)
    await stage.uses(ann, CHANGE, "message", nth=2)
    assert "An older one" in form(stage, "ann")
    assert await state(stage, "C-1") == "active"
