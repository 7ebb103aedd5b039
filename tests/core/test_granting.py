"""Giving roles from the command line, on both databases."""

import re

import pytest

from core.granting import CannotGrant, grant
from core.standing import Unusable
from tests.kit import StoppedClock, World, told


def test_somebody_is_named_by_reference_or_by_what_they_are_on_a_platform(world: World) -> None:
    world.joined()
    assert grant(world.url, "mediator", "U-1") == "U-1 Ann Client is mediator now."
    assert grant(world.url, "operator", "slack:T0:id-of-ann") == "U-1 Ann Client is operator now."
    assert world.recorded("U-1")["roles"] == ["client", "mediator", "operator"]


def test_a_telegram_number_names_somebody_too(small_world: World) -> None:
    small_world.joined()
    with small_world.session.transaction(write=True):
        small_world.session.execute("UPDATE identities SET user_id = '42' WHERE user_id = 'id-of-bo'", {})
    assert grant(small_world.url, "arbiter", "telegram:42") == "U-2 Bo Maker is arbiter now."


def test_the_grant_is_in_the_history_at_the_products_time(world: World) -> None:
    world.joined()
    world.passes(days=3)
    before = world.events("U-2")
    grant(world.url, "mediator", "u-2", world.clock)
    *_earlier, line = world.recorded("U-2")["history"]
    assert world.events("U-2") == [*before, "grant"]
    assert (line["event"], line["by"], line["note"]) == ("grant", "system", "mediator, from the command line")
    assert line["at"] == "2025-11-27T10:00:00Z"
    assert "mediator, from the command line" in told(world.does("oz", "/admin audit U-2"))


def test_the_new_operator_may_do_what_operators_do_at_once(small_world: World) -> None:
    small_world.joined()
    assert not small_world.says("eve", "/admin ledger").ok
    grant(small_world.url, "operator", small_world.ref("eve"))
    assert small_world.says("eve", "/admin ledger").ok


def test_a_role_that_is_there_already_is_not_given_twice(small_world: World) -> None:
    small_world.joined()
    grant(small_world.url, "mediator", "U-1")
    events = small_world.events("U-1")
    assert grant(small_world.url, "mediator", "U-1") == "U-1 Ann Client is mediator already."
    assert small_world.events("U-1") == events
    assert small_world.recorded("U-1")["roles"] == ["client", "mediator"]


def test_somebody_who_was_granted_from_both_sides_has_one_history(small_world: World) -> None:
    small_world.joined()
    small_world.does("oz", "/admin grant mediator U-1")
    grant(small_world.url, "operator", "U-1", small_world.clock)
    small_world.does("oz", "/admin revoke mediator U-1")
    assert small_world.events("U-1") == ["grant", "grant", "revoke"]


@pytest.mark.parametrize(
    ("role", "who", "why"),
    [
        ("king", "U-1", "king is no role to give; these are: operator, mediator, arbiter."),
        ("operator", "U-99", "U-99 has not joined yet"),
        ("operator", "slack:T0:U404", "slack:T0:U404 has not joined yet"),
        ("operator", "telegram:404", "telegram:404 has not joined yet"),
        ("operator", "M-1", "'M-1' names nobody"),
        ("operator", "ann", "'ann' names nobody"),
        ("operator", "", "'' names nobody"),
        ("operator", "telegram:1,telegram:2", "names nobody"),
        ("operator", "U-1; DROP TABLE people", "names nobody"),
    ],
)
def test_what_cannot_be_granted_says_why(small_world: World, role: str, who: str, why: str) -> None:
    small_world.joined()
    with pytest.raises(CannotGrant, match=re.escape(why)):
        grant(small_world.url, role, who)


def test_a_database_that_was_never_migrated_is_refused_and_not_made(empty_sqlite_url: str) -> None:
    with pytest.raises(Unusable, match="`python run"):
        grant(empty_sqlite_url, "operator", "U-1", StoppedClock())
    with pytest.raises(Unusable, match="There is no database"):
        grant(empty_sqlite_url, "operator", "U-1")


def test_an_empty_postgresql_database_is_refused(empty_postgresql_url: str) -> None:
    with pytest.raises(Unusable, match="The database is empty"):
        grant(empty_postgresql_url, "operator", "U-1")
