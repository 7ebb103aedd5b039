"""The daily question: at the person's hour, once, with the answer in it; and a diary that rests and goes on."""

from __future__ import annotations

import pytest

from core.card import Card
from tests.core.hours.test_timing import OFFER, working
from tests.kit import DAY, HOUR, World, labels, told

QUESTION = "What did you work on today?"


def questions(world: World, nick: str = "bo") -> list[Card]:
    return [card for card in world.inbox(nick) if QUESTION in told(card)]


def number(world: World, nick: str) -> str:
    return f"DY-{world.number(nick)}"


def test_both_sides_have_a_diary_from_their_first_hourly_contract_on(world: World) -> None:
    world.joined()
    world.does("ann", OFFER.format(manual="yes"))
    assert world.deadlines(number(world, "bo")) == {}
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    assert world.deadlines(number(world, "bo")) == {
        "prompt": 7 * HOUR,
        "nudge": 4 * DAY + 6 * HOUR,
        "digest": 7 * DAY - 2 * HOUR,
    }
    assert world.deadlines(number(world, "ann")) == {"digest": 7 * DAY - 2 * HOUR}


def test_a_contract_by_milestones_opens_none(small_world: World) -> None:
    small_world.hired()
    assert small_world.deadlines(number(small_world, "bo")) == {}


def test_with_onboarding_it_opens_when_the_contract_becomes_active(small_world: World) -> None:
    world = small_world.joined()
    world.does("ann", OFFER.format(manual="yes") + " onboarding:yes")
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    assert world.deadlines(number(world, "bo")) == {}
    tasks = [task["ref"] for task in world.recorded("C-1")["tasks"]]
    for ref in tasks[:-1]:
        world.does("ann", f"/onboarding waive {ref} Signed on paper")
    world.does("ann", "/onboarding classify C-1 decision:contractor Own tools")
    assert world.state("C-1") == "active"
    assert set(world.deadlines(number(world, "bo"))) == {"prompt", "nudge", "digest"}


def test_the_question_comes_at_five_with_a_button_that_opens_the_form(world: World) -> None:
    working(world).passes(hours=7)
    [asked] = questions(world)
    assert labels(asked) == ["Log on C-1", "Nothing today"]
    assert "C-1 Support · 0 min of 20 h this week" in told(asked)
    assert told(world.presses("bo", asked, "Log on C-1")).startswith("Duration")
    day = world.answers("bo", "1h")
    assert labels(day)[:2] == ["Today", "Yesterday"]
    assert told(world.presses("bo", day, "Today")).startswith("Memo")
    logged = world.presses("bo", world.answers("bo", "Fixed the login redirect"), "Skip")
    assert "Logged 1 h for today" in told(logged)
    assert "Undo" in labels(logged)
    world.passes(hours=23)
    assert questions(world) == []
    world.passes(hours=1)
    assert len(questions(world)) == 1


def test_nothing_today_is_an_answer_too(small_world: World) -> None:
    working(small_world).passes(hours=7)
    [asked] = questions(small_world)
    answered = small_world.presses("bo", asked, "Nothing today")
    assert "Nothing today" in told(answered)
    assert answered.replaces


def test_nobody_is_asked_on_a_day_that_has_an_entry_already_or_at_the_weekend(world: World) -> None:
    working(world).passes(hours=2)
    world.does("bo", "/hours log C-1 1h Fixed the login redirect")
    world.passes(hours=5)
    assert questions(world) == []
    for _day in range(3):
        world.passes(days=1)
        assert len(questions(world)) == 1
    for _day in range(3):  # on Friday the reminder of missing hours asks the same
        world.passes(days=1)
        assert questions(world) == []


def test_who_never_answers_is_asked_three_times_a_week_at_most(world: World) -> None:
    working(world).passes(hours=7)
    for _day in range(6):
        world.passes(days=1)
    assert len(questions(world)) == 3
    world.does("bo", "/hours log C-1 1h today Fixed the login redirect")
    world.passes(days=2)
    assert len(questions(world)) == 2


def test_several_contracts_are_asked_about_on_one_card(small_world: World) -> None:
    world = working(small_world)
    world.does("dee", OFFER.format(manual="yes"))
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')
    world.passes(hours=7)
    [asked] = questions(world)
    assert labels(asked) == ["Log on C-1", "Log on C-2", "Nothing today"]


def test_the_hour_is_chosen_and_the_question_can_be_switched_off(world: World) -> None:
    working(world)
    assert "at 18:00" in told(world.does("bo", "/hours prompt 18"))
    assert world.deadlines(number(world, "bo"))["prompt"] == 8 * HOUR
    world.does("bo", "/hours prompt 9am")
    assert world.deadlines(number(world, "bo"))["prompt"] == 23 * HOUR
    world.does("bo", "/hours prompt off")
    assert set(world.deadlines(number(world, "bo"))) == {"digest"}
    world.does("bo", "/hours prompt 0")
    assert world.deadlines(number(world, "bo"))["prompt"] == 14 * HOUR


@pytest.mark.parametrize("said", ["25", "17:30", "soon", "-1", "13pm", "🕔"])
def test_what_is_no_hour_is_refused_with_an_example(small_world: World, said: str) -> None:
    refused = working(small_world).says("bo", f"/hours prompt {said}")
    assert not refused.ok
    assert "hour:" in told(refused)
    assert "“18”" in told(refused)
    assert small_world.deadlines(number(small_world, "bo"))["prompt"] == 7 * HOUR


def test_the_hour_can_be_chosen_before_the_first_hourly_contract(small_world: World) -> None:
    world = small_world.joined()
    assert "It begins with your next hourly contract." in told(world.does("bo", "/hours prompt 18"))
    assert world.deadlines(number(world, "bo")) == {}
    world.does("ann", OFFER.format(manual="yes"))
    world.does("bo", '/contract accept C-1 signature:"Bo Maker"')
    assert world.deadlines(number(world, "bo"))["prompt"] == 8 * HOUR


def test_a_changed_zone_and_quiet_hours_count_at_once(world: World) -> None:
    working(world).does("bo", "/account set timezone:Berlin")
    assert world.deadlines(number(world, "bo"))["prompt"] == 6 * HOUR
    world.does("bo", "/account set quiet:16-20")
    assert world.deadlines(number(world, "bo"))["prompt"] == 9 * HOUR
    assert world.deadlines(number(world, "bo"))["nudge"] == 4 * DAY + 9 * HOUR
    world.passes(hours=9)
    assert len(questions(world)) == 1


def test_a_question_that_is_hours_late_is_not_asked_and_the_next_one_comes(world: World) -> None:
    working(world).sleeps(hours=12)
    world.ticks()
    assert questions(world) == []
    assert world.deadlines(number(world, "bo"))["prompt"] == 19 * HOUR
    world.passes(hours=19)
    assert len(questions(world)) == 1


def test_it_rests_without_an_hourly_contract_and_goes_on_with_the_next(world: World) -> None:
    working(world).does("ann", "/contract end C-1 reason:completed confirm:yes")
    world.passes(hours=7)
    assert questions(world) == []
    assert "prompt" not in world.deadlines(number(world, "bo"))
    world.does("dee", OFFER.format(manual="yes"))
    world.does("bo", '/contract accept C-2 signature:"Bo Maker"')
    assert world.deadlines(number(world, "bo"))["prompt"] == DAY
    world.passes(days=1)
    assert len(questions(world)) == 1


def test_it_goes_on_when_a_paused_contract_does(small_world: World) -> None:
    world = working(small_world)
    world.does("ann", "/contract pause C-1")
    world.passes(hours=7)
    assert questions(world) == []
    world.does("ann", "/contract resume C-1")
    assert world.deadlines(number(world, "bo"))["prompt"] == DAY
