"""A reply of the core on its way to the person: in the Home tab, over the pressed card, in private or to all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bots.gateway import Blocked, Gone, Rejected, RetryLater
from bots.port import CorePort
from bots.slack.buttons import VALUE_LIMIT, form_opener, row
from bots.slack.read import HOME, Asked
from bots.slack.render import Json, body
from bots.slack.send import PLATFORM, SlackGateway, platform_errors
from core.card import Button, Card, Form, Press, Reply
from core.language import translate as _
from core.language import use_language
from core.request import Request

Sent = tuple[str, str] | None
Way = Callable[[], Awaitable[Sent]]
_log = structlog.get_logger()


class Answers:
    """Gives replies. Nothing that goes wrong on the platform is raised: the outbox or the core hears of it."""

    def __init__(self, client: AsyncWebClient, gateway: SlackGateway, core: CorePort) -> None:
        self._client, self._gateway, self._core = client, gateway, core

    async def give(self, request: Request, reply: Reply, asked: Asked) -> None:
        """Show the reply to whoever asked."""
        if card := shown_by(reply):
            late = None if asked.home else reply  # a Home tab is drawn anew whenever somebody looks at it
            await self._settled(self._give(card, request, reply, asked), asked, late)

    async def remark(self, request: Request, sentence: str, asked: Asked) -> None:
        """Say something of our own right where the request was made."""
        card = Card((sentence,))
        reply = Reply(card, language=asked.who.language)
        await self._settled(self._give(card, request, reply, asked), asked)

    async def offer(self, request: Request, reply: Reply, form: Form, asked: Asked) -> None:
        """Send a button that opens the form: Slack lets an app open one only when something was pressed."""
        wrong = tuple((field.label, (field.error,)) for field in form.fields if field.error)
        card = Card((form.title,), (form.intro,) if form.intro else (), wrong)
        content = await self._gateway.content(card, reply.zone, reply.language)
        with use_language(reply.language):
            label = _("Open the form")
        if 0 < len(request.text) <= VALUE_LIMIT:
            content["blocks"] += form_opener(request.text, label)
        else:
            content["blocks"] += row((Button(label, Press(form.command, form.ref), "primary"),), reply.language)
        await self._settled(self._show(content, card, reply, asked), asked)

    async def attach(self, card: Card, reply: Reply, asked: Asked) -> None:
        """Share the files of a card that is shown already."""
        await self._settled(self._attach(card, reply, asked), asked, reply)

    async def _settled(self, sending: Awaitable[None], asked: Asked, late: Reply | None = None) -> None:
        """Send; what Slack has no time for now goes out later, if it is still worth it then."""
        try:
            await sending
        except RetryLater as error:
            _log.warning("slack has no time for a reply", reason=str(error), later=late is not None)
            if late:
                await self._core.postpone(asked.who, late)
        except Blocked:
            await self._core.reached(asked.who, True)
        except (Gone, Rejected) as refused:
            _log.error("slack refuses a reply", reason=str(refused))

    async def _give(self, card: Card, request: Request, reply: Reply, asked: Asked) -> None:
        if asked.home:
            await self._publish(card, reply, asked, is_front=request.command == HOME)
        else:
            every = bool(reply.extra.get("all_buttons"))
            content = await self._gateway.content(card, reply.zone, reply.language, all_buttons=every)
            await self._show(content, card, reply, asked)
        await self._attach(card, reply, asked)

    async def _attach(self, card: Card, reply: Reply, asked: Asked) -> None:
        """In the conversation, or with the person alone where others read along or nothing stays."""
        if not card.files:
            return
        files = await self._core.attachments(card.files)
        here = asked.lasting or (reply.in_public and asked.place.public)
        chat = asked.place.chat if here else await self._gateway.room(asked.who.user_id)
        await self._gateway.attach(chat, files, asked.thread if here else "", reply.language, card.alt)

    # where it goes

    async def _publish(self, card: Card, reply: Reply, asked: Asked, *, is_front: bool) -> None:
        """Make the Home tab show the card; one that is not the front page leads back to it."""
        reader = await self._gateway.reader(card, reply.zone, reply.language)
        with use_language(reply.language):
            back = () if is_front else (Button(_("Home"), Press(HOME)),)
        every = bool(reply.extra.get("all_buttons"))
        blocks = [
            *body(card, reader),
            *row(card.buttons, reply.language, all_buttons=every),
            *row(back, reply.language),
        ]
        with platform_errors():
            await self._client.views_publish(user_id=asked.who.user_id, view={"type": "home", "blocks": blocks})

    async def _show(self, content: Json, card: Card, reply: Reply, asked: Asked) -> None:
        """The first way that is open; the last one is a message to the person alone."""
        for way in self._ways(content, reply, asked):
            try:
                sent = await way()
                break
            except (Blocked, Gone) as closed:
                _log.info("slack has closed a way to answer", reason=str(closed))
        else:
            chat = await self._gateway.room(asked.who.user_id)
            sent = chat, await self._gateway.post(chat, content)
        if sent:
            await self._remember(*sent, card, reply, asked)

    def _ways(self, content: Json, reply: Reply, asked: Asked) -> Iterator[Way]:
        """What others read along gets no private answers, and no private card takes the place of a public one."""
        place, gateway = asked.place, self._gateway
        for_all = place.public and reply.in_public
        if reply.replaces and asked.pressed:
            if asked.hidden and asked.response_url:
                yield lambda: self._respond(content, asked, replace_original=True)
            elif for_all or asked.lasting:
                yield lambda: self._change(content, asked)
        if for_all or asked.lasting:
            yield lambda: self._post(content, asked)
        if asked.response_url:
            kind = "in_channel" if for_all else "ephemeral"
            yield lambda: self._respond(content, asked, replace_original=False, response_type=kind)
        if place.public:
            yield lambda: gateway.whisper(place.chat, asked.who.user_id, content, asked.thread)

    async def _post(self, content: Json, asked: Asked) -> Sent:
        """In a channel, a mention is answered in its thread."""
        thread = asked.thread or (asked.written if asked.place.public else "")
        return asked.place.chat, await self._gateway.post(asked.place.chat, content, thread)

    async def _change(self, content: Json, asked: Asked) -> Sent:
        await self._gateway.change(asked.place.chat, asked.pressed, content)
        return asked.place.chat, asked.pressed

    async def _respond(self, content: Json, asked: Asked, **how: object) -> Sent:
        thread = {"thread_ts": asked.thread} if asked.thread else {}
        await self._gateway.respond(asked.response_url, content, **how, **thread)
        return None

    async def _remember(self, chat: str, message_id: str, card: Card, reply: Reply, asked: Asked) -> None:
        """The message is out, so a failure here must not bring the same request, and the same message, again."""
        if not (card.thing or card.contract):
            return
        who = asked.who
        try:
            await self._core.remember(PLATFORM, who.team, chat, message_id, card, live=reply.live, who=who)
        except Exception as error:
            _log.error("a sent card was not remembered", error=type(error).__name__)


def shown_by(reply: Reply) -> Card | None:
    """The card of a reply; Slack has no toasts, so one that comes alone is a card too."""
    return reply.card or (Card((reply.toast,)) if reply.toast else None)
