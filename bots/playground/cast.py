"""Who is on the stage: the persons that everybody finds there, and others who come later."""

from __future__ import annotations

import secrets
from typing import Final

from bots.playground import slack, telegram
from bots.playground.on_slack import SlackSeat
from bots.playground.on_telegram import TelegramSeat
from bots.playground.seat import NotThere, Seat

CHANNEL: Final = "jobs"
TEAM_CHANNEL: Final = "mediators"
FORUM: Final = "Studio"
TOPICS: Final = ("Introductions", "Work in progress")
FIRST_ID: Final = 5_100_000_001
PARTS: Final = (
    ("ann@slack", "a client"),
    ("bo@telegram", "a freelancer"),
    ("cy@telegram", "another freelancer"),
    ("dee@telegram", "a client on Telegram"),
    ("eli@slack", "a freelancer on Slack"),
    ("max@slack", "somebody else in the same workspace"),
    ("mia@slack", "a mediator"),
    ("ari@telegram", "an arbiter"),
    ("olga@slack", "the operator"),
)
# Who is in #mediators on Slack, and in the forum Mediators on Telegram.
TEAM: Final = frozenset({"a mediator", "an arbiter", "the operator"})


class Cast:
    """The persons at both stand-ins; on Slack they are in #jobs, on Telegram in the group Jobs and the forum Studio.

    Those who mediate have a channel and a forum of their own besides.
    """

    def __init__(self, workspace: slack.Workspace, server: telegram.Server) -> None:
        self._workspace, self._server = workspace, server
        self._channel = workspace.add_channel(CHANNEL)
        self._team_channel = workspace.add_channel(TEAM_CHANNEL, private=True)
        self._groups: list[telegram.Chat] = []
        self._team_forum: telegram.Chat | None = None
        # a database that is kept knows earlier persons by their numbers
        self._next_id = FIRST_ID + secrets.randbelow(10**8)

    async def enter(self, handle: str, name: str = "", role: str = "") -> Seat:
        """A further person, such as `dana@slack`. Raises NotThere for what is no such handle."""
        nick, _at, platform = handle.casefold().partition("@")
        if not nick.isalnum() or platform not in ("slack", "telegram"):
            raise NotThere(f"“{handle}” is nobody: write a name and the platform, like dana@slack or dana@telegram.")
        name, role = name or nick.title(), role or "somebody new"
        if platform == "slack":
            return self._on_slack(nick, name, role)
        return await self._on_telegram(nick, name, role)

    def _on_slack(self, nick: str, name: str, role: str) -> Seat:
        person = self._workspace.person(nick, real_name=name)
        person.joins(self._channel)
        if role in TEAM:
            self._team_channel.members.append(person.id)
        return SlackSeat(self._workspace, person, role)

    async def _on_telegram(self, nick: str, name: str, role: str) -> Seat:
        person = self._server.person(nick, id=self._next_id)
        self._next_id += 1
        person.user.first_name = name
        for group in self._groups:
            await person.joins(group)
        if not self._groups:
            self._groups = [await person.creates_group(CHANNEL.title()), await self._forum(person)]
        if role in TEAM:
            await self._to_the_team(person)
        return TelegramSeat(self._server, person, role, nick)

    async def _to_the_team(self, person: telegram.Person) -> None:
        if self._team_forum is None:
            self._team_forum = await person.creates_group(TEAM_CHANNEL.title(), forum=True)
            await person.promotes_bot(self._team_forum, "can_manage_topics")
        else:
            await person.joins(self._team_forum)

    async def _forum(self, founder: telegram.Person) -> telegram.Chat:
        forum = await founder.creates_group(FORUM, forum=True)
        for topic in TOPICS:
            await founder.opens_topic(forum, topic)
        return forum
