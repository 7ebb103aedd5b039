"""chat.* and reactions.*: posting, changing and removing messages."""

import re
from collections.abc import Callable
from typing import Any

from bots.playground.slack.args import Args
from bots.playground.slack.blocks import check_message, normalised
from bots.playground.slack.hooks import NOTHING_TO_SHOW
from bots.playground.slack.methods.people import seen
from bots.playground.slack.model import ApiError, Channel, Json, Message
from bots.playground.slack.state import State

MOST_POSTED = 40_000  # characters; what is more is cut off
MOST_UPDATED_BYTES = 4_000  # of UTF-8, though Slack's documentation speaks of characters
THREAD_TS = re.compile(r"\d+\.\d+")
CUT_OFF: Json = {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}


def place(state: State, reference: str) -> Channel:
    """Where the app posts: a channel by id or name, or a person's id for the direct conversation with them."""
    user = state.users.get(reference)
    if user is None:
        channel = state.channel(reference)
    elif user is state.bot_user or user.is_bot:
        raise ApiError("cannot_dm_bot")
    else:
        channel = state.direct([user.id, state.bot_user.id])
    if state.bot_user.id not in channel.members:
        everywhere = state.config.scopes is not None and "chat:write.public" in state.config.scopes
        if channel.kind != "public":
            raise ApiError("channel_not_found")
        if not everywhere:
            raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("is_archived")
    if channel.kind == "im" and not state.config.messages_tab:
        raise ApiError("messages_tab_disabled")
    return channel


def _content(args: Args) -> tuple[str, list[Json]]:
    text, blocks = args.text("text"), args.parsed("blocks", "invalid_blocks_format") or []
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    if not text and not blocks:
        raise ApiError("no_text")
    check_message(blocks)
    return text or NOTHING_TO_SHOW, normalised(blocks)


def _metadata(args: Args) -> Json | None:
    metadata: Any = args.parsed("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")
    if not metadata.get("event_type"):
        raise ApiError("invalid_metadata_schema")
    return metadata


def _thread(state: State, channel: Channel, args: Args) -> str | None:
    """The thread's root. Like Slack, an answer to a message that is gone quietly becomes an ordinary message."""
    thread_ts = args.text("thread_ts")
    if args.given("thread_ts") and not THREAD_TS.fullmatch(thread_ts):
        complaint = f"[ERROR] {thread_ts} is not a valid thread_ts"
        raise ApiError("invalid_thread_ts", response_metadata={"messages": [complaint]})
    parent = state.find_message(channel.id, thread_ts)
    return (parent.thread_ts or parent.ts) if parent else None


def post_message(state: State, args: Args) -> Json:
    channel = place(state, args.text("channel"))
    text, blocks = _content(args)
    thread = _thread(state, channel, args)
    more = {"blocks": blocks, "thread_ts": thread, "metadata": _metadata(args), "bot": state.as_app()}
    broadcast = bool(thread) and args.flag("reply_broadcast")
    message = state.post(channel.id, state.bot_user.id, text[:MOST_POSTED], broadcast=broadcast, **more)
    posted = {"channel": channel.id, "ts": message.ts, "message": message.as_json(state.team_id)}
    return posted | (CUT_OFF if len(text) > MOST_POSTED else {})


def post_ephemeral(state: State, args: Args) -> Json:
    user = state.users.get(args.need("user"))
    channel = place(state, args.text("channel"))
    if user is None or user.id not in channel.members:
        raise ApiError("user_not_in_channel")
    text, blocks = _content(args)
    thread = _thread(state, channel, args)
    more = {"blocks": blocks, "thread_ts": thread, "only_for": user.id, "bot": state.as_app()}
    return {"message_ts": state.post(channel.id, state.bot_user.id, text[:MOST_POSTED], **more).ts}


def _existing(state: State, args: Args, ts_name: str = "ts") -> Message:
    channel = state.channels.get(args.text("channel"))
    if channel is None:
        raise ApiError("channel_not_found")
    return _in(state, channel, args.need(ts_name))


def _in(state: State, channel: Channel, ts: str) -> Message:
    message = state.find_message(channel.id, ts)
    if message is None:
        raise ApiError("message_not_found")
    return message


def update(state: State, args: Args) -> Json:
    message = _existing(state, args)
    if message.user != state.bot_user.id:
        raise ApiError("cant_update_message")
    if state.channels[message.channel].is_archived:
        raise ApiError("is_inactive")
    text, blocks = _content(args)
    if len(text.encode()) > MOST_UPDATED_BYTES:
        raise ApiError("msg_too_long")
    message.before = message.as_json(state.team_id)
    message.text = text
    if args.given("blocks"):
        message.blocks = blocks
    if args.given("metadata"):
        message.metadata = _metadata(args)
    message.edited = {"user": state.bot_user.id, "ts": state.new_ts()}
    message.broadcast = message.broadcast or (bool(message.thread_ts) and args.flag("reply_broadcast"))
    state.tell("changed", message.channel, message=message)
    told = message.as_json(state.team_id)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": told}


def delete(state: State, args: Args) -> Json:
    message = _existing(state, args)
    if message.user != state.bot_user.id:
        raise ApiError("cant_delete_message")
    state.remove_message(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(state: State, args: Args) -> Json:
    message = _in(state, seen(state, args), args.need("message_ts"))
    link = state.url(f"/archives/{message.channel}/p{message.ts.replace('.', '')}")
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
    return {"channel": message.channel, "permalink": link}


def add_reaction(state: State, args: Args) -> Json:
    message, name = _existing(state, args, "timestamp"), args.need("name").strip(":")
    who = message.reactions.setdefault(name, [])
    if state.bot_user.id in who:
        raise ApiError("already_reacted")
    who.append(state.bot_user.id)
    state.tell("changed", message.channel, message=message)
    return {}


def remove_reaction(state: State, args: Args) -> Json:
    message, name = _existing(state, args, "timestamp"), args.need("name").strip(":")
    if state.bot_user.id not in message.reactions.get(name, []):
        raise ApiError("no_reaction")
    message.reactions[name].remove(state.bot_user.id)
    if not message.reactions[name]:
        del message.reactions[name]
    state.tell("changed", message.channel, message=message)
    return {}


METHODS: dict[str, Callable[[State, Args], Json]] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
    "reactions.add": add_reaction,
    "reactions.remove": remove_reaction,
}
