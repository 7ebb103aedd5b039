"""What Slack tells the app: slash commands, interactions and events, property by property."""

import uuid
from typing import Any

from bots.playground.slack.hooks import new_hook
from bots.playground.slack.inputs import VALUE_KEY, values
from bots.playground.slack.model import EVENT_TYPE, Channel, Json, Message, User, View
from bots.playground.slack.state import State
from bots.playground.slack.views import new_trigger


def slash_command(state: State, user: User, channel: Channel, command: str, text: str) -> Json:
    return {
        "token": state.verification_token, "team_id": state.team_id, "team_domain": state.domain,
        "channel_id": channel.id, "channel_name": channel.payload_name, "user_id": user.id, "user_name": user.name,
        "command": command, "text": text, "api_app_id": state.app_id, "is_enterprise_install": "false",
        "response_url": new_hook(state, channel.id, user.id), "trigger_id": new_trigger(state, user.id),
    }  # fmt: skip


def _interaction(state: State, kind: str, user: User) -> Json:
    actor = {"id": user.id, "username": user.name, "name": user.name, "team_id": state.team_id}
    return {
        "type": kind, "user": actor, "api_app_id": state.app_id, "token": state.verification_token,
        "team": {"id": state.team_id, "domain": state.domain}, "enterprise": None, "is_enterprise_install": False,
    }  # fmt: skip


def _place(state: State, user: User, where: Message | View) -> Json:
    if isinstance(where, View):
        shown = where.as_json(state.team_id, state.app_id, state.bot_id)
        return {"container": {"type": "view", "view_id": where.id}, "view": shown}
    channel = state.channels[where.channel]
    container: Json = {"type": "message", "message_ts": where.ts, "channel_id": channel.id}
    container["is_ephemeral"] = where.is_ephemeral
    if where.thread_ts:
        container["thread_ts"] = where.thread_ts
    place = {"container": container, "channel": {"id": channel.id, "name": channel.payload_name}}
    return place if where.is_ephemeral else place | {"message": where.as_json(state.team_id)}


def block_actions(state: State, user: User, where: Message | View, actions: list[Json]) -> Json:
    payload = _interaction(state, "block_actions", user) | _place(state, user, where)
    payload |= {"actions": actions, "trigger_id": new_trigger(state, user.id)}
    if isinstance(where, Message):
        now = next((message for message in state.messages[where.channel] if message.ts == where.ts), where)
        payload["state"] = {"values": values(where.blocks, where.typed.get(user.id, {}))}
        payload["response_url"] = new_hook(state, where.channel, user.id, now)
    return payload


def block_suggestion(
    state: State, user: User, where: Message | View, block_id: str, action_id: str, query: str
) -> Json:
    asked = {"block_id": block_id, "action_id": action_id, "value": query}
    return _interaction(state, "block_suggestion", user) | _place(state, user, where) | asked


def view_submission(state: State, view: View) -> Json:
    user = state.users[view.user]
    shown = view.as_json(state.team_id, state.app_id, state.bot_id)
    more = {"trigger_id": new_trigger(state, user.id), "view": shown, "response_urls": _response_urls(state, view)}
    return _interaction(state, "view_submission", user) | more


def _response_urls(state: State, view: View) -> list[Json]:
    urls = []
    for block in view.blocks:
        element = block.get("element", {})
        if element.get("response_url_enabled"):
            entry = view.values[block["block_id"]][element["action_id"]]
            channel = entry[VALUE_KEY[element["type"]]]
            where = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
            urls.append(where | {"response_url": new_hook(state, channel, view.user)})
    return urls


def view_closed(state: State, view: View, everything: bool) -> Json:
    shown = view.as_json(state.team_id, state.app_id, state.bot_id)
    return _interaction(state, "view_closed", state.users[view.user]) | {"view": shown, "is_cleared": everything}


def shortcut(state: State, user: User, callback_id: str) -> Json:
    more = {"callback_id": callback_id, "action_ts": state.new_ts(), "trigger_id": new_trigger(state, user.id)}
    return _interaction(state, "shortcut", user) | more


def message_action(state: State, user: User, callback_id: str, message: Message) -> Json:
    channel = state.channels[message.channel]
    return _interaction(state, "message_action", user) | {
        "callback_id": callback_id, "action_ts": state.new_ts(), "trigger_id": new_trigger(state, user.id),
        "response_url": new_hook(state, channel.id, user.id, message), "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel.payload_name}, "message": message.as_json(state.team_id),
    }  # fmt: skip


def event_callback(state: State, event: Json) -> Json:
    """The envelope of the Events API around one event."""
    authorization = {
        "enterprise_id": None, "team_id": state.team_id, "user_id": state.bot_user.id, "is_bot": True,
        "is_enterprise_install": False,
    }  # fmt: skip
    return {
        "token": state.verification_token, "team_id": state.team_id, "context_team_id": state.team_id,
        "context_enterprise_id": None, "api_app_id": state.app_id, "event": event, "type": "event_callback",
        "event_id": state.new_id("Ev"), "event_time": int(state.now()), "authorizations": [authorization],
        "is_ext_shared_channel": False, "event_context": state.new_id("4-"),
    }  # fmt: skip


def message_event(state: State, message: Message) -> Json:
    """`message` as the app hears of it; a reply names whose message it answers."""
    channel = state.channels[message.channel]
    event = message.as_json(state.team_id) | {"channel": channel.id, "event_ts": message.ts}
    parent = state.find_message(channel.id, message.thread_ts)
    if parent:
        event["parent_user_id"] = parent.user
    if not message.bot:
        event["client_msg_id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, channel.id + message.ts))
    return event | {"channel_type": EVENT_TYPE[channel.kind]}


def changed_event(state: State, message: Message) -> Json:
    """That a message was edited, as Slack tells the app even of its own edits."""
    said = {"message": message.as_json(state.team_id), "previous_message": message.before}
    return _hidden_event(state, message, "message_changed", said)


def deleted_event(state: State, message: Message) -> Json:
    """That a message is gone."""
    said = {"deleted_ts": message.ts, "previous_message": message.as_json(state.team_id)}
    return _hidden_event(state, message, "message_deleted", said)


def _hidden_event(state: State, message: Message, subtype: str, said: Json) -> Json:
    channel, ts = state.channels[message.channel], state.new_ts()
    where = {"channel": channel.id, "channel_type": EVENT_TYPE[channel.kind], "ts": ts, "event_ts": ts}
    return {"type": "message", "subtype": subtype, "hidden": True, **said, **where}


def mention_event(state: State, message: Message) -> Json:
    event = message_event(state, message) | {"type": "app_mention"}
    return {name: value for name, value in event.items() if name not in ("channel_type", "subtype")}


def home_event(state: State, user: User, channel: Channel, tab: str) -> Json:
    event: dict[str, Any] = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
    home = state.homes.get(user.id)
    if home and tab == "home":
        event["view"] = home.as_json(state.team_id, state.app_id, state.bot_id)
    return event | {"event_ts": state.new_ts()}
