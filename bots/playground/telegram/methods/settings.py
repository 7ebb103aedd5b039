"""How the bot presents itself: names, descriptions, command menus, menu buttons."""

import re
from collections.abc import Callable
from typing import Any

from bots.playground.telegram.methods.places import readable_chat
from bots.playground.telegram.model import Json
from bots.playground.telegram.params import Params
from bots.playground.telegram.profile import DEFAULT_BUTTON, DEFAULT_SCOPE, Scope
from bots.playground.telegram.refusals import bad_request
from bots.playground.telegram.world import World

MAX_COMMANDS = 100
MAX_COMMAND = 32
MAX_COMMAND_DESCRIPTION = 256
TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}
WIDE_SCOPES = ("all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
_COMMAND = re.compile(r"[a-z0-9_]+")


def set_my_commands(world: World, params: Params) -> bool:
    raw = params.structure("commands")
    if not isinstance(raw, list):
        raise bad_request("expected an Array of BotCommand")
    if len(raw) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(entry) for entry in raw]
    world.profile.commands[_scope(world, params), _language(params)] = commands
    world.changed("menu")
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.commands.get((_scope(world, params), _language(params)), [])


def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop((_scope(world, params), _language(params)), None)
    world.changed("menu")
    return True


def _command(entry: Any) -> Json:
    command = str(entry.get("command", "")).strip().removeprefix("/")
    description = str(entry.get("description", "")).strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > MAX_COMMAND:
        raise bad_request(f"command length must not exceed {MAX_COMMAND}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_COMMAND_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {MAX_COMMAND_DESCRIPTION}")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def _scope(world: World, params: Params) -> Scope:
    raw = params.structure("scope") or {"type": "default"}
    kind = raw.get("type")
    if kind == "default":
        return DEFAULT_SCOPE
    if kind in WIDE_SCOPES:
        return (kind, 0, 0)
    if kind not in CHAT_SCOPES:
        raise bad_request("unsupported type of bot command scope specified")
    chat = readable_chat(world, Params({"chat_id": raw.get("chat_id")}))
    if kind != "chat" and chat.is_private:
        raise bad_request("chat is not a group chat")
    return (kind, chat.id, int(raw.get("user_id", 0)) if kind == "chat_member" else 0)


def _language(params: Params) -> str:
    language = params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    return language


def _setter(kind: str) -> Callable[[World, Params], bool]:
    def set_text(world: World, params: Params) -> bool:
        text = params.text(kind)
        if len(text) > TEXT_LIMITS[kind]:
            raise bad_request(f"{kind.replace('_', ' ')} is too long")
        world.profile.texts[kind, _language(params)] = text
        if kind == "name" and not _language(params):
            world.bot.first_name = text or world.bot.first_name
        world.changed("menu")
        return True

    return set_text


def _getter(kind: str) -> Callable[[World, Params], Json]:
    def get_text(world: World, params: Params) -> Json:
        text = world.profile.text(kind, _language(params))
        return {kind: text or (world.bot.first_name if kind == "name" else "")}

    return get_text


def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.structure("menu_button") or DEFAULT_BUTTON
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("MenuButton has unsupported type")
    world.profile.menu_buttons[_button_chat(world, params)] = DEFAULT_BUTTON if button["type"] == "default" else button
    world.changed("menu")
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    return world.profile.menu_button(_button_chat(world, params))


def _button_chat(world: World, params: Params) -> int:
    """0 stands for all private chats."""
    if not params.text("chat_id"):
        return 0
    chat = readable_chat(world, params)
    if not chat.is_private:
        raise bad_request("chat is not a private chat")
    return chat.id


METHODS = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description"),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
