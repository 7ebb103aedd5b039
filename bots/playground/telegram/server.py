"""The stand-in of Telegram's Bot API server: what tests, the playground and its personas hold in their hands."""

import asyncio
import time
from collections.abc import Callable

import httpx
from starlette.applications import Starlette

from bots.playground.telegram.api import bot_api
from bots.playground.telegram.changes import Exchange
from bots.playground.telegram.faults import Cut, Fault, FloodLimits
from bots.playground.telegram.model import Json, User
from bots.playground.telegram.persona import Person
from bots.playground.telegram.refusals import Refused, too_many_requests
from bots.playground.telegram.world import World

FIRST_PERSON_ID = 5_100_000_001  # above 32 bits, as new accounts are


class Server(World):
    """Personas, scripted trouble and the wire; `asgi` is the Bot API that the bot talks to."""

    def __init__(self, bot_token: str, bot_username: str, clock: Callable[[], float], delay_unit: float) -> None:
        super().__init__(bot_token, bot_username, clock, delay_unit)
        self.people: dict[str, Person] = {}
        self.asgi: Starlette = bot_api(self)

    def person(
        self, name: str, *, id: int | None = None, username: str | None = None, language_code: str = "en"
    ) -> Person:
        """The persona of that name, made at first mention; `id` is the numeric user id, `username=""` gives none."""
        known = self.people.get(name.lower())
        if known:
            return known
        user_id = id or FIRST_PERSON_ID + len(self.people)
        handle = f"{name.lower()}_here" if username is None else username or None
        user = User(user_id, name[:1].upper() + name[1:], handle, language_code)
        self.users[user_id] = user
        self.people[name.lower()] = Person(self, user)
        return self.people[name.lower()]

    def fail_next(
        self,
        method: str,
        *,
        error_code: int = 400,
        description: str = "",
        retry_after: int = 0,
        times: int = 1,
        chat_id: int | None = None,
    ) -> None:
        """Refuse the next calls of a method (to one chat, if given) instead of doing them.

        `retry_after` in seconds makes it a 429.
        """
        refusal = Refused(error_code, description or f"Error {error_code}")
        if retry_after:
            refusal = too_many_requests(retry_after)
        self.faults.add(Fault(method, refusal, None, times, chat_id))

    def cut_next(self, method: str, *, how: Cut = "drop", times: int = 1, chat_id: int | None = None) -> None:
        """Do the next calls of a method but never answer: `drop` closes the connection, `hang` waits for the caller."""
        self.faults.add(Fault(method, None, how, times, chat_id))

    def limit_floods(self, **limits: int) -> None:
        """Switch the real sending limits on; FloodLimits names the figures."""
        self.flood_limits = FloodLimits(self.clock, **limits)

    async def redeliver_last(self) -> int | None:
        """Send the last update again, same id: the webhook's status, or None where the next getUpdates takes it."""
        update = self.updates.last
        if update is None:
            raise LookupError("there was no update yet")
        if self.webhook.url:
            return (await self.forge(update.as_json(), self.webhook.secret)).status_code
        self.updates.repeat(update)
        return None

    async def forge(self, update: Json, secret: str | None = None) -> httpx.Response:
        """POST anything to the bot's webhook, with a wrong secret or (None) without one; returns the bot's answer."""
        response = await self.webhook.post(update, secret)
        self.exchanged(Exchange("to_app", "forged", self.clock(), update, response.status_code, response.text))
        return response

    async def settle(self, timeout: float = 10.0, quiet: float = 0.05) -> None:  # noqa: ASYNC109 - as in wait_until
        """Wait until every update is taken and nothing has happened for `quiet` seconds; raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while self.updates.pending or not self.idle_for(quiet):  # noqa: ASYNC110 - no event tells that nothing happens
                await asyncio.sleep(quiet / 4)

    async def aclose(self) -> None:
        """Stop deliveries and end the long poll under way."""
        self.updates.abort_poll(Refused(500, "Internal Server Error: restart"))
        await self.webhook.aclose()


def create(
    bot_token: str,
    bot_username: str = "ParleyBot",
    clock: Callable[[], float] = time.time,
    delay_unit: float = 1.0,
) -> Server:
    """A server with one bot and nobody else.

    `clock` gives seconds since the epoch and dates everything; `delay_unit` is the second of webhook retry delays, in
    real seconds. Raises ValueError for a malformed token.
    """
    return Server(bot_token, bot_username, clock, delay_unit)
