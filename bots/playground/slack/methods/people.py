"""auth.*, users.*, conversations.* and apps.*: who is there, where, and the way in for Socket Mode."""

from collections.abc import Callable

from bots.playground.slack.args import Args
from bots.playground.slack.blocks import check_blocks, check_view
from bots.playground.slack.model import ApiError, Channel, Json
from bots.playground.slack.state import State

PAGE = 100
MOST_IN_CONVERSATION = 8


def auth_test(state: State, args: Args) -> Json:
    return {
        "url": state.url("/"), "team": state.team_name, "team_id": state.team_id, "user": state.bot_user.name,
        "user_id": state.bot_user.id, "bot_id": state.bot_id, "is_enterprise_install": False,
    }  # fmt: skip


def connections_open(state: State, args: Args) -> Json:
    ticket = state.sockets.new_ticket()
    where = state.url(f"/link?ticket={ticket}&app_id={state.app_id}")
    return {"url": where.replace("http", "ws", 1)}


def users_info(state: State, args: Args) -> Json:
    user = state.users.get(args.need("user"))
    if user is None:
        raise ApiError("user_not_found")
    return {"user": user.as_json(state.team_id, state.now(), args.flag("include_locale"))}


def users_conversations(state: State, args: Args) -> Json:
    who = args.text("user") or state.bot_user.id
    if who not in state.users:
        raise ApiError("user_not_found")
    kinds = (args.text("types") or "public_channel").split(",")
    wanted = {kind.strip().removesuffix("_channel") for kind in kinds}
    mine = [channel for channel in state.channels.values() if who in channel.members and channel.kind in wanted]
    return {"channels": [channel.as_json(who) for channel in mine], "response_metadata": {"next_cursor": ""}}


def seen(state: State, args: Args) -> Channel:
    """A channel that the app may know of. Raises `channel_not_found` for every other."""
    channel = state.channels.get(args.text("channel"))
    if channel is None or (channel.kind != "public" and state.bot_user.id not in channel.members):
        raise ApiError("channel_not_found")
    return channel


def conversations_info(state: State, args: Args) -> Json:
    return {"channel": seen(state, args).as_json(state.bot_user.id)}


def conversations_members(state: State, args: Args) -> Json:
    members = seen(state, args).members
    start = _number(args.text("cursor"), 0, "invalid_cursor")
    end = start + _number(args.text("limit"), PAGE, "invalid_limit")
    after = str(end) if end < len(members) else ""
    return {"members": members[start:end], "response_metadata": {"next_cursor": after}}


def _number(text: str, default: int, error: str) -> int:
    if text and not text.isdecimal():
        raise ApiError(error)
    return int(text or default)


def conversations_join(state: State, args: Args) -> Json:
    channel = seen(state, args)
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    already = state.bot_user.id in channel.members
    if not already:
        channel.members.append(state.bot_user.id)
        state.tell("channel", channel.id)
    warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return {"channel": channel.as_json(state.bot_user.id)} | (warning if already else {})


def conversations_open(state: State, args: Args) -> Json:
    if args.text("channel"):
        channel, fresh = seen(state, args), False
    else:
        users = [user for user in args.text("users").split(",") if user]
        if not users:
            raise ApiError("users_list_not_supplied")
        if any(user not in state.users for user in users):
            raise ApiError("user_not_found")
        if any(state.users[user].deleted for user in users):
            raise ApiError("user_disabled")
        if any(state.users[user].is_bot for user in users):
            raise ApiError("cannot_dm_bot")
        if len(users) > MOST_IN_CONVERSATION:
            raise ApiError("too_many_users")
        before = len(state.channels)
        channel = state.direct([*users, state.bot_user.id])
        fresh = len(state.channels) > before
    told = channel.as_json(state.bot_user.id) if args.flag("return_im") else {"id": channel.id}
    return {"channel": told} | ({} if fresh else {"no_op": True, "already_open": True})


def blocks_validate(state: State, args: Args) -> Json:
    if args.given("view"):
        view = args.parsed("view")
        check_view(view, str(view.get("type", "modal")) if isinstance(view, dict) else "modal")
    else:
        check_blocks(args.parsed("blocks", "invalid_blocks_format"))
    return {}


METHODS: dict[str, Callable[[State, Args], Json]] = {
    "auth.test": auth_test,
    "apps.connections.open": connections_open,
    "users.info": users_info,
    "users.conversations": users_conversations,
    "conversations.info": conversations_info,
    "conversations.members": conversations_members,
    "conversations.join": conversations_join,
    "conversations.open": conversations_open,
    "blocks.validate": blocks_validate,
}
