"""Slash commands, mentions and messages: what the core is asked, and where its answer is seen."""

import pytest

from bots.gateway import Attachment
from bots.slack.files import is_slacks
from core.card import Button, Press, Reply
from core.request import Place, Who
from tests.bots.slack.line import Line, always, card, open_line
from tests.playground.slack_demo import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

OPEN = Button("Open", Press("contract.show", "C-1", 3))


async def test_a_slash_command_is_asked_as_typed_and_answered_to_the_typist_alone(line: Line) -> None:
    ann = line.slack.person("ann", tz="Europe/Berlin", locale="de-DE", real_name="Ann Client")
    bo = line.slack.person("bo")
    await ann.types("#general", "/job post Fish & <chips> for @bo in #general budget:500 https://example.org/a?b=1&c=2")
    general = line.slack.channel("general").id
    asked = line.last
    assert asked.text == "/job post Fish & <chips> for @bo in #general budget:500 https://example.org/a?b=1&c=2"
    assert asked.source == f"slack:{line.slack.team_id}"
    assert asked.who == Who("slack", line.slack.team_id, ann.id, "Ann Client", "Europe/Berlin", "de-DE")
    assert asked.place == Place("slack", line.slack.team_id, general, "", public=True)
    assert asked.forms == "whole"
    assert not asked.durable
    assert ann.reads("#general").startswith("Parley: (Only visible to you)\n*You said: /job post Fish & <chips>")
    assert bo.sees("#general") == []


async def test_an_answer_for_all_is_seen_by_all(line: Line) -> None:
    line.core.answer = always(Reply(card("Jobs are announced here"), in_public=True))
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    await ann.types("#general", "/admin announce here")
    assert bo.reads("#general") == "Parley: *Jobs are announced here*"
    assert line.calls("chat.postMessage") == []


async def test_a_bare_noun_is_a_command(line: Line) -> None:
    await line.slack.person("ann").types(None, "/market")
    assert line.last.text == "/market"
    assert not line.last.place.public


async def test_a_prefix_belongs_to_slack_alone(stages: tuple[Stage, Stage]) -> None:
    async with open_line(stages, prefix="pl-") as line:
        ann = line.slack.person("ann")
        await ann.types("#general", "/pl-job find logo")
        assert line.last.text == "/job find logo"
        await ann.says(None, "/pl-job find logo")
        assert line.last.text == "/job find logo"
        await ann.says(None, "job find pl-logo")
        assert line.last.text == "job find pl-logo"


async def test_the_same_delivery_has_the_same_key(line: Line) -> None:
    ann = line.slack.person("ann")
    await ann.types("#general", "/milestone fund M-1")
    await line.slack.redeliver_last()
    await ann.types("#general", "/milestone fund M-1")
    first, again, second = [asked.key for asked in line.core.asked]
    assert first == again != second


async def test_a_reply_without_anything_to_show_shows_nothing(line: Line) -> None:
    line.core.answer = always(Reply())
    ann = line.slack.person("ann")
    exchange = await ann.types("#general", "/market")
    assert exchange is not None
    assert exchange.ok
    assert ann.sees("#general") == []


async def test_a_person_is_looked_up_once(line: Line) -> None:
    ann = line.slack.person("ann")
    await ann.types("#general", "/market")
    await ann.types("#general", "/market")
    assert len(line.calls("users.info")) == 1


async def test_a_command_works_although_slack_does_not_say_who_somebody_is(line: Line) -> None:
    line.slack.fail_next("users.info", status=500)
    ann = line.slack.person("ann", real_name="Ann Client")
    await ann.types("#general", "/market")
    assert line.last.who == Who("slack", line.slack.team_id, ann.id, "ann")
    assert "You said" in ann.reads("#general")


async def test_nobody_waits_long_for_a_name(line: Line) -> None:
    line.slow["users.info"] = 1.6
    exchange = await line.slack.person("ann").types("#general", "/market")
    assert exchange is not None
    assert exchange.ok
    assert exchange.seconds < 1.5


async def test_a_mention_needs_no_slash_and_is_answered_in_its_thread(line: Line) -> None:
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    root = await bo.says("#general", "About C-2")
    await ann.says("#general", "@parley hours log C-2 2h30 fixed & tested", thread=root)
    asked = line.last
    assert asked.text == "hours log C-2 2h30 fixed & tested"
    assert asked.place.message_id == root.ts
    assert asked.place.public
    assert "(Only visible to you)\n*You said: hours log C-2" in ann.reads("#general", thread=root)
    assert "You said" not in bo.reads("#general", thread=root)


async def test_an_answer_for_all_to_a_mention_begins_a_thread(line: Line) -> None:
    line.core.answer = always(Reply(card("C-2", thing="C-2", buttons=(OPEN,)), in_public=True, live=True))
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    asked = await ann.says("#general", "@parley contract show C-2")
    answer = bo.sees("#general", thread=asked)[-1]
    assert bo.read(answer) == "*C-2*\n[Open]"
    assert [message.text for message in bo.sees("#general")] == [asked.text]
    assert line.core.remembered == [(answer.channel, answer.ts, card("C-2", thing="C-2", buttons=(OPEN,)), True)]


async def test_one_message_under_two_event_ids_is_one_delivery_and_one_answer(line: Line) -> None:
    ann = line.slack.person("ann")
    await ann.says(None, "market")
    assert line.slack.deliverer.last is not None
    event = line.slack.deliverer.last.payload["event"]
    await line.slack.deliverer.event(event)
    await line.slack.redeliver_last()
    assert {asked.key for asked in line.core.asked} == {f"{event['channel']}:{event['ts']}"}
    assert len(ann.sees()) == 2


async def test_a_message_to_the_app_is_a_command_whatever_it_begins_with(line: Line) -> None:
    ann = line.slack.person("ann")
    for said in ("/job find logo", "job find logo", "@parley job find logo"):
        await ann.says(None, said)
        assert line.last.text.removeprefix("/") == "job find logo"
        assert line.last.who == Who("slack", line.slack.team_id, ann.id, "Ann", "UTC", "en-US", chat=ann.dm.id)
        assert line.last.durable
    assert [message.is_ephemeral for message in ann.sees()] == [False] * 6


async def test_a_message_in_a_thread_of_the_conversation_names_what_it_answers(line: Line) -> None:
    ann = line.slack.person("ann")
    root = await ann.says(None, "market")
    await ann.says(None, "thank you", thread=root)
    assert line.last.place.message_id == root.ts
    assert "You said: thank you" in ann.reads(None, thread=root)


async def test_the_app_does_not_hear_itself_and_an_edit_runs_nothing(line: Line) -> None:
    ann = line.slack.person("ann")
    line.slack.deliverer.echo = True
    message = await ann.says(None, "market")
    await line.slack.settle()
    assert len(line.core.asked) == 1
    base = {"type": "message", "channel": ann.dm.id, "channel_type": "im", "event_ts": "1.2", "ts": "1.2"}
    for event in (
        base | {"subtype": "message_changed", "message": message.as_json(line.slack.team_id)},
        base | {"subtype": "message_deleted", "deleted_ts": message.ts},
        base | {"bot_id": "B1", "user": "U1", "text": "from another bot"},
        base | {"text": "from nobody"},
    ):
        exchange = await line.slack.deliverer.event(event)
        assert exchange is not None
        assert exchange.ok
    written, edit = line.core.asked
    assert (written.command, written.text) == ("", "market")
    assert (edit.command, edit.written) == ("said.reworded", written.written)


async def test_what_people_write_to_each_other_is_not_heard(line: Line) -> None:
    ann = line.slack.person("ann")
    await ann.says("#general", "hello everybody")
    assert line.core.asked == []


async def test_a_file_comes_with_its_message(line: Line) -> None:
    ann = line.slack.person("ann")
    await ann.upload(None, "draft & co.txt", b"hello", "milestone submit M-1 First draft")
    (file,) = line.last.files
    assert (file.name, file.media_type, file.content) == ("draft & co.txt", "text/plain", b"hello")
    assert line.last.text == "milestone submit M-1 First draft"


async def test_a_file_that_is_too_big_does_nothing_and_is_told(line: Line) -> None:
    ann = line.slack.person("ann")
    await ann.upload(None, "film.mov", b"x" * (20 * 1024 * 1024 + 1), "milestone submit M-1")
    assert line.core.asked == []
    assert "film.mov is larger than 20 MB, so nothing was done." in ann.reads()


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 302}])
async def test_a_file_that_slack_does_not_give_does_nothing_and_is_told(line: Line, fault: dict[str, int]) -> None:
    line.slack.fail_next("download", status=fault["status"])
    ann = line.slack.person("ann")
    await ann.upload(None, "draft.txt", b"hello", "milestone submit M-1")
    assert line.core.asked == []
    assert "draft.txt could not be read from Slack, so nothing was done." in ann.reads()


async def test_the_token_is_shown_to_slack_alone(line: Line) -> None:
    ann = line.slack.person("ann")
    file = ann.file("plan.txt", b"hello").as_json()
    said = {"type": "message", "subtype": "file_share", "user": ann.id, "text": "milestone submit M-1"}
    place = {"channel": ann.dm.id, "channel_type": "im", "event_ts": "1.2"}
    elsewhere: tuple[dict[str, object], ...] = (
        {"url_private_download": "https://files.example.org/plan.txt"},
        {"is_external": True},
        {"mode": "tombstone", "url_private_download": None, "url_private": None},
    )
    for number, kind in enumerate(elsewhere):
        await line.slack.deliverer.event(said | place | {"ts": f"1.{number}", "files": [file | kind]})
    assert line.core.asked == []
    assert ann.reads().count("plan.txt could not be read from Slack") == 3


@pytest.mark.parametrize(
    ("url", "api_url", "trusted"),
    [
        ("https://files.slack.com/files-pri/T1-F1/x", "https://slack.com/api/", True),
        ("https://slack.com/x", "https://slack.com/api/", True),
        ("http://files.slack.com/x", "https://slack.com/api/", False),
        ("https://files.slack.com.example.org/x", "https://slack.com/api/", False),
        ("https://notslack.com/x", "https://slack.com/api/", False),
        ("https://files.slack.com@example.org/x", "https://slack.com/api/", False),
        ("http://127.0.0.1:8080/files-pri/x", "http://127.0.0.1:8080/api/", True),
        ("https://files.slack.com/x", "http://127.0.0.1:8080/api/", False),
        ("", "http://127.0.0.1:8080/api/", False),
    ],
)
async def test_a_file_is_fetched_from_slacks_own_hosts_only(url: str, api_url: str, trusted: bool) -> None:
    assert is_slacks(url, api_url) is trusted


async def test_files_of_an_answer_go_where_they_stay(line: Line) -> None:
    line.core.files[7] = Attachment("hours.csv", "text/csv", b"a,b")
    line.core.answer = always(Reply(card("Hours of C-2", files=(7,))))
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    await ann.types("#general", "/hours export C-2")
    assert ann.reads("#general") == "Parley: (Only visible to you)\n*Hours of C-2*"
    assert [file.name for message in ann.sees() for file in message.files] == ["hours.csv"]
    assert bo.sees("#general") == []


async def test_where_the_core_cannot_be_asked_the_person_is_told(line: Line) -> None:
    line.core.down = True
    ann = line.slack.person("ann")
    await ann.types("#general", "/milestone fund M-1 confirm:yes")
    assert "Not done, nothing was changed. Please try again in a minute." in ann.reads("#general")


async def test_a_message_that_comes_again_after_a_restart_is_the_same_delivery(line: Line) -> None:
    ann = line.slack.person("ann")
    await ann.says(None, "market")
    await line.restart()
    await line.slack.redeliver_last()
    first, again = line.core.asked
    assert first.key == again.key


async def test_an_event_that_could_not_be_taken_comes_again(line: Line) -> None:
    line.core.down = True
    ann = line.slack.person("ann")
    await ann.says(None, "market")
    line.core.down = False
    await line.slack.settle()
    assert [message.text for message in ann.sees()] == ["market", "You said: market"]


async def test_a_deleted_message_is_told_with_whose_it_was_and_a_tombstone_too(line: Line) -> None:
    ann = line.slack.person("ann")
    message = await ann.says(None, "On to the next one")
    before = message.as_json(line.slack.team_id)
    await ann.deletes(message)
    base = {"type": "message", "channel": ann.dm.id, "channel_type": "im", "event_ts": "1.3", "ts": "1.3"}
    tombstone = {"subtype": "tombstone", "user": "USLACKBOT", "ts": message.ts, "text": "This message was deleted."}
    changed = base | {"subtype": "message_changed", "message": tombstone, "previous_message": before}
    await line.slack.deliverer.event(changed)
    told = [(r.command, r.extra, r.text, r.written, r.who and r.who.user_id) for r in line.core.asked[1:]]
    assert told == [("said.reworded", "deleted", "", message.ts, ann.id)] * 2
