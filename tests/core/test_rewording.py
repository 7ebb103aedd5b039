"""Messages that are edited or deleted in chat: every wording is kept, and the other side is told."""

from __future__ import annotations

from typing import Any

import pytest

from core.request import DELETED, REWORDED
from storage.database import Conflict
from storage.queries import messages
from tests.kit import World, told


def wordings(world: World, about: str = "C-1") -> list[list[Any]]:
    """The first text of each message, then each later one; None for deleted."""
    with world.session.transaction(write=False) as transaction:
        later = transaction.all(messages.REWORDED, {"thing": about})
        said = transaction.all(messages.SAID, {"thing": about})
    return [
        [text, *(None if deleted else new for of, new, deleted, _at in later if of == number)]
        for number, _author, text, _files, _at in said
    ]


def edits(world: World, nick: str, written: str, text: str, **asked: Any) -> None:
    reply = world.hears(world.request(nick, command=REWORDED, text=text, written=written, **asked))
    assert reply.card is None


def deletes(world: World, nick: str, written: str) -> None:
    edits(world, nick, written, "", extra=DELETED)


def news(world: World, nick: str) -> list[str]:
    return [told(card) for card in world.inbox(nick)]


def said(world: World) -> World:
    world.hired().does("bo", "/contract say C-1 The draft comes on Monday", written="77")
    world.inbox("ann")
    return world


def test_an_edited_message_keeps_its_first_wording_and_the_other_side_is_told(world: World) -> None:
    edits(said(world), "bo", "77", "/contract say C-1 The draft comes on Friday")
    assert wordings(world) == [["The draft comes on Monday", "The draft comes on Friday"]]
    [note] = news(world, "ann")
    assert "edited: The draft comes on Friday" in note


def test_each_wording_is_kept_in_order(world: World) -> None:
    said(world)
    for text in ("Tuesday", "Wednesday", "Tuesday"):
        edits(world, "bo", "77", text)
    assert wordings(world) == [["The draft comes on Monday", "Tuesday", "Wednesday", "Tuesday"]]


def test_a_deleted_message_is_kept_for_the_record_and_the_other_side_reads_what_it_said(world: World) -> None:
    deletes(said(world), "bo", "77")
    assert wordings(world) == [["The draft comes on Monday", None]]
    [note] = news(world, "ann")
    assert "deleted by its author; the text is kept for the record: The draft comes on Monday" in note


def test_the_same_wording_again_is_nothing_new(world: World) -> None:
    edits(said(world), "bo", "77", "/contract say C-1 The draft comes on Monday")
    assert wordings(world) == [["The draft comes on Monday"]]
    assert news(world, "ann") == []


def test_what_is_deleted_stays_deleted(world: World) -> None:
    deletes(said(world), "bo", "77")
    deletes(world, "bo", "77")
    edits(world, "bo", "77", "Back again")
    assert wordings(world) == [["The draft comes on Monday", None]]


@pytest.mark.parametrize("nick", ["ann", "cy", "eve"])
def test_nobody_rewords_a_message_of_somebody_else(world: World, nick: str) -> None:
    said(world)
    place = world.persona("bo").place
    edits(world, nick, "77", "I never said that", place=place)
    assert wordings(world) == [["The draft comes on Monday"]]


def test_a_message_elsewhere_with_the_same_number_is_another_one(world: World) -> None:
    said(world).does("ann", "/contract say C-1 Good", written="77")
    edits(world, "ann", "77", "Very good")
    assert wordings(world) == [["The draft comes on Monday"], ["Good", "Very good"]]


def test_an_edit_of_what_was_no_message_to_anybody_changes_nothing(world: World) -> None:
    edits(said(world), "bo", "5", "/market")
    assert wordings(world) == [["The draft comes on Monday"]]


@pytest.mark.parametrize("table", ["messages", "message_versions"])
def test_no_wording_can_be_changed_or_deleted_in_the_database(world: World, table: str) -> None:
    edits(said(world), "bo", "77", "Friday")
    for sql in (f"UPDATE {table} SET text = 'other'", f"DELETE FROM {table}"):
        with pytest.raises(Conflict), world.session.transaction(write=True):
            world.session.execute(sql, {})
    assert wordings(world) == [["The draft comes on Monday", "Friday"]]


def test_the_export_of_a_contract_has_every_wording(world: World) -> None:
    edits(said(world), "bo", "77", "Friday")
    deletes(world, "bo", "77")
    [message] = world.recorded("C-1")["messages"]
    assert message["text"] == "The draft comes on Monday"
    assert [edit["text"] for edit in message["edits"]] == ["Friday", None]
