"""A small Bolt app and its server: what the stand-in of Slack is tried with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

SECRET, TOKEN, APP_TOKEN = "signing-secret", "xoxb-demo", "xapp-demo"

Json = dict[str, Any]


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serves on a free loopback port; gives the address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


class Stage:
    """One server for many tests: each puts its own app on."""

    app: ASGIApp
    url: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    stage = Stage()
    async with served(stage) as stage.url:
        yield stage


def text_input(block_id: str, label: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "value"}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(label: str, **more: Any) -> Json:
    return {"type": "button", "action_id": label.lower(), "text": plain(label), **more}


def modal(callback_id: str, *blocks: Json, **more: Any) -> Json:
    view = {"type": "modal", "callback_id": callback_id, "title": plain("Post a job"), "blocks": list(blocks)}
    return view | {"submit": plain("Post")} | more


CARD = [
    section("*M-1* is waiting"),
    {"type": "actions", "elements": [button("Approve", value="M-1.7", style="primary"), button("Details")]},
]


class Demo:
    """Bolt listeners that do what a bot does, and remember what they heard."""

    def __init__(self, base_url: str) -> None:
        self.client = AsyncWebClient(token=TOKEN, base_url=base_url + "/api/")
        self.bolt = AsyncApp(client=self.client, signing_secret=SECRET, process_before_response=True)
        self.heard: list[Json] = []
        self.fail_events = 0
        self.nap = 0.0
        self._listen()

    def _listen(self) -> None:
        self.bolt.command("/echo")(self.echo)
        self.bolt.command("/form")(self.form)
        self.bolt.command("/card")(self.card)
        self.bolt.action("approve")(self.approve)
        self.bolt.action("more")(self.more)
        self.bolt.action("size")(self.note)
        self.bolt.view("job")(self.job)
        self.bolt.view_closed("job")(self.note)
        self.bolt.shortcut("log")(self.note)
        self.bolt.event("app_mention")(self.mentioned)
        self.bolt.event("message")(self.written)
        self.bolt.event("app_home_opened")(self.home)
        self.bolt.event("app_uninstalled")(self.note)

    async def note(self, ack: Any, body: Json) -> None:
        self.heard.append(body)
        await ack()

    async def echo(self, ack: Any, body: Json) -> None:
        self.heard.append(body)
        await asyncio.sleep(self.nap)
        await ack(f"You said {body['text']}")

    async def form(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(body)
        size = {
            "type": "static_select", "action_id": "size", "placeholder": plain("How big"),
            "options": [{"text": plain(word), "value": word.lower()} for word in ("Small", "Large")],
        }  # fmt: skip
        blocks = [
            text_input("title", "Title"),
            {"type": "input", "block_id": "size", "label": plain("Size"), "element": size},
            text_input("note", "Note", optional=True),
            {"type": "actions", "block_id": "extra", "elements": [button("More")]},
        ]
        view = modal("job", *blocks, private_metadata=body["channel_id"], notify_on_close=True)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def more(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        view = modal("job", text_input("title", "Title"), text_input("why", "Why"))
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)
        await ack()

    async def job(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(body)
        title = body["view"]["state"]["values"]["title"]["value"]["value"]
        if title == "bad":
            await ack(response_action="errors", errors={"title": "That will not do."})
        elif title == "next":
            step = modal("job", text_input("title", "Step two"), submit=plain("Done"))
            await ack(response_action="push", view=step)
        elif title == "broken":
            await ack(response_action="errors", errors={"nowhere": "There is no such block."})
        else:
            await client.chat_postMessage(channel=body["user"]["id"], text=f"Posted {title}")
            await ack()

    async def card(self, ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=body["channel_id"], text="M-1 is waiting", blocks=CARD)
        await ack()

    async def approve(self, ack: Any, body: Json, client: AsyncWebClient, respond: Any) -> None:
        self.heard.append(body)
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**where, text="M-1 is paid", blocks=[section("*M-1* is paid")])
        await respond("Thank you")
        await ack()

    async def mentioned(self, event: Json, say: Any) -> None:
        self.heard.append(event)
        await say(text=f"<@{event['user']}> I am here", thread_ts=event.get("thread_ts", event["ts"]))

    async def written(self, event: Json, say: Any) -> None:
        self.heard.append(event)
        if event.get("channel_type") == "im" and not event.get("bot_id"):
            await say(f"Heard {len(event.get('files', []))} files and: {event['text']}")

    async def home(self, event: Json, client: AsyncWebClient) -> None:
        self.heard.append(event)
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": CARD})

    async def events(self, request: Request) -> Response:
        if self.fail_events and b"event_callback" in await request.body():
            self.fail_events -= 1
            self.heard.append(dict(request.headers))
            return Response("not now", status_code=503)
        return await AsyncSlackRequestHandler(self.bolt).handle(request)

    @property
    def asgi(self) -> Starlette:
        return Starlette(routes=[Route("/slack/events", self.events, methods=["POST"])])
