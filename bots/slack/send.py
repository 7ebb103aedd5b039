"""Slack as a place to send to: messages and edits, with the platform's refusals in the words of bots.gateway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bots.gateway import Address, Attachment, Blocked, Gone, Outgoing, Rejected, RetryLater
from bots.port import CorePort
from bots.slack.render import Json, Reader, message, people
from core.card import Card
from core.language import translate as _
from core.language import use_language

PLATFORM: Final = "slack"
UNREACHABLE_PAUSE: Final = 5.0
TOKEN_PAUSE: Final = 300.0
_WRONG_TOKEN: Final = frozenset({
    "invalid_auth", "not_authed", "token_revoked", "token_expired", "org_login_required", "not_allowed_token_type",
})  # fmt: skip
_BUSY: Final = frozenset({
    "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
})  # fmt: skip
_CLOSED: Final = frozenset({
    "channel_not_found", "is_archived", "not_in_channel", "user_not_in_channel", "user_not_found", "users_not_found",
    "user_not_visible", "user_disabled", "account_inactive", "cannot_dm_bot", "messages_tab_disabled",
    "restricted_action", "restricted_action_read_only_channel", "restricted_action_non_threadable_channel",
})  # fmt: skip
_GONE: Final = frozenset({
    "message_not_found", "cant_update_message", "edit_window_closed", "is_inactive", "expired_url", "used_url",
})  # fmt: skip
_SHAPE: Final = frozenset({
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_attachments",
})  # fmt: skip
_LITERAL: Final[Json] = {"parse": "none", "link_names": False}
T = TypeVar("T")
_log = structlog.get_logger()


class WrongToken(Exception):
    """Slack does not accept a token; `str()` names the setting and Slack's reason, never the token."""


class Misshapen(Rejected):
    """Slack does not take this message as it is built; its bare words may still go."""


@contextmanager
def platform_errors() -> Iterator[None]:
    """Turn the library's errors into the gateway's, without their texts, which hold the whole answer."""
    try:
        yield
    except SlackApiError as error:
        raise _refusal(error) from None
    except (aiohttp.ClientError, OSError, TimeoutError, SlackClientError) as error:
        raise RetryLater(UNREACHABLE_PAUSE, type(error).__name__) from None


@contextmanager
def token_of(setting: str) -> Iterator[None]:
    """For the first call that a token is used in. Raises WrongToken, else what `platform_errors` raises."""
    with platform_errors():
        try:
            yield
        except SlackApiError as error:
            reason = reason_of(error)
            if reason in _WRONG_TOKEN or reason == "account_inactive":
                raise WrongToken(f"{setting} is not accepted: Slack says {reason}") from None
            raise


def reason_of(error: SlackApiError) -> str:
    """Slack's word for what is wrong, e.g. `channel_not_found`; "" if the answer was none of its usual ones."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _refusal(error: SlackApiError) -> Exception:
    reason, response = reason_of(error), error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    if status == 429 or status >= 500 or not reason or reason in _BUSY:
        pause = str(getattr(response, "headers", {}).get("Retry-After", ""))
        return RetryLater(float(pause) if pause.isdecimal() else UNREACHABLE_PAUSE, reason or f"status {status}")
    return _refused(reason)


def _refused(reason: str) -> Exception:
    if reason in _WRONG_TOKEN:
        return RetryLater(TOKEN_PAUSE, reason)
    for words, kind in ((_CLOSED, Blocked), (_GONE, Gone), (_SHAPE, Misshapen)):
        if reason in words:
            return kind(reason)
    return Rejected(reason)


class SlackGateway:
    """The Gateway of one workspace. Every method raises RetryLater, Blocked, Gone or Rejected."""

    platform = PLATFORM

    def __init__(self, client: AsyncWebClient, core: CorePort) -> None:
        self._client, self._core = client, core
        self.team = ""

    async def send(self, to: Address, message: Outgoing) -> tuple[str, str]:
        """Send the card and then its files; a conversation is opened with a person who has none yet."""
        chat = to.chat or await self.room(to.user_id)
        content = await self.content(message.card, message.zone, message.language)
        posted = await self.post(chat, content, message.under)
        await self.attach(chat, message.files, message.under, message.language, message.card.alt)
        return chat, posted

    async def edit(self, to: Address, message_id: str, message: Outgoing) -> None:
        """Make the message show this card now."""
        await self.change(to.chat, message_id, await self.content(message.card, message.zone, message.language))

    async def open(self, to: Address, title: str) -> str:
        """Slack has no topics: a message's thread is one."""
        return ""

    async def close(self, to: Address) -> None:
        """A thread stays open."""

    async def lacks(self, chat: str) -> tuple[str, ...]:
        """What the app may not do in a channel: `write` where it is no member. What Slack does not tell is allowed."""
        try:
            with platform_errors():
                found = await self._client.conversations_info(channel=chat)
        except Blocked:
            return ("write",)
        except (RetryLater, Gone, Rejected) as error:
            _log.info("slack does not say what the app may do", reason=str(error))
            return ()
        return () if found["channel"].get("is_member") else ("write",)

    async def content(self, card: Card, zone: str, language: str, *, all_buttons: bool = False) -> Json:
        """The card as a message, with the people it names as mentions."""
        return message(card, await self.reader(card, zone, language), all_buttons=all_buttons)

    async def reader(self, card: Card, zone: str, language: str) -> Reader:
        """The reader of a card in this workspace. A card whose people cannot be looked up names them."""
        named = people(card)
        try:
            handles = await self._core.handles(named, PLATFORM, self.team) if named else {}
        except Exception as error:
            _log.error("the core did not say who is here", error=type(error).__name__)
            handles = {}
        return Reader(zone, language, handles)

    async def room(self, user_id: str) -> str:
        """The direct conversation with a person."""
        with platform_errors():
            opened = await self._client.conversations_open(users=user_id)
        return str(opened["channel"]["id"])

    async def post(self, chat: str, content: Json, thread: str = "") -> str:
        """A new message; answers with its id."""
        quiet = {**_LITERAL, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
        under = thread or None
        post = self._client.chat_postMessage
        posted = await _styled(lambda shown: post(channel=chat, thread_ts=under, **shown, **quiet), content)
        return str(posted["ts"])

    async def whisper(self, chat: str, user_id: str, content: Json, thread: str = "") -> None:
        """A message that only this person sees, until they reload."""
        where = {"channel": chat, "user": user_id, "thread_ts": thread or None, **_LITERAL}
        await _styled(lambda shown: self._client.chat_postEphemeral(**where, **shown), content)

    async def change(self, chat: str, message_id: str, content: Json) -> None:
        """Another content for a message."""
        update = self._client.chat_update
        await _styled(lambda shown: update(channel=chat, ts=message_id, **shown, **_LITERAL), content)

    async def respond(self, url: str, content: Json, **how: Any) -> None:
        """Answer through a response_url, which works for half an hour and five times."""
        hook = AsyncWebhookClient(url, session=self._client.session, retry_handlers=[], logger=self._client.logger)

        async def send(shown: Json) -> None:
            answer = await hook.send_dict({**shown, **how, "unfurl_links": False, "unfurl_media": False})
            if answer.status_code == 400:
                raise Misshapen("status 400")
            if answer.status_code != 200:
                busy = answer.status_code == 429 or answer.status_code >= 500
                raise RetryLater(UNREACHABLE_PAUSE) if busy else Gone(f"status {answer.status_code}")

        await _styled(send, content)

    async def attach(
        self, chat: str, files: Sequence[Attachment], thread: str = "", language: str = "en", alt: str = ""
    ) -> None:
        """Share files. Their card is out already, so what goes wrong is said there and not raised.

        `alt` says what is on a picture among them.
        """
        if not files:
            return
        uploads = [
            {
                "filename": file.name,
                "title": file.name,
                "content": file.content,
                "alt_txt": alt if file.is_picture else None,
            }
            for file in files
        ]
        try:
            with platform_errors():
                await self._client.files_upload_v2(file_uploads=uploads, channel=chat, thread_ts=thread or None)
        except (RetryLater, Blocked, Gone, Rejected) as error:
            _log.warning("slack took no files", reason=str(error), files=len(files))
            with use_language(language):
                sorry = _("Slack did not take the files that belong here. Please ask for them again in a minute.")
            await self._tell(chat, sorry, thread)

    async def _tell(self, chat: str, sentence: str, thread: str) -> None:
        try:
            await self.post(chat, {"text": sentence}, thread)
        except (RetryLater, Blocked, Gone, Rejected) as error:
            _log.warning("slack took no remark", reason=str(error))


async def _styled(send: Callable[[Json], Awaitable[T]], content: Json) -> T:
    """Send a message; as its bare words if Slack cannot take it as it is."""
    try:
        with platform_errors():
            return await send(content)
    except Misshapen as refused:
        _log.error("slack refused a message as it was", reason=str(refused))
    with platform_errors():
        return await send({"text": content["text"], "blocks": []})
