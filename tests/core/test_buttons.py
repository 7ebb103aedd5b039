"""Buttons: what would be refused is never drawn, what can be done is, and an old or foreign one does nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.asking import KIND_OF
from core.card import WIRE_LIMIT, Card, Form, Press, Reply
from core.command import CATALOG, Kind
from core.request import Upload
from tests.core.stages import CHANGE_PROPOSED, LOGGED, OBJECTED, STAGES, WEALTHY, Stage
from tests.core.trial import changed, picture, trial
from tests.core.words import ON_THINGS
from tests.kit import PERSONAS, World, button, labels, told

READERS = (
    "ann",
    "bo",
    "cy",
    "dee",
    "eve",
    "oz",
    "mo",
    "abe",
    "mia",
)  # the last three join only where there is a dispute
LOOKS = (
    "/market",
    "/hours",
    "/hours list",
    "/job",
    "/proposal",
    "/contract",
    "/milestone",
    "/dispute",
    "/wallet",
    "/account",
    "/wallet method",
    "/job find",
)
STAND: dict[tuple[str, str], Stage] = {**STAGES, ("C-1", "changing"): CHANGE_PROPOSED}
FILLED = {
    "signature": "Bo Maker",
    "freelancer": "U-3",
    "amount": "100",
    "milestones": "",
    "balance": "pay",
    "kind": "",
    "rate": "",
    "rate_max": "",
    "role": "both",
    "account": "DE02120300000000202051",
    "hours": "",
    "at": "",
}


PAGE = Upload("page.pdf", "application/pdf", b"%PDF-1.4 a page")


def filled(form: Form) -> dict[str, str]:
    """Something right for every field of a form."""
    fields = {field.name: field for field in CATALOG[form.command].fields}
    answers = {}
    for shown in form.fields:
        if fields[shown.name].kind is Kind.PERCENT:
            answers[shown.name] = fields[shown.name].example
        elif shown.choices and shown.name not in FILLED:
            answers[shown.name] = shown.value or shown.choices[0].value
        elif fields[shown.name].kind not in {Kind.FILES, Kind.PAPERS}:
            answers[shown.name] = FILLED.get(shown.name, shown.value or fields[shown.name].example or "Some words")
    return answers


def carried_out(world: World, nick: str, press: Press) -> Reply:
    """The reply to a pressed button, with every form filled in and every summary confirmed on the way."""
    reply = world.hears(world.pressing(nick, press, forms="whole"))
    if reply.form is not None:
        files = (PAGE,) if any(field.kind == "files" for field in reply.form.fields) else ()
        reply = world.submits(nick, reply, filled(reply.form), forms="whole", files=files)
    if "Confirm" in labels(reply):
        reply = world.presses(nick, reply, "Confirm")
    return reply


def refused_buttons(world: World, nick: str, card: Card) -> list[tuple[str, str, str]]:
    """The buttons of a card that lead to nothing."""
    found = []
    for shown in card.buttons:
        if shown.press is not None and shown.press.command not in {"confirm", "cancel"}:
            with trial(world):
                reply = carried_out(world, nick, shown.press)
                if not reply.ok or reply.form is not None:
                    found.append((nick, shown.label, told(reply)))
    return found


@pytest.mark.parametrize(("ref", "state"), STAND, ids=[f"{ref}-{state}" for ref, state in STAND])
def test_no_button_is_drawn_that_would_be_refused(small_world: World, ref: str, state: str) -> None:
    world = STAND[ref, state](small_world)
    refused = []
    for nick in READERS:
        shown = world.says(nick, f"/market more {ref}")
        if shown.ok and shown.card:
            refused += refused_buttons(world, nick, shown.card)
    assert refused == []


@pytest.mark.parametrize(
    "stage",
    [World.joined, World.bid, World.offered, WEALTHY, World.submitted, World.cleared, LOGGED, OBJECTED, World.declined],
)
def test_no_button_of_a_list_or_of_home_would_be_refused(small_world: World, stage: Stage) -> None:
    world = stage(small_world)
    refused = []
    for nick in READERS:
        for words in LOOKS:
            shown = world.says(nick, words)
            if shown.ok and shown.card:
                refused += refused_buttons(world, nick, shown.card)
    assert refused == []


@pytest.mark.parametrize("stage", [World.offered, World.cleared, CHANGE_PROPOSED, World.disputed])
def test_no_button_of_a_notice_would_be_refused_while_nothing_else_has_happened(
    small_world: World, stage: Stage
) -> None:
    world = stage(small_world)
    pressed, refused = 0, []
    for nick in ("ann", "bo"):
        for card in world.inbox(nick):
            fresh = [found for found in card.buttons if found.press and is_fresh(world, found.press)]
            pressed += len(fresh)
            refused += refused_buttons(world, nick, replace(card, buttons=tuple(fresh)))
    assert pressed > 0
    assert refused == []


def is_fresh(world: World, press: Press) -> bool:
    """Whether the button was drawn for the thing as it is."""
    return press.version > 0 and world.recorded(press.ref)["version"] == press.version


@pytest.mark.parametrize(("ref", "state"), STAGES, ids=[f"{ref}-{state}" for ref, state in STAGES])
def test_what_can_be_done_has_its_button(small_world: World, ref: str, state: str) -> None:
    world = STAGES[ref, state](small_world)
    kind = KIND_OF[ref.partition("-")[0]]
    hidden = []
    for entry in CATALOG.values():
        if kind not in entry.on or not entry.button or entry.reads:
            continue
        for nick in ("ann", "bo", "cy"):
            shown = world.says(nick, f"/market more {ref}")
            with trial(world):
                done = world.says(nick, ON_THINGS[entry.key].format(ref=ref))
            drawn = {found.press.command for found in shown.card.buttons if found.press} if shown.card else set()
            if done.ok and done.form is None and entry.key not in drawn:
                hidden.append((nick, entry.key))
    # Kept off the card where it is of little use, though it does no harm when typed.
    quiet = {"contract.say", "contract.rehire", "market.more"}
    if state != "submitted":
        quiet.add("milestone.approve")  # nobody is invited to pay for what was not handed in yet
    assert [found for found in hidden if found[1] not in quiet] == []


# old, foreign, forged


def test_a_button_from_an_earlier_moment_shows_the_true_card_and_does_nothing(world: World) -> None:
    world.submitted()
    old = world.says("ann", "/milestone show M-1")
    world.does("ann", "/milestone revise M-1 Please use our colours")
    world.does("bo", "/milestone submit M-1 Colours changed")
    before = picture(world.session)
    for label in ("Approve", "Ask for a refund"):
        pressed = world.presses("ann", old, label, answers={"reason": ("No",)} if label != "Approve" else {})
        assert not pressed.ok
        assert "M-1 has changed since" in told(pressed)
        assert pressed.replaces
        assert "Approve" in labels(pressed)
    assert changed(before, picture(world.session)) == {}
    world.presses("ann", world.presses("ann", pressed, "Approve"), "Confirm")
    assert world.state("M-1") == "released"


def test_a_button_pressed_twice_does_it_once(world: World) -> None:
    """Two presses are two deliveries; the version in the button tells them apart from two wishes."""
    world.hired()
    shown = world.says("ann", "/contract show C-1")
    world.does("bo", '/contract change C-1 scope:"Two pages"')
    shown = world.says("ann", "/contract show C-1")
    first = world.presses("ann", shown, "Agree")
    second = world.presses("ann", shown, "Agree")
    assert (first.ok, second.ok) == (True, False)
    assert world.events("C-1").count("confirm_change") == 1


def test_a_button_pressed_by_another_tells_nothing(world: World) -> None:
    world.submitted()
    press = button(world.says("ann", "/milestone show M-1"), "Approve")
    before = picture(world.session)
    for nick in ("bo", "cy", "dee", "eve", "new", "oz"):
        reply = world.hears(world.pressing(nick, press))
        assert not reply.ok
        if nick != "bo":
            assert "Draft" not in told(reply)
            assert "200" not in told(reply)
    assert changed(before, picture(world.session)) == {}


TAMPERED = [
    "milestone.approve|M-1",
    "milestone.approve|M-1|x|",
    "milestone.approve|M-1|-1|",
    "milestone.approve|M-1|9999999999999|",
    "|M-1|3|",
    "",
    "|||",
    "x",
    "\x00|\x00|\x00|\x00",
    "job.find|||1~\x00",
    "confirm|||\x00",
    "milestone.approve|M-1\n|3|",
]
HOSTILE = [
    "milestone.approve|M-2|3|",
    "milestone.approve|C-1|1|",
    "milestone.approve|U-1|1|",
    "milestone.approve|M-0|1|",
    "milestone.approve|M-99999999999999999999|1|",
    "milestone.approve|'; DROP TABLE people; --|1|",
    "milestone.nothing|M-1|1|",
    "admin.ledger|||",
    "admin.retry|||1",
    "admin.suspend|U-1||",
    "system.deadline|M-1||1",
    "system.send|W-1||",
    "provider.event|DEP-1||settled",
    "confirm|||",
    "confirm|||no-such-token",
    "cancel|||no-such-token",
    "form.answer|D-1||yes",
    "form.skip|D-99||x",
    "form.|||",
    "form.nothing|D-1||",
    "form.open|||",
    "job.find|||999~",
    "job.find|||1~{",
    'job.find|||1~{"low":"x"}',
    'job.find|||1~{"low":1.5}',
    'job.find|||1~{"low":1e999}',
    'job.find|||1~{"low":NaN}',
    'job.find|||1~{"low":99999999999999999999}',
    'job.find|||1~{"skills":5}',
    'job.find|||1~{"skills":[1]}',
    'job.find|||1~{"text":[]}',
    'job.find|||1~{"kind":{}}',
    'job.find|||1~{"currency":7}',
    'job.find|||1~{"nothing":1}',
    "job.find|||1~[1,2]",
    'job.watch|||0~{"low":"x"}',
    'job.watch|||0~{"skills":[1]}',
    'job.watch|||0~{"text":7}',
    "job.unwatch|||99999",
    "job.unwatch|||-1",
    "job.unwatch|||x",
    "wallet.method|||steal",
    "account.join|||king",
    "wallet.statement|||0000-00",
]


@pytest.mark.parametrize("wire", TAMPERED)
def test_what_no_button_of_ours_carries_is_no_press(wire: str) -> None:
    assert Press.read(wire) is None


def test_a_tampered_button_moves_nothing_and_stops_nothing(world: World) -> None:
    world.submitted()
    money = world.balances()
    for wire in HOSTILE:
        press = Press.read(wire)
        assert press is not None, wire
        for nick in ("bo", "ann", "eve", "new"):
            world.hears(world.pressing(nick, press))
        assert (world.state("M-1"), world.balances()) == ("submitted", money), wire
    world.does("dee", "/job post Another page budget:100 description:Work")
    world.passes(seconds=2)
    assert "Another page" in "".join(told(card) for card in world.live.values())
    assert world.ledger_ok()


@given(st.text(max_size=70))
def test_any_text_is_read_as_a_press_or_not_at_all(wire: str) -> None:
    press = Press.read(wire)
    if press is not None:
        assert Press.read(f"{press.command}|{press.ref}|{press.version or ''}|{press.extra}") == press


@pytest.mark.parametrize(
    ("ref", "state"), [("J-1", "open"), ("C-1", "active"), ("M-1", "submitted"), ("P-1", "submitted")]
)
def test_every_button_fits_where_it_travels_and_carries_no_amount(small_world: World, ref: str, state: str) -> None:
    world = STAGES[ref, state](small_world)
    for persona in PERSONAS:
        shown = world.says(persona.nick, f"/market more {ref}").card
        for found in shown.buttons if shown else ():
            assert found.press is not None
            assert len(found.press.wire().encode()) <= WIRE_LIMIT
            assert Press.read(found.press.wire()) == found.press
            assert "00" not in found.press.wire()
