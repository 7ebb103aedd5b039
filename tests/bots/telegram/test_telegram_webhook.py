"""The webhook's door, the start, and the long poll."""

import asyncio
import io
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from bots.playground.telegram.refusals import Refused
from bots.telegram.listen import SECRET_HEADER, WrongToken, build
from core.card import Reply
from core.request import Request
from tests.bots.telegram.line import SECRET, TOKEN, Core, Line, card, open_line

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]


class DatabaseDown(Exception):
    """What the core raises when it could not commit."""


class Failing:
    """A core that fails as often as told, then answers."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __call__(self, _request: Request) -> Reply:
        self.times -= 1
        if self.times >= 0:
            raise DatabaseDown
        return Reply(card("Done"))


async def post(line: Line, content: bytes, secret: str | None = SECRET) -> int:
    headers = {SECRET_HEADER: secret} if secret is not None else {}
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(f"{line.url}/telegram/webhook", content=content, headers=headers)).status_code


@pytest.mark.parametrize("secret", [None, "", "canary-secreT", "canary-secret2", "ключ"])
async def test_a_wrong_secret_is_refused_and_leaves_no_trace(
    line: Line, secret: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = [] if secret is None else [(SECRET_HEADER.encode(), secret.encode())]
        response = await client.post(f"{line.url}/telegram/webhook", content=b"{", headers=headers)
    assert response.status_code == 401
    assert line.core.asked == []
    assert "".join(capsys.readouterr()) == ""


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"1", b"{}", b'{"update_id":"7"}', b"[" * 100_000, b"\xff"]
)
async def test_what_is_no_update_is_a_bad_request(line: Line, content: bytes) -> None:
    assert await post(line, content) == 400
    assert line.core.asked == []


async def test_a_body_over_a_mebibyte_is_too_large(line: Line) -> None:
    assert await post(line, b" " * (1024 * 1024 + 1)) == 413
    assert line.core.asked == []


@pytest.mark.parametrize(
    "update", [b'{"update_id":7}', b'{"update_id":7,"message":{"text":1}}', b'{"update_id":7,"poll":{}}']
)
async def test_an_update_of_a_kind_nobody_reads_is_not_sent_again(line: Line, update: bytes) -> None:
    assert await post(line, update) == 200
    assert line.core.asked == []


async def test_a_failing_core_makes_telegram_send_the_update_again_under_the_same_key(line: Line) -> None:
    line.core.answer = Failing(2)
    ann = line.telegram.person("ann")
    await ann.types("/milestone approve M-1")
    await line.telegram.settle()
    assert len({(request.source, request.key) for request in line.core.asked}) == 1
    assert len(line.core.asked) == 3
    assert [message.text for message in ann.sees()] == ["/milestone approve M-1", "Done"]
    statuses = [seen.status for seen in line.telegram.exchanges if seen.name == "message"]
    assert statuses == [500, 500, 200]


async def test_an_answered_update_that_comes_again_is_not_answered_twice(line: Line) -> None:
    ann = line.telegram.person("ann")
    await ann.types("/market")
    await line.telegram.settle()
    statuses = await asyncio.gather(*(line.telegram.redeliver_last() for _time in range(5)))
    assert statuses == [200] * 5
    assert len(ann.sees()) == 2
    assert len(line.core.asked) == 1


async def test_a_press_that_failed_is_answered_at_once_and_done_later(line: Line) -> None:
    ann = line.telegram.person("ann")
    await ann.starts()
    await line.telegram.settle()
    line.core.answer = Failing(1)
    press = await ann.forges(ann.sees()[-1], "milestone.approve|M-1|3|")
    await line.telegram.settle()
    assert "nothing was changed" in (press.text or "")
    assert ann.sees()[-1].text == "Done"


async def test_one_update_that_never_succeeds_is_given_up_while_others_pass(line: Line) -> None:
    def answer(request: Request) -> Reply:
        if request.text == "poison":
            raise DatabaseDown
        return Reply(card("Done"))

    line.core.answer = answer
    ann, bo = line.telegram.person("ann"), line.telegram.person("bo")
    await ann.types("poison")
    for number in range(8):
        await bo.types(f"fine {number}")
        await asyncio.sleep(0.05)
    await ann.types("after")
    await line.telegram.settle()
    assert line.core.asked[-1].text == "after"
    assert len(bo.sees()) == 16
    assert sum("no use trying again" in (message.text or "") for message in ann.sees()) == 1


async def test_while_nothing_succeeds_nothing_is_given_up(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await ann.creates_group("Team")
    await ann.promotes_bot(group)
    line.core.answer = Failing(7)
    await ann.types("patience")
    for number in range(8):
        await ann.types(f"talk among people {number}", group)
        await asyncio.sleep(0.05)
    await line.telegram.settle()
    assert ann.sees()[-1].text == "Done"
    assert len(line.core.asked) == 8


async def test_the_start_sets_the_webhook_the_menus_and_the_menu_button(line: Line) -> None:
    (webhook,) = line.calls("setWebhook")
    assert webhook["url"] == f"{line.url}/telegram/webhook"
    assert line.telegram.webhook.secret == SECRET
    assert line.telegram.updates.allowed == set(ALLOWED)
    assert webhook.get("drop_pending_updates", "false").lower() == "false"
    assert line.bot.ready
    ann = line.telegram.person("ann")
    assert ann.menu() == [("market", "All about market"), ("job", "All about job")]
    assert ann.menu(await ann.creates_group("Team")) == [("market", "All about market")]
    assert line.telegram.profile.menu_button(ann.id)["type"] == "commands"


async def test_a_chat_can_be_offered_the_menu_of_its_audience(line: Line) -> None:
    ann = line.telegram.person("ann")
    group = await ann.creates_group("Mediation")
    await line.bot.offer("mediator", str(group.id))
    await line.bot.offer("operator", "-5")
    assert ann.menu(group) == [("dispute", "All about dispute")]


async def test_a_wrong_token_is_said_loudly_without_showing_it() -> None:
    async with open_line() as line:
        wrong = build("987654:another_canary_token", line.url, SECRET, line.url, Core())
        with pytest.raises(WrongToken) as refused:
            await wrong.start()
        assert not wrong.ready
        await wrong.stop()
        assert "canary_token" not in "".join(traceback.format_exception(refused.value)).replace(TOKEN, "")


@pytest.mark.parametrize("token", ["", "no token", "1:a/b", "1:a?b"])
def test_a_text_that_is_no_token_is_refused_at_once(token: str) -> None:
    with pytest.raises(WrongToken):
        build(token, "http://127.0.0.1:9", "", "", Core())


async def test_while_telegram_cannot_be_reached_the_bot_is_not_ready_and_goes_on_trying() -> None:
    async with open_line(started=False) as line:
        line.telegram.cut_next("getMe")
        line.telegram.fail_next("setWebhook", error_code=502, description="Bad Gateway")
        await line.bot.start()
        assert not line.bot.ready
        assert await post(line, b'{"update_id":7}') == 503
        await line.telegram.wait_until(lambda: line.telegram.webhook.url)
        await asyncio.sleep(0.05)
        assert line.bot.ready


async def test_without_a_secret_the_webhook_is_shut(polling: Line) -> None:
    assert await post(polling, b'{"update_id":7}', "") == 401
    assert await post(polling, b'{"update_id":7}', SECRET) == 401


async def test_polling_answers_like_the_webhook_does(polling: Line) -> None:
    ann = polling.telegram.person("ann")
    await ann.types("/market")
    await polling.telegram.settle()
    assert ann.sees()[-1].text == "You said: /market"
    assert polling.bot.ready
    assert polling.telegram.updates.allowed == set(ALLOWED)


async def test_polling_moves_on_only_after_the_core_has_committed(polling: Line) -> None:
    polling.core.answer = Failing(1)
    ann = polling.telegram.person("ann")
    await ann.types("/market")
    await polling.telegram.settle()
    assert len({request.key for request in polling.core.asked}) == 1
    assert len(polling.core.asked) == 2
    assert [message.text for message in ann.sees()] == ["/market", "Done"]


async def test_polling_stops_cleanly_and_nothing_comes_twice_after_a_restart() -> None:
    async with open_line(webhook=False) as line:
        ann = line.telegram.person("ann")
        await ann.types("before")
        await line.telegram.wait_until(lambda: len(ann.sees()) == 2)
        await line.bot.stop()
        assert not line.bot.ready
        await ann.types("meanwhile")
        line.bot = build(TOKEN, line.url, "", "", line.core)
        await line.bot.start()
        await line.telegram.settle()
        assert [request.text for request in line.core.asked] == ["before", "meanwhile"]


async def test_a_second_poller_makes_the_first_one_stop_loudly(
    polling: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    second = build(TOKEN, polling.url, "", "", Core())
    await second.start()
    async with asyncio.timeout(5):
        while polling.bot.ready:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
    assert "another process polls with this token" in capsys.readouterr().out
    assert second.ready
    await second.stop()


async def test_polling_outlives_a_telegram_that_goes_away_for_a_moment(polling: Line) -> None:
    polling.telegram.fail_next("getUpdates", error_code=500, description="Internal Server Error")
    polling.telegram.updates.abort_poll(Refused(500, "Internal Server Error: restart"))
    ann = polling.telegram.person("ann")
    await ann.types("/market")
    await polling.telegram.settle()
    assert ann.sees()[-1].text == "You said: /market"


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All that the process logs, at the finest level."""
    heard, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(heard), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


async def test_neither_token_nor_secret_nor_message_shows_in_any_log(capsys: pytest.CaptureFixture[str]) -> None:
    with everything_logged() as heard:
        async with open_line() as line:
            ann = line.telegram.person("ann")
            line.core.answer = Failing(1)
            line.telegram.fail_next("sendMessage", description="Bad Request: can't parse entities")
            line.telegram.fail_next("sendMessage", error_code=500, description="Internal Server Error")
            await ann.types("canary words")
            await line.telegram.settle()
            await line.telegram.webhook.aclose()
        await line.bot.start()
        await line.bot.stop()
    said = heard.getvalue() + "".join(capsys.readouterr())
    assert "an update was not taken" in said
    assert "canary" not in said
