"""Forms on their way through Slack: opened by a trigger, shown again with what is wrong, then to be confirmed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any, Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bots.gateway import Blocked, Gone, Rejected, RetryLater
from bots.slack import forms
from bots.slack.read import Asked, Payload
from bots.slack.render import Json
from bots.slack.send import SlackGateway, platform_errors
from core.card import Card, Form, Reply
from core.language import translate as _
from core.language import use_language

CONFIRM: Final = "confirm"
OPEN_SECONDS: Final = 1.5  # of the three that the trigger lives
_REMEMBERED: Final = 2_000
_TOO_LATE: Final = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})
_log = structlog.get_logger()


class Modals:
    """The forms that are open. A response_url that Slack left is kept here: the metadata is no place for it."""

    def __init__(self, client: AsyncWebClient, gateway: SlackGateway) -> None:
        self._client, self._gateway = client, gateway
        self._urls: OrderedDict[str, str] = OrderedDict()

    async def open(self, reply: Reply, form: Form, asked: Asked) -> str:
        """Open the form; answers with a sentence for the person if Slack would not."""
        view = await self._view(reply, form, asked)
        try:
            with platform_errors():
                async with asyncio.timeout(OPEN_SECONDS):
                    opened = await self._client.views_open(trigger_id=asked.trigger_id, view=view)
        except (RetryLater, Blocked, Gone, Rejected) as error:
            _log.warning("slack opened no form", reason=str(error))
            with use_language(reply.language):
                if str(error) in _TOO_LATE:
                    return _("Slack allows three seconds to open a form, and they were over. Please try again.")
                return _("Slack could not open the form. Nothing was done; please try again.")
        self._urls[str(opened["view"]["id"])] = asked.response_url
        while len(self._urls) > _REMEMBERED:
            self._urls.popitem(last=False)
        return ""

    def url_of(self, view_id: str) -> str:
        """The response_url that was there when this form was opened, if this process opened it."""
        return self._urls.get(view_id, "")

    async def again(self, reply: Reply, form: Form, shown: Payload, asked: Asked) -> Json:
        """The answer to a submission that asks for more: errors at their inputs, or another form in its place."""
        wrong = forms.errors(form, shown)
        if wrong:
            return {"response_action": "errors", "errors": wrong}
        return {"response_action": "update", "view": await self._view(reply, form, asked)}

    async def to_confirm(self, reply: Reply, asked: Asked) -> Json | None:
        """The answer to a submission that is to be confirmed: the summary, with the button as its submit."""
        card = reply.card
        button = card.buttons[0] if card and card.buttons else None
        if card is None or button is None or button.press is None or button.press.command != CONFIRM:
            return None
        reader = await self._gateway.reader(card, reply.zone, reply.language)
        return {"response_action": "update", "view": forms.summary(card, button, _carried(asked), reader)}

    async def _view(self, reply: Reply, form: Form, asked: Asked) -> Json:
        reader = await self._gateway.reader(Card((), (form.intro,)), reply.zone, reply.language)
        return forms.view(form, _carried(asked), reader)


def not_done(shown: Payload, sentence: str, language: str) -> Json:
    """The answer to a submission that could not be taken: what was typed stays, so that it can be sent again."""
    inputs = forms.inputs(shown)
    if inputs:
        return {"response_action": "errors", "errors": {inputs[0]: sentence}}
    return {"response_action": "update", "view": forms.notice(sentence, language)}


def _carried(asked: Asked) -> forms.Carried:
    """Where the result of a form belongs."""
    where: dict[str, Any] = {"thread": asked.thread, "private": asked.lasting, "home": asked.home}
    return forms.Carried("", chat=asked.place.chat, **where)
