"""The workspace's door to the core: slash commands, mentions, messages, buttons, shortcuts, forms, the Home tab.

Slack waits three seconds. The core answers in milliseconds and has committed before anything is acknowledged; what is
left to send after that is waited for only as long as there is time.
"""

from __future__ import annotations

import asyncio
import logging
import re
import traceback
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final

import aiohttp
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from bots.port import CorePort
from bots.slack import endpoint, forms, read
from bots.slack.answer import Answers, shown_by
from bots.slack.buttons import OPENS_PAGE
from bots.slack.files import Files, NoFile
from bots.slack.modals import Modals, not_done
from bots.slack.once import Once
from bots.slack.people import People
from bots.slack.permalink import permalink
from bots.slack.read import Asked, Payload
from bots.slack.send import SlackGateway, WrongToken, token_of
from bots.slack.text import mentioned
from core.card import Reply
from core.language import translate as _
from core.language import use_language
from core.request import Request, Who

__all__ = ["SlackBot", "WrongToken", "build"]

API_URL: Final = "https://slack.com/api/"
ANSWER_SECONDS: Final = 1.5
STOP_SECONDS: Final = 10.0
CALL_SECONDS: Final = 10
_ANY: Final = re.compile("")
_log = structlog.get_logger()


def build(bot_token: str, signing_secret: str, api_url: str, command_prefix: str, core: CorePort) -> SlackBot:
    """The bot of one workspace. `api_url` is Slack's own if empty; call `start` before it is asked anything."""
    return SlackBot(bot_token, signing_secret, api_url or API_URL, command_prefix, core)


class SlackBot:
    """Listens to one workspace. `gateway` sends to it, `endpoint` takes its HTTP requests."""

    def __init__(self, bot_token: str, signing_secret: str, api_url: str, command_prefix: str, core: CorePort) -> None:
        quiet = logging.getLogger("parley.slack")
        quiet.setLevel(logging.ERROR)  # the SDK's lower levels write down whole messages
        self._token, self._secret, self._prefix, self._core = bot_token, signing_secret, command_prefix, core
        self.client = AsyncWebClient(bot_token, api_url, CALL_SECONDS, logger=quiet, retry_handlers=[])
        self.gateway = SlackGateway(self.client, core)
        self.app = self._listening(AsyncWebClient(base_url=api_url, logger=quiet), quiet)
        self._answers, self._modals = Answers(self.client, self.gateway, core), Modals(self.client, self.gateway)
        self._people, self._files = People(self.client), Files(self.client)
        self._identity: AuthorizeResult | None = None
        self._at_work: set[asyncio.Task[None]] = set()
        self._once = Once()

    @property
    def team(self) -> str:
        """The workspace's id, once started."""
        return self.gateway.team

    async def start(self) -> None:
        """Open the line to Slack. Raises WrongToken, or RetryLater if Slack cannot be reached."""
        self.client.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        try:
            with token_of("SLACK_BOT_TOKEN"):
                found = await self.client.auth_test()
        except BaseException:
            await self.client.session.close()
            raise
        self.gateway.team = str(found.get("team_id") or "")
        self._identity = AuthorizeResult(
            enterprise_id=found.get("enterprise_id"), team_id=self.team, bot_token=self._token,
            bot_id=found.get("bot_id"), bot_user_id=found["user_id"],
        )  # fmt: skip
        _log.info("slack is connected", team=self.team)

    async def close(self) -> None:
        """Finish what is being answered and close the line."""
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=STOP_SECONDS)
        if self.client.session:
            await self.client.session.close()

    async def endpoint(self, request: HttpRequest) -> Response:
        """`POST /slack/events`."""
        return await endpoint.handle(self.app, self._secret, request)

    # listening: one listener per kind, as each further one costs every request

    def _listening(self, client: AsyncWebClient, logger: logging.Logger) -> AsyncApp:
        async def authorize(team_id: str | None) -> AuthorizeResult | None:
            return self._identity if team_id == self.team or not self.team else None

        app = AsyncApp(
            client=client,
            logger=logger,
            authorize=authorize,  # type: ignore[arg-type]  # None, for no workspace of ours, is fine with Bolt
            process_before_response=True,
            request_verification_enabled=False,  # `endpoint` has verified the raw bytes already
            user_facing_authorize_error_message="This app works in its own workspace only.",
        )
        app.command(_ANY)(self._on_command)
        app.action(_ANY)(self._on_press)
        app.view(_ANY)(self._on_submission)
        app.event(_ANY)(self._on_event)
        app.message_shortcut(_ANY)(self._on_shortcut)
        app.error(self._on_error)
        return app

    async def _on_command(self, ack: AsyncAck, body: Payload) -> BoltResponse:
        who = await self._people.who(self.team, body["user_id"], body.get("user_name", ""))
        request, asked = read.command(body, who, self._prefix)
        reply = await self._ask(request)
        if reply is None:
            return await ack(_not_done(who))
        if reply.form:
            return await ack(await self._modals.open(reply, reply.form, asked))
        card = shown_by(reply)
        if card is None:
            return await ack()
        if card.files:
            await self._soon(self._answers.attach(card, reply, asked))
        every = bool(reply.extra.get("all_buttons"))
        content = await self.gateway.content(card, reply.zone, reply.language, all_buttons=every)
        return await ack({**content, "response_type": "in_channel" if reply.in_public else "ephemeral"})

    async def _on_press(self, ack: AsyncAck, body: Payload) -> BoltResponse:
        if str(body["actions"][0].get("action_id", "")).startswith(OPENS_PAGE):
            return await ack()
        user = body["user"]
        who = await self._people.who(self.team, user["id"], user.get("username", ""))
        await self._answer(*read.press(body, who))
        return await ack()

    async def _on_shortcut(self, ack: AsyncAck, body: Payload) -> BoltResponse:
        user = body["user"]
        known = next((each for each in self._core.shortcuts() if each.command == body["callback_id"]), None)
        who, names, link = await asyncio.gather(
            self._people.who(self.team, user["id"], user.get("username", "")),
            self._people.names(self.team, mentioned(body["message"].get("text", ""))),
            permalink(self.client, body["channel"]["id"], body["message_ts"], wanted=bool(known and known.links)),
        )
        ours = {self._identity.bot_user_id, self._identity.bot_id} if self._identity else set()
        request, asked = read.shortcut(body, who, ours, names, link)
        if known:
            await self._answer(request, asked)
        else:
            await self._soon(self._answers.remark(request, _unknown(who), asked))
        return await ack()

    async def _answer(self, request: Request, asked: Asked) -> None:
        """Ask for what somebody pressed, and show the reply: a form right away, anything else where it belongs."""
        reply = await self._ask(request)
        if reply is None:
            await self._soon(self._answers.remark(request, _not_done(asked.who), asked))
        elif reply.form:
            if trouble := await self._modals.open(reply, reply.form, asked):
                await self._soon(self._answers.remark(request, trouble, asked))
        else:
            await self._soon(self._answers.give(request, reply, asked))

    async def _on_submission(self, ack: AsyncAck, body: Payload) -> BoltResponse:
        view, user = body["view"], body["user"]
        who = await self._people.who(self.team, user["id"], user.get("username", ""))
        try:
            request, asked = read.submission(body, who, self._modals.url_of(view["id"]))
        except ValueError:
            return await ack()
        attached = forms.files(view)
        try:
            files = await self._files.fetch([file for found in attached.values() for file in found])
        except NoFile as trouble:
            return await ack(response_action="errors", errors={next(iter(attached)): str(trouble)})
        reply = await self._ask(replace(request, files=files))
        if reply is None:
            return await ack(not_done(view, _not_done(who), who.language))
        if reply.form:
            return await ack(await self._modals.again(reply, reply.form, view, asked))
        if step := await self._modals.to_confirm(reply, asked):
            return await ack(step)
        await self._soon(self._answers.give(request, reply, asked))
        return await ack()

    async def _on_event(self, ack: AsyncAck, body: Payload) -> BoltResponse:
        event = body["event"]
        if event["type"] == "app_home_opened" and event.get("tab") == "home":
            await self._once.do(body["event_id"], lambda: self._home(body))
        elif read.is_for_us(event):
            await self._once.do(f"{event['channel']}:{event['ts']}", lambda: self._message(event))
        elif found := read.rewording(event):
            await self._once.do(body["event_id"], lambda: self._reworded(event, *found))
        elif (thread := read.thread_of(event, self.team, self._me)) and await self._core.listens(thread):
            await self._once.do(f"{event['channel']}:{event['ts']}", lambda: self._message(event, overheard=True))
        return await ack()

    async def _home(self, body: Payload) -> None:
        who = await self._people.who(self.team, body["event"]["user"])
        request, asked = read.home(body, who)
        await self._soon(self._answers.give(request, await self._core.ask(request), asked))

    @property
    def _me(self) -> str:
        return (self._identity and self._identity.bot_user_id) or ""

    async def _message(self, event: Payload, *, overheard: bool = False) -> None:
        who = await self._people.who(self.team, event["user"])
        request, asked = read.message(event, who, self._me, self._prefix, overheard=overheard)
        try:
            files = await self._files.fetch(event.get("files", ()))
        except NoFile as trouble:
            await self._soon(self._answers.remark(request, str(trouble), asked))
            return
        reply = await self._core.ask(await self._looked_around(replace(request, files=files)))
        if reply.form:
            await self._soon(self._answers.offer(request, reply, reply.form, asked))
        else:
            await self._soon(self._answers.give(request, reply, asked))

    async def _reworded(self, event: Payload, user: str, written: str, words: str) -> None:
        """Whoever edits or deletes a message of theirs gets no answer; the other side does."""
        who = await self._people.who(self.team, user)
        bot = (self._identity and self._identity.bot_user_id) or ""
        await self._core.ask(read.reworded(event, who, written, words, bot))

    async def _on_error(self, error: Exception, body: Payload) -> None:
        """An event that could not be taken is answered with 500, so that Slack sends it again."""
        _log.error("a request from slack failed", kind=body.get("type", "command"), **_described(error))

    async def _ask(self, request: Request) -> Reply | None:
        """The reply, or None where somebody waits and the core cannot be asked."""
        try:
            return await self._core.ask(await self._looked_around(request))
        except Exception as error:
            _log.error("the core did not answer", key=request.key, **_described(error))
            return None

    async def _looked_around(self, request: Request) -> Request:
        """The request; one that chooses its channel says what the app may not do there."""
        if not (request.place.public and self._core.settles(request)):
            return request
        return replace(request, place=replace(request.place, lacks=await self.gateway.lacks(request.place.chat)))

    async def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        """Wait for what is left to send while there is time; it goes on by itself after that."""
        task = asyncio.create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._done)
        await asyncio.wait({task}, timeout=ANSWER_SECONDS)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._at_work.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("a reply was not sent", **_described(error))


def _described(error: BaseException) -> dict[str, str]:
    """What happened and where; an error's own words may hold what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-2:]]
    return {"error": type(error).__name__, "at": " > ".join(where)}


def _unknown(who: Who) -> str:
    with use_language(who.language):
        return _("I do not know this shortcut any more. /market help shows what I can do.")


def _not_done(who: Who) -> str:
    with use_language(who.language):
        return _("Not done, nothing was changed. Please try again in a minute.")
