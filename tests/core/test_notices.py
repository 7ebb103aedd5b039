"""Who hears of what: the other side of everything that happens, once, in order, and who acts next until when."""

from __future__ import annotations

import pytest

from core import delivery, receipts
from core.asking import KIND_OF
from core.card import Card, Moment
from core.command import CATALOG
from tests.core.stages import STAGES
from tests.core.trial import trial
from tests.core.words import ON_THINGS
from tests.kit import DAY, HOUR, MINUTE, PERSONAS, START, World, labels, told

TOO_MANY = """
    SELECT person_id, count(*) FROM outbox WHERE kind = 'notice' AND status = 'queued'
    GROUP BY person_id HAVING count(*) > 1
"""
STORY = [
    ("bo", "/proposal send J-1 bid:450 I have built ten of these", "ann"),
    ("ann", "/proposal shortlist P-1", "bo"),
    ("bo", "/proposal message P-1 Could I start on Monday?", "ann"),
    ("ann", '/contract offer P-1 milestones:"Draft=200; Final=300" scope:"One page"', "bo"),
    ("bo", "/contract counter C-1 amount:600 More work", "ann"),
    ("ann", "/contract reject-change C-1 Too much", "bo"),
    ("bo", '/contract accept C-1 signature:"Bo Maker"', "ann"),
    ("bo", "/milestone add C-1 Extra amount:100", "ann"),
    ("ann", "/milestone refuse M-3 Not now", "bo"),
    ("ann", "/milestone fund M-1 confirm:yes", "bo"),
    ("bo", "/milestone submit M-1 First draft is here", "ann"),
    ("ann", "/milestone extend M-1 7 days", "bo"),
    ("bo", "/milestone extend M-1 answer:yes", "ann"),
    ("ann", "/milestone revise M-1 Please use our colours", "bo"),
    ("bo", "/milestone submit M-1 Colours changed", "ann"),
    ("ann", "/milestone refund M-1 We changed plans", "bo"),
    ("bo", "/milestone refuse-refund M-1 All of it is there", "ann"),
    ("ann", "/milestone approve M-1 confirm:yes", "bo"),
    ("ann", "/contract change C-1 scope:Two", "bo"),
    ("bo", "/contract approve-change C-1", "ann"),
    ("ann", "/contract say C-1 Thank you", "bo"),
    ("bo", "/contract end C-1 completed", "ann"),
]


def test_each_step_of_the_story_tells_the_other_side_once_and_nobody_else(world: World) -> None:
    world.posted()
    world.inbox("ann")
    for nick, text, other in STORY:
        if "fund" in text:
            world.has("ann", "250")
            for persona in PERSONAS:
                world.inbox(persona.nick)
        world.does(nick, text)
        heard = {persona.nick: world.inbox(persona.nick) for persona in PERSONAS}
        receipt = heard.pop(nick)  # a durable copy of what moved money, for whose chat does not keep it
        assert len(receipt) <= ("confirm:yes" in text), text
        assert {who: len(cards) for who, cards in heard.items() if cards} == {other: 1}, text


@pytest.mark.parametrize(("ref", "state"), STAGES, ids=[f"{ref}-{state}" for ref, state in STAGES])
def test_a_change_sends_at_most_one_notice_to_each_person(small_world: World, ref: str, state: str) -> None:
    world = STAGES[ref, state](small_world)
    world.delivers()
    kind = KIND_OF[ref.partition("-")[0]]
    for entry in CATALOG.values():
        if kind not in entry.on or entry.reads:
            continue
        for nick in ("ann", "bo", "cy", "oz"):
            with trial(world):
                if world.says(nick, ON_THINGS[entry.key].format(ref=ref)).ok:
                    with world.session.transaction(write=False):
                        assert world.session.execute(TOO_MANY, {}).fetchall() == [], (entry.key, nick)


def test_a_card_says_who_acts_next_until_when_and_what_happens_otherwise(world: World) -> None:
    world.submitted()
    for nick in ("ann", "bo"):
        card = world.says(nick, "/milestone show M-1").card
        assert card is not None
        assert "submitted · Ann Client reviews" in told(card)
        assert "Without an answer $200.00 is released to Bo Maker by itself" in told(card)
        assert Moment(START + 2 + 14 * DAY) in [span for line in card.lines for span in line]
        assert "Sandbox money: nothing real moves." in card.note


def test_a_notice_carries_what_the_reader_can_do_next(world: World) -> None:
    world.submitted()
    assert labels(world.inbox("ann")[-1])[:3] == ["Approve", "Ask for changes", "Ask for a refund"]
    assert "Hand in" in labels(next(card for card in world.inbox("bo") if "is funded" in told(card)))


def test_notices_to_a_person_come_in_the_order_of_what_happened(world: World) -> None:
    world.hired()
    for number in range(10):
        world.does("ann", f"/contract say C-1 Number {number}")
        world.does("bo", f"/contract say C-1 Answer {number}")
    for nick, word in (("bo", "Number"), ("ann", "Answer")):
        heard = [line for card in world.inbox(nick) for line in told(card).splitlines() if line.startswith(word)]
        assert heard == [f"{word} {number}" for number in range(10)]


def test_the_live_card_of_each_side_is_what_the_contract_is(world: World) -> None:
    world.submitted()
    world.delivers()
    for nick in ("ann", "bo"):
        shown = world.says(nick, "/contract show C-1").card
        assert shown is not None
        assert told(world.live[nick, "C-1"]) == told(shown)
        assert labels(world.live[nick, "C-1"]) == labels(shown)


def test_a_job_is_announced_where_an_operator_said_so_and_to_whom_watches(world: World) -> None:
    world.joined()
    place = world.persona("oz").place
    channel = type(place)(place.platform, place.team, "C-JOBS", public=True)
    world.does("oz", "/admin announce here", place=channel)
    world.does("bo", "/job watch landing")
    world.does("cy", "/job watch something else")
    world.does("ann", "/job post Build a landing page budget:500 description:Work")
    world.does("ann", "/job post A secret landing page budget:500 description:Work visibility:invite")
    world.delivers()
    (where,) = world.channels
    assert where == "slack|T0|C-JOBS"
    assert {told(card).split()[0] for card in world.channels[where]} == {"J-1"}
    assert [told(card).split()[0] for card in world.inbox("bo")] == ["J-1"]
    assert world.inbox("cy") == []
    world.does("ann", "/job close J-1")
    world.delivers()
    assert "closed" in told(world.channels[where][-1])


def test_what_cannot_be_delivered_is_tried_again_with_growing_pauses_and_then_shown_to_operators(world: World) -> None:
    world.hired()
    world.delivers()
    world.does("ann", "/contract say C-1 Hello")
    pauses = []
    for _ in range(100):
        claimed = [row for row in delivery.claim(world.session, world.house.market) if row.card is not None]
        if not claimed:
            world.clock.advance(1)
            continue
        tried_at = world.clock.now()
        if not receipts.put_back(world.session, world.house.market, claimed[0], None, "no route to host"):
            break
        with world.session.transaction(write=False):
            sql = f"SELECT not_before FROM outbox WHERE id = {claimed[0].id}"
            (again_at,) = world.session.execute(sql, {}).fetchone()
        pauses.append(again_at - tried_at)
        world.clock.advance(pauses[-1])
    assert pauses[:6] == [1, 2, 4, 8, 16, 32]
    assert max(pauses) == HOUR
    assert sum(pauses) < DAY
    listed = world.says("oz", "/admin undeliverable")
    assert "no route to host" in told(listed)
    retry = next(label for label in labels(listed) if label.startswith("Retry"))
    assert world.presses("oz", listed, retry).ok
    assert any("Hello" in told(card) for card in world.inbox("bo"))
    assert "Nothing is stuck" in told(world.says("oz", "/admin undeliverable"))


def test_a_lane_waits_for_its_first_row_while_others_go_on(world: World) -> None:
    world.hired()
    for nick in ("ann", "bo"):
        world.inbox(nick)
    world.does("ann", "/contract say C-1 To Bo")
    (first,) = [row for row in delivery.claim(world.session, world.house.market) if row.card is not None]
    receipts.put_back(world.session, world.house.market, first, 30.0, "slow down")
    world.does("ann", "/contract say C-1 To Bo again")
    world.does("bo", "/contract say C-1 To Ann")
    assert [line for card in world.inbox("ann") for line in told(card).splitlines()][-1:] == ["To Ann"]
    assert world.inbox("bo") == []
    world.clock.advance(MINUTE)
    assert [told(card).splitlines()[1] for card in world.inbox("bo")] == ["To Bo", "To Bo again"]


def test_money_cards_say_that_it_is_sandbox_money(world: World) -> None:
    world.cleared()
    shown: list[Card] = [*world.inbox("bo"), *world.inbox("ann")]
    for nick, text in (("bo", "/wallet"), ("ann", "/wallet"), ("ann", "/wallet deposit 40"), ("bo", "/contract")):
        reply = world.says(nick, text)
        assert reply.card is not None
        shown.append(reply.card)
    for card in shown:
        assert card.note == ("Sandbox money: nothing real moves.",), told(card)


@pytest.mark.parametrize(
    ("kind", "person", "thing", "payload"),
    [
        ("notice", "2", "", "no card at all"),
        ("refresh", "2", "C-1", "[]"),
        ("channel", "NULL", "J-99", "{}"),
        ("x", "1", "", ""),
    ],
)
def test_a_row_that_cannot_be_read_stops_no_other_and_is_shown_to_operators(
    world: World, kind: str, person: str, thing: str, payload: str
) -> None:
    world.hired()
    world.delivers()
    with world.session.transaction(write=True):
        world.session.execute(
            "INSERT INTO outbox (lane, kind, person_id, place, thing, payload, created_at)"
            f" VALUES ('person:2', '{kind}', {person}, 'slack|T0|C1', '{thing}', '{payload}', 0)",
            {},
        )
    world.inbox("bo")
    world.does("ann", "/contract say C-1 Hello")
    assert [told(card).splitlines()[1] for card in world.inbox("bo")] == ["Hello"]
    assert f"person:2 · {kind}" in told(world.says("oz", "/admin undeliverable"))
