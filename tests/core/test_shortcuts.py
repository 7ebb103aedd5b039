"""A command used on a message: its form opens with the message's words, and nothing is done until it is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.card import Form, Reply
from core.command import CATALOG, LINK, Field, Kind
from core.documents.commands import commands as page
from core.menu import shortcuts
from core.quoting import beginning
from core.request import Quote
from tests.kit import World, labels, told

MOST = 10
LONGEST_LABEL = 24
IMPRINT = "Could you also do the imprint?"


def used(world: World, nick: str, quote: Quote, command: str = "contract.change", **asked: Any) -> Reply:
    """The reply to a shortcut used on a message, as a chat with a menu on messages asks for it."""
    return world.hears(world.request(nick, command=command, quote=quote, forms="whole", **asked))


def form_of(reply: Reply) -> Form:
    assert reply.form is not None, told(reply)
    return reply.form


def value(form: Form, name: str) -> str:
    return next(field.value for field in form.fields if field.name == name)


def introduced(form: Form) -> str:
    return "".join(str(span) for span in form.intro)


def second_contract(world: World) -> None:
    world.does("ann", '/contract offer U-2 milestones:"Other=50" scope:"Another page"')
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')


def in_thread_of(world: World, nick: str, ref: str) -> Any:
    """The place of a message under a card about a thing."""
    place = replace(world.persona(nick).place, message_id="1.23")
    with world.session.transaction(write=True):
        world.session.execute(
            "INSERT INTO cards (platform, team, chat, message_id, thing, live, created_at)"
            f" VALUES ('{place.platform}', '{place.team}', '{place.chat}', '1.23', '{ref}', 1, 0)",
            {},
        )
    return place


# the catalogue


def test_there_are_no_more_shortcuts_and_no_longer_labels_than_slack_takes() -> None:
    offered = list(shortcuts())
    labels = [label for _key, label, _about, _links in offered]
    assert 0 < len(offered) <= MOST
    assert all(0 < len(label) <= LONGEST_LABEL for label in labels)
    assert len(set(labels)) == len(labels)


def test_every_shortcut_takes_the_words_into_a_text_of_its_own_and_the_address_into_links() -> None:
    for entry in CATALOG.values():
        assert bool(entry.shortcut) == bool(entry.quotes), entry.key
        if entry.shortcut:
            taking, link = entry.field(entry.quotes), entry.field(LINK)
            assert taking is not None, entry.key
            assert taking.kind in {Kind.TEXT, Kind.LONG}, entry.key
            assert link is None or link.kind is Kind.LINKS, entry.key
            assert not entry.reads, entry.key
            assert not entry.hidden, entry.key


def test_help_and_the_page_of_commands_say_so(world: World) -> None:
    assert "On a message: “Propose a change”" in told(world.says("ann", "/market help contract change"))
    assert "**On a message:** “Propose a change” in its menu (Slack)" in page()


# all at once


def test_the_form_opens_with_the_words_and_nothing_is_done_until_it_is_sent(world: World) -> None:
    world.hired()
    form = form_of(used(world, "ann", Quote(IMPRINT)))
    assert (form.command, form.ref, value(form, "scope")) == ("contract.change", "C-1", IMPRINT)
    assert form.title == "Propose a change"
    assert introduced(form) == "This is for C-1 “Build a landing page”."
    assert "propose_change" not in world.events("C-1")
    sent = world.submits("ann", form)
    assert "Proposed. It counts once the other side agrees." in told(sent)
    assert world.events("C-1")[-1] == "propose_change"
    assert IMPRINT in told(world.says("bo", "/contract show C-1"))


def test_with_several_contracts_the_person_picks_and_the_words_stay(world: World) -> None:
    world.hired()
    second_contract(world)
    form = form_of(used(world, "ann", Quote(IMPRINT)))
    assert [choice.value for choice in form.fields[0].choices] == ["C-2", "C-1"]
    assert (form.ref, value(form, "scope")) == ("", IMPRINT)
    assert world.submits("ann", form, {"on": "C-2"}).ok
    assert world.events("C-2")[-1] == "propose_change"


def test_on_a_message_in_a_contracts_thread_that_contract_is_meant(world: World) -> None:
    world.hired()
    second_contract(world)
    form = form_of(used(world, "ann", Quote(IMPRINT), place=in_thread_of(world, "ann", "C-1")))
    assert form.ref == "C-1"
    assert form.fields[0].name == "scope"


def test_words_that_the_other_side_sent_through_us_are_taken_without_our_heading(world: World) -> None:
    world.hired()
    second_contract(world)
    world.does("bo", f"/contract say C-1 {IMPRINT}")
    place = in_thread_of(world, "ann", "C-1")
    carried = Quote(f"Bo Maker · C-1 Build a landing page\n{IMPRINT}", ours=True)
    assert value(form_of(used(world, "ann", carried, place=place)), "scope") == IMPRINT


def test_a_card_of_ours_gives_no_words_and_the_form_says_so(world: World) -> None:
    world.hired()
    place = in_thread_of(world, "ann", "C-1")
    form = form_of(used(world, "ann", Quote("C-1 Build a landing page\nIn force", ours=True), place=place))
    assert value(form, "scope") == ""
    assert introduced(form).endswith("Nothing could be taken over from that message, so please write it here.")


def test_a_message_without_words_opens_the_form_without_them(world: World) -> None:
    world.hired()
    for words in ("", "  \n", "\u200b\u2060"):
        form = form_of(used(world, "ann", Quote(words)))
        assert value(form, "scope") == ""
        assert "so please write it here" in introduced(form)


def test_a_long_message_is_cut_to_what_the_field_takes(world: World) -> None:
    world.hired()
    form = form_of(used(world, "ann", Quote("word " * 2_000)))
    scope = value(form, "scope")
    assert len(scope) <= 3_000
    assert scope.endswith("word…")
    assert world.submits("ann", form).ok


def test_a_cut_text_keeps_to_its_limit_whatever_it_is_made_of() -> None:
    for text in ("e\u0301" * 50, "\u0958" * 50, "👩‍👩‍👧" * 50, "x" * 51, "x" * 50):
        assert len(beginning(text, 50)) <= 50
    assert beginning("x" * 50, 50) == "x" * 50


def test_a_field_of_one_line_takes_the_words_as_one_and_a_link_takes_the_address(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.hired()
    entry = CATALOG["contract.change"]
    fields = (Field("scope", Kind.TEXT, "Memo"), Field(LINK, Kind.LINKS, "Link"))
    monkeypatch.setitem(CATALOG, entry.key, replace(entry, fields=fields))
    form = form_of(used(world, "ann", Quote("Fixed the login\n and its test", "https://example.org/archives/C1/p2")))
    assert value(form, "scope") == "Fixed the login and its test"
    assert value(form, "link") == "https://example.org/archives/C1/p2"
    assert {key: links for key, _label, _about, links in shortcuts()}[entry.key]
    assert value(form_of(used(world, "ann", Quote("Fixed the login"))), "link") == ""


def test_who_has_not_joined_is_told_how(world: World) -> None:
    world.hired()
    reply = used(world, "new", Quote(IMPRINT))
    assert reply.form is None
    assert told(reply).startswith("You have not joined yet.")


def test_who_has_no_contract_is_told_that_nothing_fits(world: World) -> None:
    world.hired()
    refused = used(world, "eve", Quote(IMPRINT))
    assert told(refused).startswith("There is nothing that fits /contract change right now.")
    there = used(world, "eve", Quote(IMPRINT), place=in_thread_of(world, "eve", "C-1"))
    assert "I cannot find C-1 among your things." in told(there)


def test_what_cannot_be_done_now_is_told_before_anybody_fills_in_a_form(world: World) -> None:
    world.hired()
    place = in_thread_of(world, "ann", "C-1")
    world.submits("ann", form_of(used(world, "ann", Quote(IMPRINT), place=place)))
    assert used(world, "ann", Quote(IMPRINT), place=place).form is None


def test_the_same_shortcut_delivered_twice_gets_the_same_form(world: World) -> None:
    world.hired()
    request = world.request("ann", command="contract.change", quote=Quote(IMPRINT))
    assert world.hears(request) == world.hears(request)


# question by question


def test_a_command_in_a_reply_takes_the_words_and_shows_them_with_the_first_question(world: World) -> None:
    world.hired()
    asked = world.says("bo", "/contract change C-1", quote=Quote(IMPRINT))
    assert told(asked).startswith("Due (optional) · /contract change")
    assert f"Scope, from the message: “{IMPRINT}”" in told(asked)
    assert "propose_change" not in world.events("C-1")
    world.presses("bo", asked, "Skip the rest")
    assert world.events("C-1")[-1] == "propose_change"
    assert IMPRINT in told(world.says("ann", "/contract show C-1"))


def test_what_is_typed_goes_before_what_the_message_says(world: World) -> None:
    world.hired()
    world.does("bo", "/contract change C-1 The imprint alone", quote=Quote(IMPRINT))
    shown = told(world.says("ann", "/contract show C-1"))
    assert "The imprint alone" in shown
    assert IMPRINT not in shown


def test_in_a_reply_to_a_card_of_ours_everything_is_asked_as_ever(world: World) -> None:
    world.hired()
    asked = world.says("bo", "/contract change C-1", quote=Quote("C-1 Build a landing page\nIn force", ours=True))
    assert told(asked) == told(world.says("bo", "/contract change C-1"))
    assert told(asked).startswith("Scope (optional)")


def test_an_answer_to_a_question_is_an_answer_although_it_replies_to_a_message(world: World) -> None:
    world.hired()
    world.says("bo", "/contract change C-1")
    asked = world.says("bo", "Two pages", quote=Quote("What is it to be?", ours=True))
    assert told(asked).startswith("Due (optional)")
    world.presses("bo", asked, "Skip the rest")
    assert "Two pages" in told(world.says("ann", "/contract show C-1"))


def test_other_commands_take_nothing_from_the_message_they_reply_to(world: World) -> None:
    world.hired()
    plain = world.says("bo", "/contract say C-1", quote=Quote(IMPRINT))
    assert told(plain) == told(world.says("bo", "/contract say C-1"))
    assert "Cancel" in labels(plain)
