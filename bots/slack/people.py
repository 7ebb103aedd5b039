"""Who somebody is: their name, zone and language in the workspace, looked up once and kept for a while."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bots.gateway import Blocked, Gone, Rejected, RetryLater
from bots.slack.send import PLATFORM, platform_errors
from core.request import Who

KEPT: Final = 10_000
MOST_NAMED: Final = 8
KEPT_SECONDS: Final = 3_600.0
FAILED_SECONDS: Final = 60.0
LOOKUP_SECONDS: Final = 1.0  # the request must be answered within three
_log = structlog.get_logger()


class People:
    """The members of one workspace, as far as they have been met."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: OrderedDict[str, tuple[Who, float]] = OrderedDict()

    async def who(self, team: str, user_id: str, name: str = "", chat: str = "") -> Who:
        """The person, with the name given if Slack cannot tell more; `chat` is their conversation with the app."""
        known, until = self._known.get(user_id, (None, 0.0))
        if known is None or time.monotonic() > until:
            known = await self._look_up(Who(PLATFORM, team, user_id, name))
        return replace(known, chat=chat) if chat else known

    async def names(self, team: str, user_ids: Sequence[str]) -> dict[str, str]:
        """The names of these people by user id, of the first few of them; who has none is left out."""
        found = await asyncio.gather(*(self.who(team, user_id) for user_id in user_ids[:MOST_NAMED]))
        return {who.user_id: who.name for who in found if who.name}

    async def _look_up(self, who: Who) -> Who:
        try:
            with platform_errors():
                asked = self._client.users_info(user=who.user_id, include_locale=True)
                answer = await asyncio.wait_for(asked, LOOKUP_SECONDS)
            found, seconds = _described(who, answer["user"]), KEPT_SECONDS
        except (RetryLater, Blocked, Gone, Rejected) as error:
            _log.info("slack did not say who somebody is", reason=str(error))
            found, seconds = who, FAILED_SECONDS
        self._known[who.user_id] = (found, time.monotonic() + seconds)
        self._known.move_to_end(who.user_id)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found


def _described(who: Who, user: Mapping[str, Any]) -> Who:
    profile = user.get("profile", {})
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), who.name, user.get("name"))
    name = next(filter(None, names), "")
    return replace(who, name=name, zone=user.get("tz") or "", language=user.get("locale") or "")
