"""What a payload says: who asked for what, where, and which ways its answer can take."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, Final

from bots.slack import forms
from bots.slack.buttons import OPENS_FORM, pressed
from bots.slack.send import PLATFORM
from bots.slack.text import typed
from core.card import Press
from core.request import DELETED, REWORDED, Place, Quote, Request, Who

Payload = Mapping[str, Any]
HOME: Final = "market.home"
STALE: Final = "market.stale"
_WRITTEN: Final = (None, "file_share", "thread_broadcast")


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a request came from and where its answer belongs.

    `thread` is the thread it was made in, `written` the message that made it, `pressed` the one whose button was
    pressed, which is `hidden` if only the presser sees it. `lasting` if answers are messages in the person's
    conversation with the app, `home` if they are its Home tab. Slack leaves `response_url` and `trigger_id` open for a
    while.
    """

    who: Who
    place: Place
    thread: str = ""
    written: str = ""
    pressed: str = ""
    hidden: bool = False
    lasting: bool = False
    home: bool = False
    response_url: str = ""
    trigger_id: str = ""


def command(body: Payload, who: Who, prefix: str) -> tuple[Request, Asked]:
    """A slash command, whose word may have the workspace's prefix."""
    word = body["command"].removeprefix("/").removeprefix(prefix)
    text = f"/{word} {typed(body.get('text', ''))}".rstrip()
    chat = body["channel_id"]
    asked = Asked(
        who, _place(who, chat, ""), response_url=body.get("response_url", ""), trigger_id=body.get("trigger_id", "")
    )
    return _request(asked, _key(asked, text), text=text), asked


def press(body: Payload, who: Who) -> tuple[Request, Asked]:
    """A pressed button or a choice in a menu, on a message or in the Home tab; an unknown one is as good as stale."""
    action, container = body["actions"][0], body.get("container", {})
    chat, message = container.get("channel_id", ""), container.get("message_ts", "")
    hidden = bool(container.get("is_ephemeral"))
    lasting = chat.startswith("D") and not hidden
    asked = Asked(
        replace(who, chat=chat) if lasting else who,
        _place(who, chat, message),
        thread=container.get("thread_ts", ""),
        pressed=message,
        hidden=hidden,
        lasting=lasting,
        home=body.get("view", {}).get("type") == "home",
        response_url=body.get("response_url", ""),
        trigger_id=body.get("trigger_id", ""),
    )
    value = pressed(action)
    if action.get("action_id") == OPENS_FORM:
        return _request(asked, _key(asked, value), text=value), asked
    found = Press.read(value) or Press(STALE)
    known = {"command": found.command, "ref": found.ref, "seen": found.version, "extra": found.extra}
    return _request(asked, _key(asked, f"{message}|{value}"), **known), asked


def _key(asked: Asked, what: str) -> str:
    """One delivery's name: Slack's trigger, unique to each invocation, with who asked and for what."""
    trigger = asked.trigger_id or secrets.token_hex(8)
    said = f"{asked.who.user_id}|{asked.place.chat}|{what}"
    return f"{trigger}:{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def shortcut(
    body: Payload, who: Who, our_ids: Set[str | None], names: Mapping[str, str], link: str
) -> tuple[Request, Asked]:
    """A shortcut used on a message, which is ours if one of `our_ids` sent it; `names` are of whom it mentions.

    A direct conversation may be with somebody else: what is answered there goes through the response_url.
    """
    message, chat = body["message"], body["channel"]["id"]
    thread = message.get("thread_ts", "")
    asked = Asked(
        who,
        _place(who, chat, thread or body["message_ts"]),
        thread=thread,
        response_url=body.get("response_url", ""),
        trigger_id=body.get("trigger_id", ""),
    )
    ours = bool(our_ids & {message.get("user"), message.get("bot_id")})
    quote = Quote(typed(message.get("text", ""), names=names), link, ours)
    command = body["callback_id"]
    return _request(asked, _key(asked, f"{body['message_ts']}|{command}"), command=command, quote=quote), asked


def submission(body: Payload, who: Who, response_url: str) -> tuple[Request, Asked]:
    """A filled-in form, still without its files. Raises ValueError for a view that is not ours.

    Slack does not change a view's hash when it shows errors in it, so what was filled in belongs to the key too: the
    same form sent twice is one delivery, the corrected one another.
    """
    view = body["view"]
    carried = forms.Carried.load(view.get("private_metadata", ""))
    place = _place(who, carried.chat, carried.thread)
    asked = Asked(
        replace(who, chat=carried.chat) if carried.private else who,
        place,
        thread=carried.thread,
        lasting=carried.private,
        home=carried.home,
        response_url=response_url,
    )
    values = json.dumps(view.get("state", {}).get("values", {}), sort_keys=True)
    key = f"{view['id']}:{view.get('hash', '')}:{hashlib.sha256(values.encode()).hexdigest()[:16]}"
    answers: dict[str, tuple[str, ...]] = {}
    for name, value in carried.known:
        answers[name] = (*answers.get(name, ()), value)
    request = _request(
        asked, key, command=carried.command, ref=carried.ref, seen=carried.seen, extra=carried.extra,
        answers=answers | forms.answers(view), submitted=True,
    )  # fmt: skip
    return request, asked


def is_for_us(event: Payload) -> bool:
    """Whether a person has just written to us: not a bot, not edited nor deleted, not among themselves."""
    kind = event["type"]
    meant = kind == "app_mention" or (kind == "message" and event.get("channel_type") == "im")
    return meant and bool(event.get("user")) and not event.get("bot_id") and event.get("subtype") in _WRITTEN


def thread_of(event: Payload, team: str, bot_user_id: str) -> Place | None:
    """The thread of a channel in which a person has just written to nobody in particular."""
    if event["type"] != "message" or event.get("channel_type") not in ("channel", "group"):
        return None
    by_person = bool(event.get("user")) and not event.get("bot_id") and event.get("subtype") in _WRITTEN
    thread = event.get("thread_ts", "")
    mentioned = f"<@{bot_user_id}" in event.get("text", "")
    if not by_person or mentioned or thread in ("", event["ts"]):
        return None
    return Place(PLATFORM, team, event["channel"], thread, public=True)


def message(
    event: Payload, who: Who, bot_user_id: str, prefix: str, *, overheard: bool = False
) -> tuple[Request, Asked]:
    """A message to the app or one that mentions it, still without its files.

    The key is the message's own, since Slack may tell of one message under several event ids.
    """
    chat, written, thread = event["channel"], event["ts"], event.get("thread_ts", "")
    lasting = event.get("channel_type") == "im" or chat.startswith("D")
    asked = Asked(
        replace(who, chat=chat) if lasting else who,
        _place(who, chat, thread),
        thread=thread,
        written=written,
        lasting=lasting,
    )
    text = typed(event.get("text", ""), bot_user_id)
    if prefix and text.startswith(f"/{prefix}"):
        text = "/" + text.removeprefix(f"/{prefix}")
    return _request(asked, f"{chat}:{written}", text=text, written=written, overheard=overheard), asked


def rewording(event: Payload) -> tuple[str, str, str] | None:
    """Whose message was edited or deleted, its ts and its new words; empty words for one that is gone. Else None.

    Slack leaves a tombstone in place of a deleted message that has replies.
    """
    before, after = event.get("previous_message") or {}, event.get("message") or {}
    user = str(before.get("user") or after.get("user") or "")
    if not user or before.get("bot_id") or after.get("bot_id"):
        return None
    match event.get("subtype"):
        case "message_deleted":
            return user, str(event["deleted_ts"]), ""
        case "message_changed" if after.get("subtype") == "tombstone":
            return user, str(after["ts"]), ""
        case "message_changed":
            return user, str(after["ts"]), str(after.get("text", ""))
    return None


def reworded(event: Payload, who: Who, written: str, words: str, bot_user_id: str) -> Request:
    """An edited or deleted message; without words it is gone."""
    return Request(
        *(f"{PLATFORM}:{who.team}", f"{event['channel']}:{event['event_ts']}", who),
        text=typed(words, bot_user_id),
        command=REWORDED,
        extra="" if words else DELETED,
        place=_place(who, event["channel"], ""),
        written=written,
    )


def home(body: Payload, who: Who) -> tuple[Request, Asked]:
    """A look at the app's Home tab."""
    chat = body["event"].get("channel", "")
    asked = Asked(replace(who, chat=chat), _place(who, chat, ""), home=True)
    return _request(asked, body["event_id"], command=HOME), asked


def _place(who: Who, chat: str, message: str) -> Place:
    return Place(PLATFORM, who.team, chat, message, public=bool(chat) and not chat.startswith("D"))


def _request(asked: Asked, key: str, **what: Any) -> Request:
    return Request(f"{PLATFORM}:{asked.who.team}", key, asked.who, place=asked.place, durable=asked.lasting, **what)
