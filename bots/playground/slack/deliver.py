"""Requests to the app, as Slack sends them: signed, within three seconds, events again if they fail."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import httpx

from bots.playground.slack import payloads
from bots.playground.slack.model import Change, Exchange, Json
from bots.playground.slack.state import State

Kind = Literal["slash_commands", "interactive", "events_api"]
RETRY_SECONDS = (0.0, 60.0, 300.0)
LIMITS = httpx.Limits(keepalive_expiry=2.0)  # before the app's server gives an idle connection up
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Sent:
    """A request as it went out, to be sent again."""

    kind: Kind
    payload: Json
    headers: Mapping[str, str]
    body: bytes


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's `v0` signature of a request."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class Deliverer:
    """Talks to one app: over HTTP at `app_url`, or over its sockets while any are open.

    `ack_seconds` is how long the app has, `retry_scale` shortens the pauses before events are sent again.
    """

    def __init__(self, state: State, app_url: str, signing_secret: str) -> None:
        self.state = state
        self.app_url = app_url
        self.signing_secret = signing_secret
        self.ack_seconds = 3.0
        self.retry_scale = 1.0
        self.echo = False
        self.last: Sent | None = None
        self._client: httpx.AsyncClient | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        state.on_change(self._echo)

    async def command(self, payload: Json) -> Exchange:
        self.last = self._request("slash_commands", payload)
        return await self._try(self.last)

    async def interaction(self, payload: Json) -> Exchange:
        self.last = self._request("interactive", payload)
        return await self._try(self.last)

    async def event(self, event: Json) -> Exchange | None:
        """Sends an event if the app is subscribed; answers with the first try, the others follow on their own."""
        kind = event["type"]
        wanted = f"message.{plural(event['channel_type'])}" if kind == "message" else kind
        if wanted not in self.state.config.events or not self.state.installed:
            return None
        sent = self.last = self._request("events_api", payloads.event_callback(self.state, event))
        exchange = await self._try(sent)
        if not exchange.ok:
            self._later(self._retry(sent, exchange))
        return exchange

    async def settle(self) -> None:
        """Waits until everything under way has been delivered or given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client:
            await self._client.aclose()

    async def redeliver_last(self, age: float | None = None, signature: str | None = None) -> Exchange:
        """The last request once more, byte for byte; or signed anew `age` seconds ago; or with a `bad` signature."""
        if self.last is None:
            raise LookupError("nothing has been sent yet")
        if self.state.sockets.connected:
            return await self._by_socket(self.last)
        headers = dict(self.last.headers)
        if age is not None:
            headers |= self._signing(self.last.body, time.time() - age)
        if signature is not None:
            headers["X-Slack-Signature"] = "v0=" + "0" * 64 if signature == "bad" else signature
        return await self._by_http(Sent(self.last.kind, self.last.payload, headers, self.last.body))

    async def verify_url(self) -> bool:
        """Slack's check when an address is entered: the app must send the challenge back."""
        asked = {
            "token": self.state.verification_token,
            "challenge": self.state.new_id("c"),
            "type": "url_verification",
        }
        exchange = await self._by_http(self._request("events_api", asked))
        answer = exchange.response
        return exchange.ok and asked["challenge"] in (
            answer,
            answer.get("challenge") if isinstance(answer, dict) else "",
        )

    async def _try(self, sent: Sent, **retry: Any) -> Exchange:
        if self.state.sockets.connected:
            return await self._by_socket(sent, **retry)
        return await self._by_http(sent)

    def _request(self, kind: Kind, payload: Json) -> Sent:
        if kind == "events_api":
            body, content = json.dumps(payload).encode(), "application/json"
        else:
            fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content = urlencode(fields).encode(), FORM
        headers = {"Content-Type": content, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        return Sent(kind, payload, headers | self._signing(body, time.time()), body)

    def _signing(self, body: bytes, at: float) -> dict[str, str]:
        stamp = str(int(at))  # the wall clock, whatever the workspace's: the app compares it with its own
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": sign(self.signing_secret, stamp, body)}

    async def _by_http(self, sent: Sent) -> Exchange:
        exchange = Exchange("to_app", _name(sent), self.state.now(), self.app_url, dict(sent.headers), sent.payload)
        self._client = self._client or httpx.AsyncClient(timeout=None, trust_env=False, limits=LIMITS)
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self.ack_seconds):
                response = await self._client.post(self.app_url, content=sent.body, headers=sent.headers)
            exchange.status, exchange.response = response.status_code, _answer(response)
            if not response.is_success:
                exchange.problem = "http_error"
                exchange.final = response.headers.get("X-Slack-No-Retry") == "1"
        except TimeoutError:
            exchange.problem = "http_timeout"
        except httpx.HTTPError:
            exchange.problem = "connection_failed"
        exchange.seconds = time.perf_counter() - started
        self.state.log(exchange)
        return exchange

    async def _by_socket(self, sent: Sent, **retry: Any) -> Exchange:
        exchange = Exchange("to_app", _name(sent), self.state.now(), "socket", {}, sent.payload)
        answers = sent.kind != "events_api"
        more = {} if answers else {"retry_attempt": 0, "retry_reason": ""} | retry
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self.ack_seconds):
                exchange.response = await self.state.sockets.send(sent.kind, sent.payload, answers, **more)
        except TimeoutError:
            exchange.problem = "timeout"
        except ConnectionError:
            exchange.problem = "connection_failed"
        exchange.seconds = time.perf_counter() - started
        self.state.log(exchange)
        return exchange

    async def _retry(self, sent: Sent, failed: Exchange) -> None:
        for number, pause in enumerate(RETRY_SECONDS, start=1):
            if failed.final:
                return
            await asyncio.sleep(pause * self.retry_scale)
            reason = failed.problem or ""
            headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
            headers |= self._signing(sent.body, time.time())
            again = Sent(sent.kind, sent.payload, {**sent.headers, **headers}, sent.body)
            failed = await self._try(again, retry_attempt=number, retry_reason=reason)
            if failed.ok:
                return

    def _later(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _echo(self, change: Change) -> None:
        """With `echo` on, the app hears of its own messages, their edits and their end, as on Slack."""
        message = change.message
        if not self.echo or message is None or not message.bot or message.is_ephemeral:
            return
        if change.kind == "message":
            self._later(self.event(payloads.message_event(self.state, message)))
        elif change.kind == "changed" and message.before:
            self._later(self.event(payloads.changed_event(self.state, message)))
            message.before = None
        elif change.kind == "deleted":
            self._later(self.event(payloads.deleted_event(self.state, message)))


def plural(channel_type: str) -> str:
    """The word for a kind of channel in event subscriptions: message.channels, message.groups, message.im."""
    return channel_type + "s" if channel_type in ("channel", "group") else channel_type


def _name(sent: Sent) -> str:
    payload = sent.payload
    return str(payload.get("command") or payload.get("event", {}).get("type") or payload.get("type"))


def _answer(response: httpx.Response) -> Any:
    if "json" in response.headers.get("content-type", ""):
        try:
            return response.json()
        except ValueError:
            return response.text
    return response.text
