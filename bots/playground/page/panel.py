"""The side panel as JSON: a thing, the books, the outbox, and what went over the wire."""

from __future__ import annotations

import re
from typing import Any, Final

from bots.playground import slack, telegram
from bots.playground.stage import Stage
from core import insight, report

Json = dict[str, Any]
MOST: Final = 60
HIDDEN: Final = "•••"
SECRET_NAMES: Final = frozenset({"token", "secret_token", "authorization", "client_secret", "x-slack-signature"})
# A Slack token (xoxb-…, xapp-…) or a Telegram one (123456:AA…), wherever in a text it stands.
TOKENS: Final = re.compile(r"\bx(?:ox[a-z]|app)-[\w-]+|(?<!\d)\d{5,}:[\w-]{24,}")


async def thing(stage: Stage, ref: str) -> Json:
    """A thing by its reference, or the one that changed last for `latest`; see `core.insight.thing`."""
    async with stage.running() as product:
        house = product.house
        return await house.desk.read(lambda session: report.asked(session, insight.thing, house.market, ref))


async def books(stage: Stage) -> Json:
    """The ledger: balances, postings, and whether it adds up."""
    async with stage.running() as product:
        return await product.house.desk.read(lambda session: report.asked(session, insight.books))


async def outbox(stage: Stage) -> Json:
    """What was last to be sent, newest first."""
    now = stage.clock.now()
    async with stage.running() as product:
        rows = await product.house.desk.read(lambda session: report.asked(session, insight.outbox, now))
    return {"rows": rows, "now": report.when(now)}


def wire(workspace: slack.Workspace, server: telegram.Server) -> Json:
    """The last exchanges of both platforms, newest first, without what they said."""
    found = [*_logged("slack", workspace), *_logged("telegram", server)]
    found.sort(key=lambda pair: pair[1].at)
    return {"rows": [_line(platform, exchange) for platform, exchange in found[: -MOST - 1 : -1]]}


def exchange(workspace: slack.Workspace, server: telegram.Server, key: str) -> Json | None:
    """One exchange with all that was said, by its key in `wire`; None once it is forgotten. Tokens are not in it."""
    platform, _, number = key.partition("-")
    log: dict[str, Any] = {"slack": workspace, "telegram": server}
    if platform not in log:
        return None
    found = next((seen for _platform, seen in _logged(platform, log[platform]) if str(seen.number) == number), None)
    if found is None:
        return None
    more = {name: getattr(found, name) for name in ("url", "headers") if getattr(found, name, None)}
    said = {"request": found.request, "response": found.response, **more}
    return _line(platform, found) | {name: without_tokens(value) for name, value in said.items()}


def without_tokens(value: Any) -> Any:
    """The same JSON with dots in place of every secret."""
    match value:
        case dict():
            return {
                str(name): HIDDEN if str(name).lower() in SECRET_NAMES and inner else without_tokens(inner)
                for name, inner in value.items()
            }
        case list() | tuple():
            return [without_tokens(inner) for inner in value]
        case str():
            return TOKENS.sub(HIDDEN, value)
    return value


def _logged(platform: str, log: slack.Workspace | telegram.Server) -> list[tuple[str, Any]]:
    return [(platform, seen) for seen in log.exchanges]


def _line(platform: str, seen: Any) -> Json:
    to_app = seen.direction == "to_app"
    problem = getattr(seen, "problem", None) or (seen.response if to_app and platform == "telegram" else "")
    return {
        "key": f"{platform}-{seen.number}",
        "platform": platform,
        "to_app": to_app,
        "name": seen.name,
        "status": seen.status,
        "ok": not problem and seen.status is not None and 200 <= seen.status < 300,
        "problem": problem or "",
        "ms": round(seen.seconds * 1_000, 1),
        "at": report.when(int(seen.at)),
    }
