"""Platforms deliver twice, late and out of order; people press twice. One effect, one answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.card import Press
from core.request import Request
from core.wire import dump_reply
from tests.core.trial import changed, picture
from tests.kit import ACCOUNT, DAY, MINUTE, World, button, labels, told

# The story in the exact words of the surface; a number is so many days that pass.
STORY: list[tuple[str, str] | int] = [
    ("ann", '/account join role:client name:"Ann Client"'),
    ("bo", '/account join role:freelancer name:"Bo Maker"'),
    ("ann", '/job post Build a landing page kind:fixed budget:500 skills:html,css description:"One page, two weeks"'),
    ("bo", "/job find landing page"),
    ("bo", '/proposal send J-1 bid:450 duration:"2 weeks" cover:"I have built ten of these"'),
    (
        "ann",
        '/contract offer P-1 amount:450 milestones:"Draft=150; Final=300" scope:"One page" due:"in 2 weeks"',
    ),
    (
        "bo",
        '/contract counter C-1 amount:500 milestones:"Draft=200; Final=300" because:"Two more sections"',
    ),
    ("ann", "/contract approve-change C-1"),
    ("bo", '/contract accept C-1 signature:"Bo Maker"'),
    ("ann", "/milestone fund M-1 confirm:yes"),
    1,
    ("bo", "/milestone submit M-1 First draft is here link:https://example.org/draft"),
    ("ann", "/milestone revise M-1 Please use our colours"),
    ("bo", "/milestone submit M-1 Colours changed"),
    ("ann", "/milestone approve M-1 confirm:yes"),
    ("ann", "/contract say C-1 Thank you, on to the next one"),
    ("bo", "/contract say C-1 Thank you, on to the next one"),
    ("ann", "/contract end C-1 reason:completed"),
    ("bo", f'/wallet method add kind:bank name:"Bo Maker" account:{ACCOUNT}'),
    5,
    ("bo", "/wallet withdraw 100 confirm:yes"),
    1,
]


def played(world: World) -> list[Request]:
    """Play the story; gives every request that was made in it."""
    requests: list[Request] = []
    for step in STORY:
        if isinstance(step, int):
            world.passes(days=step)
            continue
        nick, text = step
        requests.append(world.request(nick, text=text))
        assert world.hears(requests[-1]).ok, text
    return requests


def test_the_story_ends_with_the_money_in_the_bank(world: World) -> None:
    played(world)
    assert (world.state("C-1"), world.state("M-1"), world.state("W-1")) == ("ended", "released", "paid")
    assert world.balance("bo", "freelancer_available") == 8_000
    assert world.balance("platform", "provider_clearing") == -21_000 + 10_000
    assert world.ledger_ok()


def test_every_command_of_the_story_delivered_twice_has_one_effect_and_one_answer(world: World) -> None:
    for step in STORY:
        if isinstance(step, int):
            world.passes(days=step)
            continue
        nick, text = step
        request = world.request(nick, text=text)
        first = world.hears(request)
        after = picture(world.session, without=frozenset())
        assert dump_reply(world.hears(request)) == dump_reply(first), text
        assert changed(after, picture(world.session, without=frozenset())) == {}, text
    assert world.ledger_ok()


def test_the_whole_story_delivered_again_backwards_changes_nothing(world: World) -> None:
    requests = played(world)
    before = picture(world.session, without=frozenset())
    for request in reversed(requests):
        assert world.hears(request).ok
    assert changed(before, picture(world.session, without=frozenset())) == {}
    assert world.ledger_ok()


def test_the_second_answer_is_the_first_one_although_the_world_has_moved_on(world: World) -> None:
    world.hired()
    request = world.request("ann", text="/milestone fund M-1 confirm:yes")
    first = world.hears(request)
    world.passes(seconds=2)
    world.does("bo", "/milestone submit M-1 Done")
    assert dump_reply(world.hears(request)) == dump_reply(first)
    assert world.events("M-1") == ["add", "fund", "submit"]


def test_a_refusal_is_remembered_too(world: World) -> None:
    world.hired()
    early = world.request("bo", text="/milestone submit M-1 Done")
    refused = world.hears(early)
    assert not refused.ok
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.passes(seconds=2)
    assert dump_reply(world.hears(early)) == dump_reply(refused)
    assert world.state("M-1") == "funded"


def test_the_same_key_from_another_source_is_another_delivery(world: World) -> None:
    world.submitted()
    request = world.request("ann", text="/contract say C-1 Hello")
    world.hears(request)
    world.hears(replace(request, source="slack:another"))
    assert len(world.recorded("C-1")["messages"]) == 2


def test_what_comes_out_of_order_is_refused_with_how_things_stand(world: World) -> None:
    world.hired()
    for text in ("/milestone approve M-1 confirm:yes", "/milestone revise M-1 No", "/milestone refund M-1 No"):
        refused = world.says("ann", text)
        assert not refused.ok
    assert "M-1 is “agreed · Ann Client funds it next” now" in told(world.says("ann", "/milestone revise M-1 No"))
    assert world.events("M-1") == ["add"]


def test_a_deadline_delivered_again_does_nothing(world: World) -> None:
    world.submitted()
    world.clock.advance(14 * DAY)
    claimed = world.house.sweeper._claim(world.session)
    for _ in range(2):
        for deadline in claimed:
            world.house.sweeper._fire(world.session, deadline)
            world.house.sweeper._fire(world.session, replace(deadline, attempts=deadline.attempts + 1))
    assert world.events("M-1").count("auto_release") == 1
    assert world.ledger_ok()


def test_a_form_answered_twice_by_the_same_delivery_goes_on_once(world: World) -> None:
    world.posted()
    world.says("bo", "/proposal send J-1")
    answer = world.request("bo", text="450")
    first = world.hears(answer)
    assert "Cover" in told(first)
    assert dump_reply(world.hears(answer)) == dump_reply(first)
    assert "Cover" in told(world.says("bo", "")) or world.says("bo", "I have built ten of these").ok


# confirmations


def test_a_confirmation_shows_who_pays_whom_each_fee_and_what_cannot_be_undone(world: World) -> None:
    world.hired()
    shown = told(world.says("ann", "/milestone fund M-1"))
    for words in (
        "You pay: Ann Client",
        "Held for: Bo Maker, M-1 “Draft”",
        "Amount: $200.00",
        "Client fee 5 %: $10.00",
        "Total: $210.00",
        "The money is held until you approve the work",
        "Valid for 10 minutes",
    ):
        assert words in shown
    assert world.balances() == {}
    assert world.state("M-1") == "agreed"


def test_a_confirmation_pressed_twice_pays_once(world: World) -> None:
    world.submitted()
    summary = world.says("ann", "/milestone approve M-1")
    first = world.presses("ann", summary, "Confirm")
    again = world.presses("ann", summary, "Confirm")
    assert first.ok
    assert not again.ok
    assert "answered that already" in told(again)
    assert world.balance("bo", "freelancer_pending") == 18_000
    assert world.ledger_ok()


def test_a_confirmation_delivered_twice_gets_the_same_answer(world: World) -> None:
    world.submitted()
    press = world.pressing("ann", button(world.says("ann", "/milestone approve M-1"), "Confirm"))
    first = world.hears(press)
    assert first.ok
    assert dump_reply(world.hears(press)) == dump_reply(first)


@pytest.mark.parametrize("nick", ["bo", "dee", "eve", "oz", "new"])
def test_a_confirmation_pressed_by_another_confirms_nothing(world: World, nick: str) -> None:
    world.submitted()
    summary = world.says("ann", "/milestone approve M-1")
    before = picture(world.session, without=frozenset({"deliveries"}))
    for label in ("Confirm", "Cancel"):
        reply = world.presses(nick, summary, label)
        assert not reply.ok
        assert "200" not in told(reply)
    assert changed(before, picture(world.session, without=frozenset({"deliveries"}))) == {}
    assert world.presses("ann", summary, "Confirm").ok


def test_a_confirmation_expires_after_ten_minutes(world: World) -> None:
    world.submitted()
    summary = world.says("ann", "/milestone approve M-1")
    world.clock.advance(10 * MINUTE + 1)
    late = world.presses("ann", summary, "Confirm")
    assert not late.ok
    assert "expired; no money has moved" in told(late)
    assert world.state("M-1") == "submitted"
    summary = world.says("ann", "/milestone approve M-1")
    world.clock.advance(10 * MINUTE)
    assert world.presses("ann", summary, "Confirm").ok


def test_a_confirmation_is_bound_to_its_figures(world: World) -> None:
    world.hired()
    summary = world.says("ann", "/milestone fund M-1")
    world.does("ann", "/milestone edit M-1 amount:250")
    changed_figures = world.presses("ann", summary, "Confirm")
    assert "The figures have changed since" in told(changed_figures)
    assert "Total: $262.50" in told(changed_figures)
    assert world.state("M-1") == "agreed"
    assert world.balances() == {}
    assert not world.presses("ann", summary, "Confirm").ok
    world.presses("ann", changed_figures, "Confirm")
    world.passes(seconds=2)
    assert world.balance("C-1", "contract_escrow") == 25_000


def test_a_confirmation_of_something_that_can_no_longer_be_done_is_refused(world: World) -> None:
    world.submitted()
    summary = world.says("ann", "/milestone approve M-1")
    world.does("bo", "/milestone give-refund M-1 confirm:yes")
    refused = world.presses("ann", summary, "Confirm")
    assert not refused.ok
    assert world.balance("bo", "freelancer_pending") == 0
    assert world.ledger_ok()


def test_a_cancelled_confirmation_is_gone(world: World) -> None:
    world.submitted()
    summary = world.says("ann", "/milestone approve M-1")
    assert "Nothing was done" in told(world.presses("ann", summary, "Cancel"))
    assert not world.presses("ann", summary, "Confirm").ok
    assert world.state("M-1") == "submitted"


def test_what_is_done_cannot_be_cancelled(world: World) -> None:
    world.submitted()
    summary = world.says("ann", "/milestone approve M-1")
    world.presses("ann", summary, "Confirm")
    refused = world.presses("ann", summary, "Cancel")
    assert not refused.ok
    assert "Nothing was done" not in told(refused)
    assert world.state("M-1") == "released"


def test_who_is_suspended_in_between_confirms_nothing(world: World) -> None:
    world.submitted()
    summary = world.says("ann", "/milestone approve M-1")
    world.does("oz", f"/admin suspend {world.ref('ann')} Reported")
    assert not world.presses("ann", summary, "Confirm").ok
    assert world.state("M-1") == "submitted"


@pytest.mark.parametrize("token", ["", "x", "D-1", "' OR 1=1 --", "ü" * 20])
def test_a_guessed_token_confirms_nothing(world: World, token: str) -> None:
    world.submitted()
    world.says("ann", "/milestone approve M-1")
    assert not world.hears(world.pressing("ann", Press("confirm", extra=token))).ok
    assert world.state("M-1") == "submitted"


@pytest.mark.parametrize(
    ("nick", "text"),
    [
        ("ann", "/milestone fund M-2"),
        ("ann", "/milestone approve M-1"),
        ("ann", "/milestone approve M-1 50"),
        ("ann", "/wallet deposit 40"),
        ("ann", "/contract end C-1 reason:done balance:pay"),
        ("ann", "/contract end C-1 reason:done balance:refund"),
        ("bo", "/contract end C-1 reason:done"),
        ("bo", "/milestone give-refund M-1"),
    ],
)
def test_nothing_that_moves_money_is_done_without_being_confirmed(small_world: World, nick: str, text: str) -> None:
    world = small_world.submitted()
    if "fund M-2" in text:
        world.does("ann", "/milestone approve M-1 confirm:yes")
    before = picture(world.session)
    summary = world.says(nick, text)
    assert "Confirm" in labels(summary)
    assert changed(before, picture(world.session)) == {}
    for word in ("no", "maybe", "nope", "0"):
        assert "Confirm" in labels(world.says(nick, f"{text} confirm:{word}"))
    assert changed(before, picture(world.session)) == {}


# who presses what in a shared place


def test_a_command_that_moves_money_never_picks_the_thing_by_itself(world: World) -> None:
    world.submitted()
    asked = world.says("ann", "/milestone approve confirm:yes")
    assert asked.form is not None
    assert [choice.value for choice in asked.form.fields[0].choices] == ["M-1"]
    assert world.state("M-1") == "submitted"
