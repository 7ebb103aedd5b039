"""What comes to `POST /slack/events` and what does not: signatures, sizes, nonsense, other workspaces, wrong tokens."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode

import httpx
import pytest

from bots.gateway import RetryLater
from bots.slack.endpoint import BODY_LIMIT, is_signed
from bots.slack.listen import WrongToken, build
from core.card import Reply
from tests.bots.slack.line import APP_TOKEN, SECRET, TOKEN, Core, Line, always, card

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOW = 1_790_000_000.0
BODY = b"text=caf\xc3\xa9"


def signed(body: bytes, at: float = NOW, secret: str = SECRET) -> dict[str, str]:
    """The headers that Slack would send with this body."""
    stamp = str(int(at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


async def send(line: Line, body: bytes, headers: Mapping[str, str], kind: str = "application/json") -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(line.slack.deliverer.app_url, content=body, headers={**headers, "content-type": kind})


@pytest.mark.parametrize("seconds", [0, 300, -300])
async def test_what_slack_signed_within_five_minutes_is_taken(seconds: int) -> None:
    assert is_signed(SECRET, signed(BODY), BODY, NOW + seconds)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, BODY),
        (signed(BODY, secret="another secret"), BODY),
        (signed(BODY), BODY + b" "),
        (signed(b"text=cafe"), BODY),
        (signed(BODY) | {"x-slack-request-timestamp": "tomorrow"}, BODY),
        (signed(BODY) | {"x-slack-request-timestamp": "٣"}, BODY),
        (signed(BODY) | {"x-slack-signature": "v0=é"}, BODY),
        (signed(BODY, NOW - 400), BODY),
        (signed(BODY, NOW + 400), BODY),
    ],
)
async def test_anything_else_is_not(headers: Mapping[str, str], body: bytes) -> None:
    assert not is_signed(SECRET, headers, body, NOW)


async def test_without_a_secret_nothing_is_signed() -> None:
    assert not is_signed("", signed(BODY, secret=""), BODY, NOW)


async def test_forged_unsigned_and_old_requests_are_refused_and_leave_no_trace(
    line: Line, capsys: pytest.CaptureFixture[str]
) -> None:
    await line.slack.person("ann").types("#general", "/market canary-text")
    capsys.readouterr()
    assert (await line.slack.redeliver_last(signature="bad")).status == 401
    assert (await line.slack.redeliver_last(age=400)).status == 401
    assert (await line.slack.redeliver_last(age=-400)).status == 401
    assert (await send(line, b'{"type": "event_callback"}', {})).status_code == 401
    assert (await send(line, b"\xff\xfe", {})).status_code == 401
    assert (await line.slack.redeliver_last(age=200)).status == 200
    assert [asked.text for asked in line.core.asked] == ["/market canary-text"] * 2
    assert "canary" not in capsys.readouterr().out


async def test_a_body_of_more_than_a_mebibyte_is_refused_unread(line: Line) -> None:
    body = b"x" * (BODY_LIMIT + 1)

    async def pieces() -> AsyncIterator[bytes]:
        yield body

    assert (await send(line, body, signed(body, time.time()))).status_code == 413
    async with httpx.AsyncClient(trust_env=False) as client:
        unannounced = await client.post(line.slack.deliverer.app_url, content=pieces())
    assert unannounced.status_code == 413


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b"null", b'"text"', b'{"authorizations": 1}'])
async def test_signed_nonsense_is_refused_without_a_word_to_the_core(line: Line, body: bytes) -> None:
    answer = await send(line, body, signed(body, time.time()))
    assert answer.status_code == 400
    assert line.core.asked == []


async def test_slack_can_verify_the_address(line: Line) -> None:
    assert await line.slack.deliverer.verify_url()


async def test_a_kind_of_request_that_the_manifest_does_not_ask_for_is_not_found(line: Line) -> None:
    body = json.dumps({"type": "shortcut", "callback_id": "x", "team": {"id": line.slack.team_id}}).encode()
    assert (await send(line, body, signed(body, time.time()))).status_code == 404
    assert line.core.asked == []


async def test_another_workspace_is_no_workspace_of_ours(line: Line) -> None:
    fields = {"command": "/market", "text": "", "team_id": "TOTHER", "user_id": "U1", "channel_id": "C1"}
    body = urlencode({**fields, "trigger_id": "1.2.3"}).encode()
    answer = await send(line, body, signed(body, time.time()), "application/x-www-form-urlencoded")
    assert answer.text == "This app works in its own workspace only."
    assert line.core.asked == []


async def test_an_event_that_nobody_asked_for_is_acknowledged(line: Line) -> None:
    event = {"type": "reaction_added", "user": "U1", "item": {}, "reaction": "x"}
    body = json.dumps({"type": "event_callback", "team_id": line.slack.team_id, "event_id": "Ev1", "event": event})
    assert (await send(line, body.encode(), signed(body.encode(), time.time()))).status_code == 200
    assert line.core.asked == []


async def test_a_wrong_token_is_told_at_the_start_and_never_shown(line: Line) -> None:
    bot = build("xoxb-canary-wrong", SECRET, f"{line.slack.base_url}/api/", "", Core())
    with pytest.raises(WrongToken, match="SLACK_BOT_TOKEN is not accepted: Slack says invalid_auth") as refused:
        await bot.start()
    assert "canary" not in str(refused.value)
    with pytest.raises(WrongToken, match="not_allowed_token_type"):
        await build(APP_TOKEN, SECRET, f"{line.slack.base_url}/api/", "", Core()).start()


async def test_a_slack_that_cannot_be_reached_is_told_at_the_start() -> None:
    with pytest.raises(RetryLater):
        await build(TOKEN, SECRET, "http://127.0.0.1:9/api/", "", Core()).start()


async def test_slack_is_asked_for_nobodys_authorisation_per_request(line: Line) -> None:
    ann = line.slack.person("ann")
    for _ in range(3):
        await ann.types("#general", "/market")
    assert len(line.calls("auth.test")) == 1


async def test_nothing_secret_is_logged(
    line: Line, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    ann = line.slack.person("ann")
    line.core.answer = always(Reply(card("canary-answer")))
    await ann.types("#general", "/wallet method add account:canary-iban")
    await ann.says(None, "canary-message")
    line.slack.fail_next("chat.postMessage", error="fatal_error")
    await ann.says(None, "canary-message")
    line.core.down = True
    await ann.types("#general", "/wallet method add account:canary-iban")
    await ann.says(None, "canary-message")
    written = capsys.readouterr().out + "".join(
        record.getMessage() for record in caplog.records if record.name != "httpx"
    )
    assert "the core did not answer" in written
    assert "canary" not in written
