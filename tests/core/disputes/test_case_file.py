"""The case file: it builds itself from the records, is the same for everybody on the case, and cannot be changed."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

import pytest

from core.card import Card
from core.files import stored
from core.request import DELETED, REWORDED, Upload
from storage.database import Conflict
from storage.queries import disputes
from tests.core.disputes.test_hours import OPEN, invoiced
from tests.core.hours.pdf_text import words
from tests.kit import World, labels, told

DRAFT = Upload("draft.pdf", "application/pdf", b"%PDF-1.4 a page")


def pages(world: World, nick: str) -> list[str]:
    """The file as somebody reads it, turning page after page."""
    reply = world.does(nick, "/dispute file D-1")
    found = [told(reply)]
    while "Next ▶" in labels(reply):
        reply = world.presses(nick, reply, "Next ▶")
        assert reply.replaces
        found.append(told(reply))
    return found


def read(world: World, nick: str) -> str:
    return "\n".join(pages(world, nick))


def paper(world: World, nick: str, typed: str = "/dispute file D-1 pdf:yes") -> str:
    """All words of the PDF in one line."""
    card = world.does(nick, typed).card
    assert card is not None
    return " ".join(" ".join(words(attached(world, card))).split())


def attached(world: World, card: Card) -> bytes:
    [(name, media_type, content)] = stored(world.session, card.files)
    assert (name.endswith(".pdf"), media_type) == (True, "application/pdf")
    return content


def seals(world: World) -> list[Any]:
    with world.session.transaction(write=False) as transaction:
        return transaction.all(disputes.SEALS_OF, {"id": 1})


def talked(world: World) -> World:
    """Ann and Bo have talked, Bo has edited a message and deleted another, and Ann disputes what Bo handed in."""
    world.funded().does("bo", "/milestone submit M-1 First draft is here", files=(DRAFT,))
    world.does("ann", "/contract say C-1 Where is the rest?")
    world.does("bo", "/contract say C-1 It comes on Monday", written="5")
    world.does("bo", "/contract say C-1 Be patient", written="6")
    world.passes(minutes=5)
    world.hears(world.request("bo", command=REWORDED, text="It comes on Friday", written="5"))
    world.hears(world.request("bo", command=REWORDED, extra=DELETED, written="6"))
    world.with_neutrals().passes(minutes=10)
    world.does(
        "ann", '/dispute open M-1 reason:incomplete amount:150 statement:"Half of it is missing"', files=(DRAFT,)
    )
    return world


def test_the_file_has_every_subject_with_hashes(world: World) -> None:
    talked(world).does("bo", "/dispute respond D-1 decline All of it is there")
    world.does("mo", "/dispute claim D-1")
    found = read(world, "ann")
    digest = hashlib.sha256(DRAFT.content).hexdigest()
    for words_ in (
        "Ann Client · opened D-1 about M-1 “Draft” of C-1 “Build a landing page”, over work that is incomplete.",
        "Disputed: $150.00 of $200.00 held.",
        "State before: M-1 stood at “submitted”.",
        "Version 1, standing.",
        "Signed: Bo Maker",
        f"Version 1: First draft is here · draft.pdf · 15 B · SHA-256 {digest}",
        "Ann Client (U-1) · Where is the rest?",
        "Bo Maker (U-2) · It comes on Monday",
        "Bo Maker (U-2) · edited to: It comes on Friday",
        "Bo Maker (U-2) · Be patient",
        "Bo Maker (U-2) · deleted the message above.",
        "M-1: review of the work by ",
        "D-1: answer to the claim by ",
        "1. statement: work that is incomplete: Half of it is missing",
        "2. statement: All of it is there",
        "M-1 dispute → disputed",
        "Sealed when the dispute was opened.",
        "1 contract, 0 of them ended.",
        "No other dispute.",
    ):
        assert words_ in found, words_


def test_both_sides_and_the_mediator_read_the_very_same(world: World) -> None:
    talked(world).does("bo", "/dispute respond D-1 decline All of it is there")
    world.does("mo", "/dispute claim D-1")
    assert pages(world, "ann") == pages(world, "bo") == pages(world, "mo") == pages(world, "oz")


def test_a_mediator_without_conflict_reads_an_unclaimed_case_and_strangers_find_nothing(world: World) -> None:
    talked(world).does("bo", "/dispute respond D-1 decline All of it is there")
    assert "Half of it is missing" in read(world, "mia")
    for nick in ("cy", "dee", "eve"):
        nothing = told(world.says(nick, "/dispute file D-999")).replace("D-999", "D-1")
        assert told(world.says(nick, "/dispute file D-1")) == nothing


def test_the_codes_of_the_two_sides_are_not_on_file(world: World) -> None:
    talked(world).does("bo", "/dispute respond D-1 decline All of it is there")
    world.does("mo", "/dispute claim D-1")
    with world.session.transaction(write=False):
        [codes] = world.session.execute("SELECT client_code, freelancer_code FROM disputes", {}).fetchall()
    found = read(world, "ann")
    assert [code for code in codes if code in found] == []


def test_a_page_has_at_most_twelve_lines_and_a_wrong_page_is_named(world: World) -> None:
    talked(world)
    reply = world.does("ann", "/dispute file D-1")
    assert reply.card is not None
    assert len(reply.card.lines) <= 13
    assert labels(reply) == ["Next ▶", "PDF"]
    last = len(pages(world, "ann"))
    assert labels(world.does("ann", f"/dispute file D-1 page:{last}")) == ["◀ Back", "PDF"]
    assert f"The file has {last} pages." in told(world.says("ann", f"/dispute file D-1 page:{last + 1}"))
    for extra in ("999", "-1", "pdf2"):
        press = world.request("ann", command="dispute.file", ref="D-1", extra=extra)
        assert "went wrong" not in told(world.hears(press))


def test_the_paper_has_what_the_card_has_and_the_hash_of_the_data(world: World) -> None:
    talked(world)
    found = paper(world, "bo")
    assert "Case file D-1: Draft" in found
    assert "edited to: It comes on Friday" in found
    [line] = [
        line for line in told(world.does("bo", "/dispute file D-1")).splitlines() if "SHA-256 of the whole" in line
    ]
    assert f"SHA-256 of the data: {line.split()[-1]}" in found
    pressed = world.presses("ann", world.does("ann", "/dispute file D-1"), "PDF")
    assert pressed.card is not None
    assert "Half of it is missing" in " ".join(words(attached(world, pressed.card)))


def test_letters_of_other_scripts_are_seen(small_world: World) -> None:
    small_world.submitted().does("bo", "/contract say C-1 Это вторая половина · żółć ğüş")
    small_world.with_neutrals().passes(minutes=10)
    small_world.does("ann", "/dispute open M-1 reason:other statement:Недоделано")
    found = paper(small_world, "ann")
    assert "Это вторая половина · żółć ğüş" in found
    assert "Недоделано" in found


def test_the_file_is_sealed_when_it_opens_and_when_it_ends_and_the_data_fits_the_hash(world: World) -> None:
    talked(world).does("bo", "/dispute respond D-1 accept confirm:yes")
    found = seals(world)
    assert [seal.cause for seal in found] == ["open", "end"]
    assert [seal["sha256"] for seal in world.recorded("D-1")["seals"]] == [seal.hash for seal in found]
    for seal in found:
        [(name, media_type, content)] = stored(world.session, (seal.file_id,))
        assert (name, media_type) == (f"D-1-file-{seal.number}.json", "application/json")
        assert hashlib.sha256(content).hexdigest() == seal.hash
        assert json.loads(content)["ref"] == "D-1"


def test_a_seal_cannot_be_changed(world: World) -> None:
    talked(world)
    for sql in ("UPDATE dispute_seals SET hash = 'other'", "DELETE FROM dispute_seals"):
        with pytest.raises(Conflict), world.session.transaction(write=True):
            world.session.execute(sql, {})
    assert len(seals(world)) == 1


def test_the_hash_is_the_same_whatever_language_it_is_read_in(small_world: World) -> None:
    talked(small_world)
    digests = []
    for language in ("en", "de", "pt-br"):
        with small_world.session.transaction(write=True):
            small_world.session.execute(f"UPDATE people SET language = '{language}' WHERE id = 1", {})
        digests.append(told(small_world.does("ann", "/dispute file D-1")).rpartition(": ")[2])
    assert len(set(digests)) == 1


def test_earlier_disputes_are_counted_and_nothing_else_of_them_is_shown(world: World) -> None:
    talked(world).does("bo", "/dispute respond D-1 accept confirm:yes")
    world.does("ann", "/milestone fund M-2 confirm:yes")
    world.passes(seconds=2)
    world.passes(minutes=10)
    world.does("bo", "/dispute open M-2 reason:scope statement:Unclear")
    found = told(world.does("ann", "/dispute file D-2"))
    assert "Other disputes: 1 opened, 0 opened by the other side; 1 settled by agreement" in found
    assert "Half of it is missing" not in found


def test_a_review_used_as_a_threat_is_noted_for_the_mediator(world: World) -> None:
    talked(world).does("bo", "/dispute respond D-1 decline All of it is there")
    world.does("mo", "/dispute claim D-1")
    world.inbox("mo")
    reply = world.does("bo", "/dispute flag D-1 Pay in full or you get one star")
    assert "number 4" in told(reply)
    assert any("a review as a threat: Pay in full or you get one star" in told(card) for card in world.inbox("mo"))
    assert "4. a review as a threat: Pay in full or you get one star" in read(world, "ann")
    assert not world.says("mo", "/dispute flag D-1 Nothing").ok
    assert not world.says("eve", "/dispute flag D-1 Nothing").ok


def test_two_hundred_messages_are_on_paper_within_seconds(small_world: World) -> None:
    small_world.submitted()
    with small_world.session.transaction(write=True):
        for number in range(200):
            small_world.session.execute(
                "INSERT INTO messages (thing, author_id, text, created_at) VALUES ('C-1', :who, :text, :at)",
                {"who": 1 + number % 2, "text": f"Message {number}: " + "words " * 60, "at": small_world.clock.now()},
            )
    small_world.with_neutrals().passes(minutes=10)
    small_world.does("ann", "/dispute open M-1 reason:quality statement:Half")
    began = time.monotonic()
    found = paper(small_world, "ann")
    assert time.monotonic() - began < 20
    assert all(len(page) < 3_500 for page in pages(small_world, "ann"))
    assert "Message 0:" in found
    assert "Message 199:" in found


def test_a_disputed_week_is_on_file_block_by_block_with_its_protection(world: World) -> None:
    invoiced(world).does("ann", OPEN)
    found = read(world, "ann")
    assert "H-1 · 8 h, 8 h billed, $320.00 · protected: evidence attached, within the limit" in found
    assert "https://example.org/1" in found
    assert "H-2 · 2 h, 2 h billed, $80.00 · not protected: by hand, without evidence" in found
    assert "State before: WK-1 stood at “review”." in found
    assert paper(world, "bo").count("not protected: by hand, without evidence") == 1
    world.passes(days=3)
    letter = next(card for card in world.inbox("bo") if card.files)
    assert "each hour was judged by the published rules of protection" in told(letter)
    assert "entry by entry: $320.00 to Bo Maker and $80.00 to Ann Client" in told(letter)


def test_three_hundred_entries_are_on_paper_within_seconds(small_world: World) -> None:
    invoiced(small_world)
    with small_world.session.transaction(write=True):
        for number in range(300):
            small_world.session.execute(
                "INSERT INTO entries (contract_id, week_id, starts_at, minutes, memo, state, created_at)"
                " SELECT contract_id, week_id, starts_at + :at, 10, :memo, state, created_at FROM entries WHERE id = 1",
                {"at": 600 * number, "memo": f"Block {number}: " + "words " * 20},
            )
    small_world.does("ann", OPEN)
    began = time.monotonic()
    found = paper(small_world, "ann")
    assert time.monotonic() - began < 20
    assert "Block 0:" in found
    assert "Block 299:" in found
