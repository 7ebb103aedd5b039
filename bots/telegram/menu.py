"""What Telegram shows around the chat: command menus, the menu button, the line under the bot's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    MenuButtonCommands,
)

from bots.port import Audience, CorePort, MenuEntry
from bots.telegram.render import clip
from bots.telegram.send import platform_errors
from core.language import translate as _

COMMAND_LIMIT: Final = 100
DESCRIPTION_LIMIT: Final = 256
SHORT_DESCRIPTION_LIMIT: Final = 120
_COMMAND: Final = re.compile("[a-z0-9_]{1,32}")


async def show_menus(bot: Bot, core: CorePort) -> None:
    """Set everything that is the same for all. Raises RetryLater or Rejected."""
    daily, few = _commands(core.menu("everybody")), _commands(core.menu("group"))
    with platform_errors():
        await bot.set_my_commands(daily, scope=BotCommandScopeDefault())
        await bot.set_my_commands(daily, scope=BotCommandScopeAllPrivateChats())
        await bot.set_my_commands(few, scope=BotCommandScopeAllGroupChats())
        await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        short = clip(_("Hire, get hired, and see every step of the money. Press Start."), SHORT_DESCRIPTION_LIMIT)
        await bot.set_my_short_description(short)


async def offer(bot: Bot, core: CorePort, audience: Audience, chat: str) -> None:
    """Give one chat the menu of an audience. Raises RetryLater, Blocked, Rejected or Moved."""
    with platform_errors():
        await bot.set_my_commands(_commands(core.menu(audience)), scope=BotCommandScopeChat(int(chat)))


def _commands(entries: Sequence[MenuEntry]) -> list[BotCommand]:
    """Telegram's commands have lower-case letters, digits and underscores only; other words are typed."""
    fitting = [entry for entry in entries if _COMMAND.fullmatch(entry.word) and entry.description]
    return [BotCommand(entry.word, clip(entry.description, DESCRIPTION_LIMIT)) for entry in fitting[:COMMAND_LIMIT]]
