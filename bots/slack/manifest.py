"""The app manifest: everything a workspace must allow, read off the menu. Paste it at api.slack.com/apps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from bots.port import MenuEntry, Shortcut
from bots.slack.text import clip

NAME: Final = "Parley"
EVENTS_PATH: Final = "/slack/events"
# message.channels and message.groups are for the rooms of a team: of all other threads nothing is taken.
EVENTS: Final = ("app_home_opened", "app_mention", "message.channels", "message.groups", "message.im")
SCOPES: Final = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
)
_COMMANDS_LIMIT: Final = 50
_SHORTCUTS_LIMIT: Final = 10
_SHORTCUT_LIMIT: Final = 24
_SHORTCUT_ABOUT_LIMIT: Final = 150
_COMMAND: Final = re.compile(r"/[a-z0-9_-]{1,31}")
_DESCRIPTION_LIMIT: Final = 2_000
_USAGE_LIMIT: Final = 1_000
_SHORT: Final = "Hire and get hired in chat, and see every step of the money."
_LONG: Final = (
    "Parley is a freelance marketplace that lives where you talk. Post a job, send a proposal, agree on milestones or "
    "hours, and follow the money from the moment it is held until it is paid, with a mediator at hand if you disagree. "
    "Everything works as a slash command, by a button, and by mentioning the app in a thread."
)


def manifest(
    menu: Sequence[MenuEntry], public_url: str, prefix: str, shortcuts: Sequence[Shortcut] = ()
) -> dict[str, Any]:
    """The manifest of the app for these command words, each with the prefix, and these shortcuts on messages.

    `public_url` is where the app is reached; if it is empty the app uses Socket Mode. Raises ValueError for words that
    Slack does not take.
    """
    address = public_url.rstrip("/") + EVENTS_PATH if public_url else ""
    request_url = {"request_url": address} if address else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": _SHORT,
            "long_description": _LONG,
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": _shortcuts(shortcuts),
            "slash_commands": _commands(menu, address, prefix),
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**request_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not public_url,
            "token_rotation_enabled": False,
        },
    }


def _commands(menu: Sequence[MenuEntry], address: str, prefix: str) -> list[dict[str, Any]]:
    words = {entry.word: entry for entry in menu}
    wrong = [f"/{prefix}{word}" for word in words if not _COMMAND.fullmatch(f"/{prefix}{word}")]
    if wrong or not 0 < len(words) <= _COMMANDS_LIMIT:
        raise ValueError(f"Slack takes 1 to {_COMMANDS_LIMIT} commands in small letters: {wrong or len(words)}")
    return [_command(entry, address, prefix) for entry in words.values()]


def _shortcuts(shortcuts: Sequence[Shortcut]) -> list[dict[str, Any]]:
    if len(shortcuts) > _SHORTCUTS_LIMIT or any(not 0 < len(each.label) <= _SHORTCUT_LIMIT for each in shortcuts):
        raise ValueError(f"Slack takes up to {_SHORTCUTS_LIMIT} shortcuts of up to {_SHORTCUT_LIMIT} letters each")
    return [
        {
            "name": each.label,
            "type": "message",
            "callback_id": each.command,
            "description": clip(each.description, _SHORTCUT_ABOUT_LIMIT),
        }
        for each in shortcuts
    ]


def _command(entry: MenuEntry, address: str, prefix: str) -> dict[str, Any]:
    command: dict[str, Any] = {
        "command": f"/{prefix}{entry.word}",
        "description": clip(entry.description, _DESCRIPTION_LIMIT) or NAME,
        "should_escape": True,
    }
    if entry.usage:
        command["usage_hint"] = clip(entry.usage, _USAGE_LIMIT)
    return command | ({"url": address} if address else {})
