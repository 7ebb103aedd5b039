"""The methods of the Bot API, by lower-case name (Telegram does not mind the case).

Each takes the world and the parameters of the call, does what the method of that name does and gives its result; it
raises Refused where Telegram would refuse.
"""

from collections.abc import Callable
from typing import Any

from bots.playground.telegram.methods import chats, editing, files, receiving, sending, settings
from bots.playground.telegram.methods.receiving import Described
from bots.playground.telegram.params import Params
from bots.playground.telegram.world import World

Method = Callable[[World, Params], Any]

METHODS: dict[str, Method] = {
    name.lower(): method
    for module in (receiving, sending, editing, files, chats, settings)
    for name, method in module.METHODS.items()
}

__all__ = ["METHODS", "Described", "Method"]
