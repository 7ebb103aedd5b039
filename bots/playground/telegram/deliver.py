"""Webhook deliveries: one update at a time per chat, several chats at once, again and again until a 2xx."""

import asyncio
import re
import time
from collections.abc import Callable

import httpx

from bots.playground.telegram.model import Json
from bots.playground.telegram.refusals import bad_request, conflict
from bots.playground.telegram.updates import Update, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANSWER_SECONDS = 60
LONGEST_DELAY_UNITS = 60
LONGEST_ASKED_UNITS = 3600
_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_PORTS = (80, 88, 443, 8443)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

# (update, answered HTTP status or 0, what went wrong or "", how many seconds it took)
OnDelivery = Callable[[Update, int, str, float], None]


class Webhook:
    """Where updates are pushed. `delay_unit` is Telegram's second of retry delay; tests make it shorter."""

    def __init__(self, queue: UpdateQueue, on_delivery: OnDelivery, delay_unit: float) -> None:
        self.queue = queue
        self.on_delivery = on_delivery
        self.delay_unit = delay_unit
        self.url = ""
        self.secret = ""
        self.max_connections = 40
        self.last_error: Json = {}
        self._slots = asyncio.Semaphore(self.max_connections)
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._client: httpx.AsyncClient | None = None

    def set(self, url: str, secret: str, max_connections: int) -> str:
        """Point deliveries to `url`; returns Telegram's remark. Raises Refused for a bad URL or secret."""
        _check_url(url)
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not _SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if (url, secret, max_connections) == (self.url, self.secret, self.max_connections):
            return "Webhook is already set"
        self.stop()
        self.queue.abort_poll(conflict("terminated by setWebhook request"))
        self.url, self.secret, self.max_connections, self.last_error = url, secret, max_connections, {}
        self._slots = asyncio.Semaphore(max_connections)
        for lane in {update.lane for update in self.queue.pending.values()}:
            self.kick(lane)
        return "Webhook was set"

    def delete(self) -> str:
        """Stop pushing; what is pending stays in the queue."""
        was_set = bool(self.url)
        self.stop()
        self.url = self.secret = ""
        return "Webhook was deleted" if was_set else "Webhook is already deleted"

    def info(self) -> Json:
        """The Bot API's WebhookInfo."""
        shown: Json = {"url": self.url, "has_custom_certificate": False}
        shown["pending_update_count"] = len(self.queue.pending)
        if self.url:
            shown |= {"max_connections": self.max_connections, "ip_address": "127.0.0.1", **self.last_error}
        return shown

    def kick(self, lane: int) -> None:
        """See to it that the updates of a lane are being delivered."""
        if self.url and (lane not in self._lanes or self._lanes[lane].done()):
            self._lanes[lane] = asyncio.create_task(self._drain(lane), name=f"webhook lane {lane}")

    def stop(self) -> None:
        """Drop deliveries under way; their updates stay pending."""
        for task in self._lanes.values():
            task.cancel()
        self._lanes.clear()

    async def aclose(self) -> None:
        """Stop and close the connections."""
        self.stop()
        if self._client:
            await self._client.aclose()
            self._client = None

    async def post(self, update: Json, secret: str | None) -> httpx.Response:
        """One POST to the webhook, as Telegram does it; no header when `secret` is empty or None."""
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False)
        headers = {SECRET_HEADER: secret} if secret else {}
        return await self._client.post(self.url, json=update, headers=headers)

    async def _drain(self, lane: int) -> None:
        failures = 0
        while update := self.queue.next_of(lane):
            delay = await self._deliver(update, failures)
            if delay is None:
                self.queue.drop(update)
                failures = 0
            else:
                failures += 1
                await asyncio.sleep(delay)

    async def _deliver(self, update: Update, failures: int) -> float | None:
        """None once delivered, else how long to wait: at once after the first failure, then 2, 4, 8 … units."""
        asked_to_wait, started = 0, time.perf_counter()
        try:
            async with self._slots:
                started = time.perf_counter()
                response = await self.post(update.as_json(), self.secret)
            status = response.status_code
            wrong = f"Wrong response from the webhook: {status} {response.reason_phrase}"
            problem = "" if response.is_success else wrong
            retry_after = response.headers.get("Retry-After", "")
            asked_to_wait = min(int(retry_after), LONGEST_ASKED_UNITS) if retry_after.isdecimal() else 0
        except httpx.HTTPError as error:
            status, problem = 0, f"Connection failed: {type(error).__name__}"
        self.on_delivery(update, status, problem, time.perf_counter() - started)
        if not problem:
            return None
        self.last_error = {"last_error_date": int(self.queue.clock()), "last_error_message": problem}
        units = asked_to_wait or (min(2**failures, LONGEST_DELAY_UNITS) if failures else 0)
        return units * self.delay_unit


def _check_url(url: str) -> None:
    """Raises Refused for what Telegram would not call; plain http is for loopback only."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise bad_request("invalid webhook URL specified") from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise bad_request("invalid webhook URL specified")
    if parsed.scheme == "http" and parsed.host not in _LOOPBACK:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parsed.host not in _LOOPBACK and (parsed.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
