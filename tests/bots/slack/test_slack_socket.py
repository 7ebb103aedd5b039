"""Socket Mode: the same listeners over a WebSocket, and a clean end."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bots.slack.listen import WrongToken
from bots.slack.socket import SocketLine
from core.card import Button, Form, FormField, Press, Reply
from core.request import Quote
from tests.bots.slack.line import APP_TOKEN, Line, always, card, open_line
from tests.bots.slack.sockets import with_sockets
from tests.playground.slack_demo import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def line(stages: tuple[Stage, Stage]) -> AsyncIterator[Line]:
    """The bot, started, of a workspace that takes sockets."""
    async with open_line(stages) as opened, with_sockets(opened.slack) as url:
        opened.slack.base_url, opened.bot.client.base_url = url, f"{url}/api/"
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def socket(line: Line) -> AsyncIterator[SocketLine]:
    """The bot's socket, open."""
    opened = SocketLine(line.bot, APP_TOKEN)
    await opened.start()
    yield opened
    await opened.stop()


async def test_commands_presses_forms_messages_and_shortcuts_come_over_the_socket(
    line: Line, socket: SocketLine
) -> None:
    ann = line.slack.person("ann")
    exchange = await ann.types("#general", "/market")
    assert exchange is not None
    assert exchange.url == "socket"
    assert "You said: /market" in ann.reads("#general")
    line.core.answer = always(Reply(card("M-1", buttons=(Button("Edit", Press("milestone.edit", "M-1")),))))
    await ann.says(None, "milestone show M-1")
    line.core.answer = always(
        Reply(form=Form("milestone.edit", "Edit", "Save", (FormField("title", "Title", "text", True),)))
    )
    await ann.press(ann.sees()[-1], "Edit")
    await ann.fills(None, {"Title": "Draft"})
    line.core.answer = always(Reply(card("M-1 is changed")))
    await ann.submit()
    assert line.last.answers == {"title": ("Draft",)}
    assert ann.sees()[-1].text == "M-1 is changed"
    used = await ann.shortcut("contract.change", await ann.says("#general", "And the imprint"))
    assert used.url == "socket"
    assert line.last.quote == Quote("And the imprint")


async def test_an_event_that_could_not_be_taken_comes_again(line: Line, socket: SocketLine) -> None:
    line.core.down = True
    line.slack.deliverer.ack_seconds = 0.2
    ann = line.slack.person("ann")
    await ann.says(None, "market")
    line.core.down = False
    await line.slack.settle()
    assert [message.text for message in ann.sees()] == ["market", "You said: market"]


async def test_a_refreshed_connection_goes_on(line: Line, socket: SocketLine) -> None:
    await line.slack.sockets.disconnect()
    await line.slack.wait_until(lambda: line.slack.sockets.connected)
    ann = line.slack.person("ann")
    await ann.types("#general", "/market")
    assert "You said: /market" in ann.reads("#general")


async def test_a_wrong_app_token_is_told_at_the_start(line: Line) -> None:
    with pytest.raises(WrongToken, match="SLACK_APP_TOKEN is not accepted: Slack says invalid_auth"):
        await SocketLine(line.bot, "xapp-wrong").start()


async def test_a_stopped_line_leaves_nothing_behind(line: Line) -> None:
    before = asyncio.all_tasks()

    def left() -> list[str]:
        return [repr(task) for task in asyncio.all_tasks() - before if "SocketModeClient" in repr(task)]

    opened = SocketLine(line.bot, APP_TOKEN)
    await opened.start()
    assert left() != []
    await opened.stop()
    await asyncio.sleep(0)
    assert left() == []


async def test_a_line_that_was_never_started_can_be_stopped(line: Line) -> None:
    opened = SocketLine(line.bot, APP_TOKEN)
    await opened.stop()
    await opened.start()
    await opened.stop()
