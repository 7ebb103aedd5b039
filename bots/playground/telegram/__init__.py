"""A local stand-in of Telegram's Bot API server, with personas that chat through it.

`create(token)` gives the server; serve its `asgi` on loopback and point the bot's base URL there.
"""

from bots.playground.telegram.changes import Change, Exchange
from bots.playground.telegram.membership import NotPossible
from bots.playground.telegram.model import Chat, Message, Press, Topic
from bots.playground.telegram.persona import Person
from bots.playground.telegram.render import render_text
from bots.playground.telegram.server import Server, create

__all__ = [
    "Change",
    "Chat",
    "Exchange",
    "Message",
    "NotPossible",
    "Person",
    "Press",
    "Server",
    "Topic",
    "create",
    "render_text",
]
