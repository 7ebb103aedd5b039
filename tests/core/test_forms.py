"""Forms: question by question or all at once, with a way back, and nothing lost by a restart or a mistake."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.card import Reply
from core.wire import dump_reply
from tests.core.trial import changed, picture
from tests.kit import DAY, HOUR, World, button, labels, open_world, told


def both(world: World) -> World:
    """Everybody has joined, and Bo, who is asked question by question, hires as well."""
    world.joined().does("bo", "/account join role:client")
    return world


def pressed(world: World, nick: str, shown: Reply, *choices: str) -> Reply:
    for choice in choices:
        shown = world.presses(nick, shown, choice)
    return shown


def test_a_job_is_posted_question_by_question(world: World) -> None:
    both(world)
    asked = world.says("bo", "/job post")
    assert told(asked).startswith("Title · /job post")
    asked = world.answers("bo", "A landing page", "One page, two weeks")
    assert told(asked).startswith("Kind (optional)")
    assert labels(asked)[:2] == ["Fixed price", "By the hour"]
    asked = pressed(world, "bo", asked, "Fixed price")
    assert told(asked).startswith("Budget")
    done = pressed(world, "bo", world.answers("bo", "500"), "Skip the rest")
    assert done.ok
    job = world.recorded("J-1")
    assert (job["title"], job["state"], job["amounts"]) == ("A landing page", "open", {"USD": {"budget": 50_000}})


def test_the_questions_follow_the_answers(world: World) -> None:
    both(world)
    world.answers("bo", "/job post", "A landing page", "One page")
    asked = world.answers("bo", "hourly")
    assert told(asked).startswith("Rate ·")
    pressed(world, "bo", world.answers("bo", "30", "45"), "Skip the rest")
    assert world.recorded("J-1")["amounts"] == {"USD": {"rate_min": 3_000, "rate_max": 4_500}}


def test_what_was_typed_is_not_asked_again(world: World) -> None:
    both(world)
    asked = world.says("bo", "/job post A landing page kind:fixed budget:500")
    assert told(asked).startswith("Description")
    pressed(world, "bo", world.answers("bo", "One page"), "Skip the rest")
    assert world.recorded("J-1")["title"] == "A landing page"


def test_a_wrong_answer_is_asked_again_with_the_reason(world: World) -> None:
    both(world)
    asked = world.answers("bo", "/job post A landing page kind:fixed", "One page", "-5")
    assert told(asked).startswith("Budget")
    assert "below zero" in told(asked)
    pressed(world, "bo", world.answers("bo", "500"), "Skip the rest")
    assert world.recorded("J-1")["amounts"] == {"USD": {"budget": 50_000}}


def test_back_takes_the_last_answer_back(world: World) -> None:
    both(world)
    asked = world.answers("bo", "/job post", "A wrong title", "One page")
    asked = pressed(world, "bo", asked, "Back", "Back")
    assert told(asked).startswith("Title")
    asked = world.answers("bo", "A right title", "Another page")
    pressed(world, "bo", asked, "Fixed price")
    pressed(world, "bo", world.answers("bo", "500"), "Skip the rest")
    assert world.recorded("J-1")["title"] == "A right title"


def test_cancel_forgets_everything(world: World) -> None:
    both(world)
    before = picture(world.session, without=frozenset({"deliveries"}))
    asked = world.answers("bo", "/job post", "A landing page")
    assert "Nothing was done" in told(pressed(world, "bo", asked, "Cancel"))
    assert changed(before, picture(world.session, without=frozenset({"deliveries"}))) == {}
    assert not world.says("bo", "One page").ok


def test_a_form_survives_a_restart(world: World) -> None:
    both(world)
    asked = world.answers("bo", "/job post", "A landing page", "One page")
    with open_world(world.url) as restarted:
        asked = pressed(restarted, "bo", asked, "Fixed price")
        pressed(restarted, "bo", restarted.says("bo", "500"), "Skip the rest")
        assert restarted.recorded("J-1")["title"] == "A landing page"


def test_a_form_expires_after_a_day(world: World) -> None:
    both(world)
    asked = world.answers("bo", "/job post", "A landing page", "One page")
    world.clock.advance(DAY - HOUR)
    asked = pressed(world, "bo", asked, "Fixed price")
    world.clock.advance(DAY + 1)
    late = world.presses("bo", asked, "Back")
    assert not late.ok
    assert "no longer open" in told(late)
    world.house.sweeper.forget(world.session)
    assert picture(world.session, without=frozenset())["drafts"] == []


def test_a_button_of_an_earlier_question_answers_nothing(world: World) -> None:
    both(world)
    first = world.answers("bo", "/job post", "A landing page", "One page")
    second = pressed(world, "bo", first, "By the hour")
    late = world.presses("bo", first, "Fixed price")
    assert not late.ok
    assert "earlier step" in told(late)
    assert told(second).startswith("Rate")
    pressed(world, "bo", world.answers("bo", "30", "45"), "Skip the rest")
    assert world.recorded("J-1")["pay"] == "hourly"


def test_a_question_is_its_askers(world: World) -> None:
    both(world)
    asked = world.answers("bo", "/job post", "A landing page", "One page")
    for nick in ("cy", "ann", "new"):
        for label in ("Fixed price", "Back", "Cancel"):
            assert not world.hears(world.pressing(nick, button(asked, label))).ok
    assert told(pressed(world, "bo", asked, "Fixed price")).startswith("Budget")


def test_a_command_in_between_is_done_and_the_form_waits(world: World) -> None:
    both(world)
    world.answers("bo", "/job post", "A landing page")
    assert world.says("bo", "/wallet").ok
    asked = world.says("bo", "One page")
    assert told(asked).startswith("Kind")


def test_a_required_question_cannot_be_skipped(world: World) -> None:
    both(world)
    asked = world.says("bo", "/job post")
    assert "Skip" not in labels(asked)
    forged = replace(button(asked, "Cancel"), command="form.skip", extra="title")
    assert told(world.hears(world.pressing("bo", forged))).startswith("Title")
    with world.session.transaction(write=False):
        assert world.session.execute("SELECT count(*) FROM jobs", {}).fetchone() == (0,)


def test_an_answer_pressed_twice_goes_on_once(world: World) -> None:
    both(world)
    asked = world.answers("bo", "/job post", "A landing page", "One page")
    press = world.pressing("bo", button(asked, "Fixed price"))
    first = world.hears(press)
    assert dump_reply(world.hears(press)) == dump_reply(first)
    assert told(first).startswith("Budget")


# which thing


def test_of_several_that_fit_the_person_picks_one(world: World) -> None:
    world.hired()
    world.does("ann", '/contract offer U-2 milestones:"Other=50" scope:"Another page"')
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')
    asked = world.says("bo", "/contract say Hello there")
    assert labels(asked)[:2] == ["C-2 Another page · active", "C-1 Build a landing page · active"]
    sent = world.presses("bo", asked, "C-1 Build a landing page · active")
    assert sent.ok
    assert [line["text"] for line in world.recorded("C-1")["messages"]] == ["Hello there"]


def test_the_only_one_that_fits_is_taken_and_named(world: World) -> None:
    world.hired()
    sent = world.does("bo", "/contract say Hello there")
    assert "C-1" in told(sent)


def test_in_the_thread_of_a_contract_it_is_meant(world: World) -> None:
    world.hired()
    world.does("ann", '/contract offer U-2 milestones:"Other=50" scope:"Another page"')
    place = replace(world.persona("ann").place, message_id="1.23")
    with world.session.transaction(write=True):
        world.session.execute(
            "INSERT INTO cards (platform, team, chat, message_id, thing, live, created_at)"
            f" VALUES ('slack', 'T0', '{place.chat}', '1.23', 'C-1', 1, 0)",
            {},
        )
    world.does("ann", "/contract say Hello from the thread", place=place)
    world.does("ann", "Plain words in the thread", place=place)
    texts = [line["text"] for line in world.recorded("C-1")["messages"]]
    assert texts == ["Hello from the thread", "Plain words in the thread"]


@pytest.mark.parametrize("words", ["/milestone fund", "/milestone fund confirm:yes"])
def test_money_always_asks_which_even_if_only_one_fits(world: World, words: str) -> None:
    world.hired()
    world.does("ann", "/milestone remove M-2")
    form = world.says("ann", words).form
    assert form is not None
    assert [choice.value for choice in form.fields[0].choices] == ["M-1"]
    summary = world.submits("ann", form, {"on": "M-1"})
    assert "Confirm" in labels(summary)
    assert world.state("M-1") == "agreed"


# all at once


def test_a_whole_form_shows_every_mistake_at_its_field(world: World) -> None:
    world.joined()
    form = world.says("ann", "/job post").form
    assert form is not None
    again = world.submits("ann", form, {"title": "A page"})
    assert again.form is not None
    assert "Please fill this in." in again.form.errors["description"]
    again = world.submits("ann", again.form, {"description": "Work", "budget": "1,234"})
    assert again.form is not None
    assert "could be" in again.form.errors["budget"]
    values = {field.name: field.value for field in again.form.fields}
    assert (values["title"], values["description"]) == ("A page", "Work")
    assert world.submits("ann", again.form, {"budget": "1234.00"}).ok
    assert world.recorded("J-1")["amounts"] == {"USD": {"budget": 123_400}}


def test_an_offer_is_filled_in_with_what_the_proposal_says(world: World) -> None:
    world.bid()
    shown = world.says("ann", "/proposal show P-1")
    form = world.presses("ann", shown, "Offer a contract").form
    assert form is not None
    values = {field.name: field.value for field in form.fields}
    assert values["amount"] == "450.00 USD"
    world.submits("ann", form)
    assert world.recorded("C-1")["amounts"]["USD"]["agreed"] == 45_000


def test_a_form_that_comes_back_late_is_judged_by_how_things_stand(world: World) -> None:
    world.submitted()
    form = world.presses("ann", world.says("ann", "/milestone show M-1"), "Ask for changes").form
    assert form is not None
    world.does("ann", "/milestone approve M-1 confirm:yes")
    refused = world.submits("ann", form, {"reason": "Please use our colours"})
    assert not refused.ok
    assert world.state("M-1") == "released"
