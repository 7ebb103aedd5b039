"""The stand-in of Slack with the SDK's own client at the other end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bots.playground.slack import Workspace, create
from bots.playground.slack.views import new_trigger
from tests.playground.slack_demo import APP_TOKEN, SECRET, TOKEN, Json, Stage

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()


class Clock:
    """Seconds since the epoch that pass when told to."""

    now = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """Both ends."""

    slack: Workspace
    client: AsyncWebClient
    clock: Clock
    url: str

    async def refusal(self, method: str, **arguments: Any) -> Json:
        """What Slack answers to a call that it refuses."""
        with pytest.raises(SlackApiError) as caught:
            await self.client.api_call(method, json=arguments)
        return dict(caught.value.response.data)

    def trigger(self, name: str) -> str:
        """For opening a view to this person."""
        return new_trigger(self.slack, self.slack.person(name).id)


@asynccontextmanager
async def open_desk(stage: Stage) -> AsyncIterator[Desk]:
    """A fresh workspace on the stage, whose app is not there."""
    clock = Clock()
    slack = create("http://127.0.0.1:9/slack/events", SECRET, TOKEN, APP_TOKEN, clock=clock)
    slack.base_url, stage.app = stage.url, slack.asgi
    yield Desk(slack, AsyncWebClient(token=TOKEN, base_url=stage.url + "/api/"), clock, stage.url)
    await slack.aclose()
