"""What the stand-in of Slack does by itself: events again when they fail, three seconds for an answer, sockets."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bots.playground.slack import Workspace, create
from tests.playground.slack_demo import APP_TOKEN, SECRET, TOKEN, Stage, served

pytestmark = pytest.mark.asyncio(loop_scope="module")


class App:
    """Notes when a request came and with which headers; answers with the next of `answers`, slowly if it should."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.nap = 0.0
        self.came: list[tuple[float, dict[str, str], bytes]] = []

    async def events(self, request: Request) -> Response:
        self.came.append((time.monotonic(), dict(request.headers), await request.body()))
        await asyncio.sleep(self.nap)
        return Response(status_code=self.answers.pop(0) if self.answers else 200)

    def said(self, header: str) -> list[str | None]:
        return [headers.get(header) for _, headers, _ in self.came]


@pytest.fixture
def app(stage: Stage) -> App:
    app = App()
    stage.app = Starlette(routes=[Route("/slack/events", app.events, methods=["POST"])])
    return app


@pytest_asyncio.fixture(loop_scope="module")
async def slack(stage: Stage, app: App) -> AsyncIterator[Workspace]:
    slack = create(stage.url + "/slack/events", SECRET, TOKEN)
    slack.deliverer.retry_scale = 0.002
    yield slack
    await slack.aclose()


async def test_an_event_comes_again_at_once_after_a_minute_and_after_five_and_then_no_more(
    slack: Workspace, app: App
) -> None:
    app.answers = [500, 404, 503, 500]
    await slack.person("ann").says(None, "are you there?")
    await slack.settle()
    first, again, later, last = [at for at, _, _ in app.came]
    assert again - first < 0.1
    assert later - again >= 0.12
    assert last - later >= 0.6
    assert app.said("x-slack-retry-num") == [None, "1", "2", "3"]
    assert app.said("x-slack-retry-reason") == [None, "http_error", "http_error", "http_error"]
    verifier = SignatureVerifier(SECRET)
    assert all(verifier.is_valid_request(body, headers) for _, headers, body in app.came)
    assert len({body for _, _, body in app.came}) == 1


async def test_an_app_has_three_seconds_to_answer(slack: Workspace, app: App) -> None:
    assert slack.deliverer.ack_seconds == 3.0
    slack.deliverer.ack_seconds, app.nap = 0.2, 0.4
    ann = slack.person("ann")
    await ann.says(None, "are you asleep?")
    app.nap = 0.0
    await slack.settle()
    assert app.said("x-slack-retry-reason") == [None, "http_timeout"]
    app.nap = 0.4
    await ann.types(None, "/job")
    assert ann.sees()[-1].text == '/job failed with the error "operation_timeout"'
    await slack.settle()
    assert len(app.came) == 3, "only events come again"


async def test_an_app_that_is_down_gets_its_events_when_it_is_back(slack: Workspace, app: App) -> None:
    here, slack.deliverer.app_url = slack.deliverer.app_url, "http://127.0.0.1:9/"
    await slack.person("ann").says(None, "are you up?")
    slack.deliverer.app_url = here
    await slack.settle()
    assert app.said("x-slack-retry-num") == ["1"]
    assert app.said("x-slack-retry-reason") == ["connection_failed"]


async def test_what_is_not_acknowledged_on_the_socket_comes_again() -> None:
    slack = create("", SECRET, TOKEN, APP_TOKEN)
    slack.deliverer.ack_seconds, slack.deliverer.retry_scale = 0.4, 0.0001
    heard: list[SocketModeRequest] = []

    async def take(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request)
        if len(heard) > 1:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    async with served(slack.asgi) as url:
        slack.base_url = url
        client = SocketModeClient(APP_TOKEN, web_client=AsyncWebClient(base_url=url + "/api/"))
        client.socket_mode_request_listeners.append(take)
        await client.connect()  # type: ignore[no-untyped-call]  # the SDK gives it no types
        await slack.wait_until(lambda: slack.sockets.connected)
        await slack.person("ann").says(None, "hello")
        await slack.settle()
        assert [(request.retry_attempt, request.retry_reason) for request in heard] == [(0, ""), (1, "timeout")]
        assert heard[0].payload == heard[1].payload
        assert [request.accepts_response_payload for request in heard] == [False, False]
        await client.close()  # type: ignore[no-untyped-call]  # the SDK gives it no types
        await slack.aclose()


async def test_an_app_has_ten_sockets_at_most_and_each_ticket_opens_one() -> None:
    slack = create("", SECRET, TOKEN, APP_TOKEN)
    async with served(slack.asgi) as url, aiohttp.ClientSession() as session:
        slack.base_url = url
        client = AsyncWebClient(base_url=url + "/api/")
        tickets = [(await client.apps_connections_open(app_token=APP_TOKEN))["url"] for _ in range(11)]
        *sockets, one_too_many = [await session.ws_connect(ticket) for ticket in tickets]
        greetings = [await socket.receive_json() for socket in sockets]
        assert [(hello["type"], hello["num_connections"]) for hello in greetings] == [
            ("hello", number) for number in range(1, 11)
        ]
        assert greetings[0]["connection_info"] == {"app_id": slack.app_id}
        parting = await one_too_many.receive_json()
        assert (parting["type"], parting["reason"]) == ("disconnect", "too_many_websockets")
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(tickets[0])
        await slack.sockets.disconnect("warning")
        assert {(await socket.receive_json())["reason"] for socket in sockets} == {"warning"}
        assert not slack.sockets.connected
    await slack.aclose()
