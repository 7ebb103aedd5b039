"""A local stand-in of Slack: its servers towards the app, and its people towards tests and pages.

`create(app_url, signing_secret, bot_token)` gives the workspace; serve its `asgi` on loopback, set its `base_url` to
that address and point the app's API root to `<base_url>/api/`. Then `workspace.person("ann")` types, presses and reads.
"""

from bots.playground.slack.model import Change, Channel, Exchange, File, Message, NotPossible, View
from bots.playground.slack.persona import Person
from bots.playground.slack.render import render_text
from bots.playground.slack.text import Reader
from bots.playground.slack.workspace import Workspace, create, serve_together

__all__ = [
    "Change",
    "Channel",
    "Exchange",
    "File",
    "Message",
    "NotPossible",
    "Person",
    "Reader",
    "View",
    "Workspace",
    "create",
    "render_text",
    "serve_together",
]
