"""Worlds with an hourly contract, and time that is put into its weeks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from core.context import Context
from core.request import Request
from core.trade import weeks
from storage.queries import marketplace, people
from storage.timesheets import Week, monday
from tests.kit import DAY, HOUR, KEYS, START, World

MONDAY: Final = monday(START)
NOON: Final = MONDAY + 7 * DAY + 12 * HOUR
OFFER: Final = "/contract offer U-2 kind:hourly rate:40 limit:20h scope:Support"


def hired(world: World, offer: str = OFFER) -> World:
    """Ann has hired Bo by the hour: C-1 is active since Monday 10:00 UTC."""
    world.joined().does("ann", offer)
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    return world


def acting(world: World, nick: str, what: Callable[[Context], Any]) -> Any:
    """What a person does, without the words: in one transaction, confirmed, with the news of it sent."""
    number = world.number(nick)
    with world.session.transaction(write=True) as transaction:
        person = transaction.one(people.PERSON, {"id": number})
        context = Context(
            transaction, world.house.market, world.clock.now(), Request("test", f"act-{next(KEYS)}"), person
        )
        context.confirmed = "yes"
        done = what(context)
        context.news.publish(context)
    return done


def logs(world: World, minutes: int, contract: int = 1, *, links: str = '["https://example.org/1"]') -> None:
    """Bo logs time that begins now; it passes meanwhile."""
    began = world.clock.now()
    world.passes(minutes=minutes)

    def log(context: Context) -> None:
        agreed = context.load("contract", contract)
        week = weeks.week_at(context, agreed, began)
        context.fire(week, "log")
        values: dict[str, Any] = {
            "week_id": week.id,
            "starts_at": began,
            "minutes": minutes,
            "memo": "Fixed the login redirect",
        }
        context.create("entry", "log", contract_id=contract, policy=agreed.policy, links=links, **values)
        weeks.recount(context, week)

    acting(world, "bo", log)


def on_week(world: World, nick: str, what: Callable[[Context, Week], Any], number: int = 1) -> Any:
    """What a person does to a week."""
    return acting(world, nick, lambda context: what(context, context.load("week", number)))


def until(world: World, moment: int) -> World:
    """Time passes until a moment."""
    world.passes(seconds=moment - world.clock.now())
    return world


def week(world: World, number: int = 1) -> Week:
    """A week as it stands."""
    with world.session.transaction(write=False) as transaction:
        found: Week | None = transaction.one(marketplace.THING["week"], {"id": number})
    assert found is not None
    return found


def deposits(world: World, number: int = 1) -> list[tuple[str, int]]:
    """The charges for a week, with how each stands."""
    with world.session.transaction(write=False):
        rows = world.session.execute(
            f"SELECT state, amount FROM deposits WHERE week_id = {number} ORDER BY id", {}
        ).fetchall()
    return [(state, amount) for state, amount in rows]
