"""A workspace of the local Slack: its memory, its web side, its people, and the line to the app."""

import asyncio
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from starlette.applications import Starlette

from bots.playground.slack import api
from bots.playground.slack.config import AppConfig
from bots.playground.slack.deliver import Deliverer
from bots.playground.slack.model import Exchange, Json
from bots.playground.slack.persona import Person
from bots.playground.slack.state import State


class Workspace(State):
    """See `create`. Everything happens in one event loop; `aclose` ends what is under way."""

    deliverer: Deliverer

    @cached_property
    def asgi(self) -> Starlette:
        """This workspace's servers: `/api/…` and what belongs to it."""
        return api.build([self])

    def person(self, name: str, *, real_name: str = "", tz: str = "UTC", locale: str = "en-US") -> Person:
        """The member of this name, made at first mention and then in #general; `tz` is an IANA name."""
        user = self.user_named(name)
        if user is None:
            user = self.add_user(name, real_name, tz, locale)
            self.channel("general").members.append(user.id)
        return Person(self, self.deliverer, user)

    async def redeliver_last(self, age: float | None = None, signature: str | None = None) -> Exchange:
        """Sends the app its last request once more: the same bytes, or `age` seconds old, or with a `bad` signature."""
        return await self.deliverer.redeliver_last(age, signature)

    async def settle(self, timeout: float = 10.0, quiet: float = 0.05) -> None:  # noqa: ASYNC109 - as in wait_until
        """Waits until every event is delivered or given up and nothing has happened for `quiet` seconds."""
        async with asyncio.timeout(timeout):
            await self.deliverer.settle()
            await self.wait_until_quiet(quiet)

    async def joins_team(self, name: str) -> Person:
        """A new member, of whom the app hears."""
        person = self.person(name)
        await self.deliverer.event({"type": "team_join", "user": person.user.as_json(self.team_id, self.now())})
        return person

    async def uninstall(self) -> None:
        """Removes the app: it is told, then its token is worth nothing."""
        tokens: Json = {"oauth": [], "bot": [self.bot_user.id]}
        revoked: Json = {"type": "tokens_revoked", "tokens": tokens, "event_ts": self.new_ts()}
        await self.deliverer.event(revoked)
        await self.deliverer.event({"type": "app_uninstalled", "event_ts": self.new_ts()})
        self.installed = False

    async def aclose(self) -> None:
        await self.deliverer.aclose()


def create(
    app_url: str,
    signing_secret: str,
    bot_token: str,
    app_token: str | None = None,
    clock: Callable[[], float] = time.time,
    manifest: Mapping[str, Any] | None = None,
    team: str = "Playground",
) -> Workspace:
    """A workspace with one app in it and a channel `#general`.

    `app_url` is the app's `/slack/events`. Serve `.asgi` and set `.base_url` to where it is served, so that the app
    gets absolute addresses. With a `manifest`, scopes, events and commands it does not declare are refused.
    `clock` gives Unix seconds for everything people see; signatures always carry the wall clock.
    """
    config = AppConfig.from_manifest(manifest) if manifest else AppConfig()
    workspace = Workspace(bot_token, app_token, clock, team, config)
    workspace.deliverer = Deliverer(workspace, app_url, signing_secret)
    workspace.add_channel("general")
    return workspace


def serve_together(*workspaces: Workspace) -> Starlette:
    """One server for several workspaces, as slack.com is; each call's token says which is meant."""
    return api.build(workspaces)
