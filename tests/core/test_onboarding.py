"""Onboarding from the accepted offer to the open gate: whose turn it is, what is kept, who is reminded, how it ends."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from core.files import MOST_BYTES
from core.files import stored as stored_files
from core.request import Upload
from storage.database import Conflict
from tests.core.stages import HANDED_IN, ONBOARDING, STARTED, WAIVED
from tests.core.trial import changed, picture
from tests.kit import DAY, HOUR, World, button, labels, told

OFFER = '/contract offer U-2 amount:300 scope:"Logo" onboarding:yes'
SIGN = 'signature:"Bo Maker"'
PAGE = Upload("agreement.pdf", "application/pdf", b"%PDF-1.4 both pages")


def onboarding(world: World, *template: str, number: int = 1) -> World:
    """Ann's template, changed by these words, and an offer that Bo has accepted."""
    if number == 1:
        world.joined()
    for words in template:
        world.does("ann", f"/onboarding template {words}")
    world.does("ann", OFFER)
    world.does("bo", f"/contract accept C-{number} {SIGN}")
    return world


def states(world: World, contract: str = "C-1") -> list[str]:
    return [task["state"] for task in world.recorded(contract)["tasks"]]


def signed(world: World, *refs: str) -> World:
    for ref in refs:
        world.does("bo", f"/onboarding start {ref}")
        world.does("bo", f"/onboarding complete {ref} {SIGN}")
    return world


def test_the_standard_papers_are_the_freelancers_and_the_classification_the_clients(world: World) -> None:
    onboarding(world)
    assert [(task["ref"], task["kind"], task["owner"], task["state"]) for task in world.recorded("C-1")["tasks"]] == [
        ("T-1", "confidentiality", "freelancer", "not_started"),
        ("T-2", "contractor", "freelancer", "not_started"),
        ("T-3", "ownership", "freelancer", "not_started"),
        ("T-4", "conduct", "freelancer", "not_started"),
        ("T-5", "classification", "client", "not_started"),
    ]
    assert world.recorded("C-1")["started_at"] is None
    assert world.deadlines("ONB-1") == {"expire": 30 * DAY, "remind": DAY}


def test_an_offer_with_onboarding_stays_open_for_thirty_days(world: World) -> None:
    world.joined().does("ann", OFFER)
    assert world.deadlines("C-1") == {"expire": 30 * DAY}


def test_the_last_task_opens_the_gate_at_that_moment_and_tells_both(world: World) -> None:
    onboarding(world)
    signed(world, "T-1", "T-2", "T-3", "T-4")
    world.passes(hours=3)
    for nick in ("ann", "bo"):
        world.inbox(nick)
    refused = world.says("ann", "/milestone fund M-1 confirm:yes")
    assert not refused.ok
    assert "It waits for Ann Client." in told(refused)
    assert "T-5 Classification · Ann Client" in told(refused)
    done = world.does("ann", '/onboarding classify C-1 decision:contractor because:"Own tools, own hours"')
    assert "C-1 is active from now" in told(done)
    contract = world.recorded("C-1")
    activated = next(line for line in contract["history"] if line["event"] == "activate")
    assert contract["started_at"] == activated["at"] == world.recorded("ONB-1")["history"][-1]["at"]
    assert ["is active from now" in told(card) for card in world.inbox("bo")] == [True]
    world.does("ann", "/milestone fund M-1 confirm:yes")
    world.passes(seconds=2)
    assert world.state("M-1") == "funded"


def test_the_checklist_is_live_for_both_and_names_who_blocks(world: World) -> None:
    onboarding(world)
    signed(world, "T-1")
    world.delivers()
    for nick in ("ann", "bo"):
        shown = told(world.live[nick, "C-1"])
        assert "▰▱▱▱▱ 1/5 · waiting for Bo Maker and Ann Client" in shown
        assert "☑ T-1 Confidentiality agreement: Bo Maker · done" in shown
        assert "T-5 Classification: Ann Client · not started · due @" in shown
    assert "Start T-2" in labels(world.live["bo", "C-1"])
    assert "Questionnaire T-5" in labels(world.live["ann", "C-1"])
    assert not [label for label in labels(world.live["ann", "C-1"]) if label.startswith("Start")]


def test_a_signature_keeps_name_text_hash_person_platform_and_moment(world: World) -> None:
    onboarding(world)
    shown = told(world.does("bo", "/onboarding start T-1"))
    world.does("bo", f"/onboarding complete T-1 {SIGN}")
    [signature] = world.recorded("T-1")["signatures"]
    with world.session.transaction(write=False):
        ((text,),) = world.session.execute("SELECT text FROM onboarding_signatures", {}).fetchall()
    assert text.strip() in shown
    assert signature["text_hash"] == hashlib.sha256(text.encode()).hexdigest()
    assert (signature["by"], signature["name"], signature["platform"]) == ("U-2", "Bo Maker", "telegram")


@pytest.mark.parametrize("words", ["UPDATE onboarding_signatures SET name = 'Cy'", "DELETE FROM onboarding_signatures"])
def test_a_signature_stays_as_it_was_given(world: World, words: str) -> None:
    signed(onboarding(world), "T-1")
    with pytest.raises(Conflict), world.session.transaction(write=True):
        world.session.execute(words, {})
    assert len(world.recorded("T-1")["signatures"]) == 1


@pytest.mark.parametrize("name", ["Bo", "Ann Client", "Bo Mäker", "B. Maker"])
def test_a_name_that_is_not_the_accounts_is_asked_for_again_and_not_guessed(world: World, name: str) -> None:
    STARTED(world)
    before = picture(world.session)
    refused = world.says("bo", f'/onboarding complete T-1 signature:"{name}"')
    assert not refused.ok
    assert "exactly as on your account" in told(refused)
    assert changed(before, picture(world.session)) == {}
    asked = world.presses("bo", refused, "Put it right")
    assert "Signature" in told(asked)


def test_completing_needs_what_the_task_wants(world: World) -> None:
    onboarding(world, "add Passport owner:freelancer file:yes signature:no", "move 5 1")
    world.does("bo", "/onboarding start T-1")
    assert "wants a file" in told(world.says("bo", "/onboarding complete T-1 note:Here"))
    world.does("bo", "/onboarding complete T-1", files=(PAGE,))
    [file] = world.recorded("T-1")["files"]
    assert file == {
        "name": "agreement.pdf",
        "media_type": "application/pdf",
        "size": len(PAGE.content),
        "sha256": hashlib.sha256(PAGE.content).hexdigest(),
    }
    world.does("bo", "/onboarding start T-2")
    assert "Type your name" in told(world.says("bo", "/onboarding complete T-2 note:Read"))


def test_files_can_be_attached_one_after_the_other_in_answer_to_a_question(world: World) -> None:
    STARTED(world)
    world.says("bo", "/onboarding attach T-1")
    world.does("bo", "", files=(PAGE,))
    world.does("bo", "/onboarding attach T-1", files=(Upload("second.png", "image/png", b"\x89PNG"),))
    assert [file["name"] for file in world.recorded("T-1")["files"]] == ["agreement.pdf", "second.png"]


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (Upload("empty.pdf", "application/pdf", b""), "empty"),
        (Upload("big.pdf", "application/pdf", b"%" * (MOST_BYTES + 1)), "larger than 20 MB"),
        (Upload("setup.exe", "application/pdf", b"MZ"), "no document"),
        (Upload("invoice.pdf", "application/pdf", b"MZ\x90\x00"), "no document"),
        (Upload("page.html", "text/html", b"<script>"), "no document"),
        (Upload("noname", "", b"text"), "no document"),
    ],
    ids=["empty", "too big", "program", "disguised program", "page", "no ending"],
)
def test_what_is_no_paper_is_refused_and_not_kept(small_world: World, upload: Upload, why: str) -> None:
    world = STARTED(small_world)
    before = picture(world.session)
    refused = world.says("bo", f"/onboarding complete T-1 {SIGN}", files=(upload,))
    assert not refused.ok
    assert why in told(refused)
    assert changed(before, picture(world.session)) == {}


def test_a_file_beside_a_wrong_signature_is_not_taken_for_another_one_later(world: World) -> None:
    STARTED(world)
    refused = world.says("bo", '/onboarding complete T-1 signature:"Bo"', files=(PAGE,))
    world.does("bo", "/contract say C-1 Look", files=(Upload("other.png", "image/png", b"\x89PNG"),))
    world.presses("bo", refused, "Put it right")
    while world.state("T-1") == "in_progress":
        asked = world.says("bo", "Bo Maker")
        if "Skip" in labels(asked):
            world.presses("bo", asked, "Skip the rest")
    assert world.recorded("T-1")["files"] == []


def test_somebody_elses_task_is_named_as_theirs(world: World) -> None:
    onboarding(world)
    refused = world.says("ann", "/onboarding start T-1")
    assert "T-1 “Confidentiality agreement” is for Bo Maker to do" in told(refused)
    assert "/onboarding nudge C-1" in told(refused)
    assert not world.says("bo", "/onboarding classify T-5 decision:contractor Mine").ok


def test_what_is_done_is_not_done_twice_nor_returned(world: World) -> None:
    onboarding(world)
    signed(world, "T-1")
    for nick, words in (
        ("bo", f"complete T-1 {SIGN}"),
        ("bo", "start T-1"),
        ("ann", "return T-1 No"),
        ("ann", "waive T-1 No"),
    ):
        refused = world.says(nick, f"/onboarding {words}")
        assert "T-1 is “done” now" in told(refused), words


def test_a_review_approves_or_returns_with_a_reason(world: World) -> None:
    HANDED_IN(world)
    assert any("handed in for your review" in told(card) for card in world.inbox("ann"))
    world.inbox("bo")
    world.does("ann", "/onboarding return T-1 Page 2 is missing")
    assert "Page 2 is missing" in told(world.inbox("bo")[-1])
    assert "Page 2 is missing" in told(world.says("bo", "/onboarding show T-1"))
    world.does("bo", f"/onboarding complete T-1 {SIGN}")
    world.does("ann", "/onboarding approve T-1")
    assert world.state("T-1") == "done"
    assert len(world.recorded("T-1")["signatures"]) == 2


def test_a_task_waits_for_those_before_it(world: World) -> None:
    onboarding(world, "edit 4 after:1")
    assert "Another task comes first" in told(world.says("bo", "/onboarding start T-4"))
    assert "after T-1" in told(world.says("ann", "/onboarding show C-1"))
    signed(world, "T-1", "T-4")


def test_the_classification_is_never_waived_and_the_platforms_task_not_by_the_client(world: World) -> None:
    onboarding(world, "add Check owner:operator")
    assert not world.says("ann", "/onboarding waive T-6 No need").ok
    assert not world.says("oz", "/onboarding waive T-6 No need").ok
    assert "only an operator" in told(world.says("ann", "/onboarding waive T-5 No need"))
    world.does("oz", "/onboarding waive T-5 Checked last week")
    assert world.state("T-5") == "waived"


def test_the_platforms_tasks_stand_in_the_operators_queue(world: World) -> None:
    onboarding(world, "add Check owner:operator")
    assert any("T-5 Check" in told(card) for card in world.inbox("oz"))
    queue = world.says("oz", "/admin queue")
    assert "1 task waits for the platform" in told(queue)
    world.presses("oz", queue, "T-5")
    world.does("oz", "/onboarding start T-5")
    world.does("oz", "/onboarding complete T-5 note:Clear")
    assert "Nothing waits" in told(world.says("oz", "/admin queue"))


def test_an_employee_goes_on_without_escrow_and_fee_and_operators_get_a_payroll_note(world: World) -> None:
    WAIVED(world)
    world.inbox("oz")
    world.does("ann", '/onboarding classify C-1 decision:employee because:"Fixed hours at our desk"')
    assert any("Payroll note" in told(card) and "Bo Maker" in told(card) for card in world.inbox("oz"))
    assert (world.state("C-1"), world.recorded("C-1")["employed"]) == ("active", True)
    assert "payroll through an employer of record: Bo Maker" in told(world.says("oz", "/admin queue"))
    for words in ("/milestone fund M-1 confirm:yes", "/contract bonus C-1 50 Thanks confirm:yes"):
        assert "employer of record" in told(world.says("ann", words))
    assert "employer of record" in told(world.says("bo", "/contract show C-1"))
    assert world.balances() == {}


def test_a_rejection_cancels_the_contract_and_tells_both_why(world: World) -> None:
    ONBOARDING(world)
    for nick in ("ann", "bo"):
        world.inbox(nick)
    world.does("ann", "/onboarding classify C-1 decision:rejected The law there does not allow it")
    assert (world.state("C-1"), world.state("ONB-1"), world.state("T-1")) == ("cancelled", "rejected", "closed")
    assert ["The law there does not allow it" in told(card) for card in world.inbox("bo")] == [True]


def test_the_suggestion_is_explained_and_the_same_for_the_same_answers(world: World) -> None:
    onboarding(world)
    words = "hours:client place:client method:client tools:client pay:salary clients:none exclusivity:none"
    first = told(world.does("ann", f"/onboarding assess C-1 {words}"))
    assert "Suggestion: The answers speak for" in first or "Suggestion:" in first
    assert "The client decides when, where and how" in first
    again = told(world.does("ann", "/onboarding assess C-1 hours:client"))
    assert first == again
    assert world.recorded("T-5")["state"] == "in_progress"
    assert "Suggestion" not in told(world.says("bo", "/onboarding show T-5"))


def test_still_valid_papers_of_the_same_two_are_offered_again_and_never_the_classification(world: World) -> None:
    signed(onboarding(world), "T-1", "T-2", "T-3", "T-4")
    world.does("ann", "/onboarding classify C-1 decision:contractor Own tools")
    onboarding(world, number=2)
    assert "Reuse T-6" in labels(world.says("bo", "/onboarding show C-2"))
    assert "T-1 of C-1 still holds" in told(world.says("bo", "/onboarding show C-2"))
    assert "Start T-6" not in labels(world.says("ann", "/onboarding show C-2"))
    card = world.says("bo", "/onboarding show T-6")
    assert "Still valid: T-1 · C-1" in told(card)
    world.presses("bo", card, "Reuse")
    assert (world.state("T-6"), world.recorded("T-6")["reused_from"]) == ("done", "T-1")
    assert not world.says("ann", "/onboarding reuse T-10").ok
    world.passes(days=29)
    onboarding(world, number=3)
    world.passes(days=25)
    assert "Still valid" in told(world.says("bo", "/onboarding show T-11"))


def test_a_paper_that_is_no_longer_valid_or_says_something_else_is_not_offered(world: World) -> None:
    signed(onboarding(world, "edit 1 valid:10"), "T-1", "T-3")
    world.passes(days=11)
    onboarding(world, number=2)
    assert "Still valid" not in told(world.says("bo", "/onboarding show T-6"))
    assert not world.says("bo", "/onboarding reuse T-6").ok
    assert "Still valid" in told(world.says("bo", "/onboarding show T-8"))
    assert "Still valid" not in told(world.says("bo", "/onboarding show T-7"))


def test_whoever_blocks_is_reminded_after_one_day_after_three_and_then_daily(world: World) -> None:
    onboarding(world)
    signed(world, "T-1", "T-2", "T-3", "T-4")
    world.inbox("ann")
    heard = []
    for hour in range(1, 24 * 6):
        world.passes(hours=1)
        heard += [hour for card in world.inbox("ann") if "waits for you" in told(card)]
    assert heard == [24, 72, 96, 120]
    assert not [card for card in world.inbox("bo") if "waits for you" in told(card)]


def test_after_a_downtime_there_is_one_reminder_and_the_expiry_is_put_off(world: World) -> None:
    onboarding(world)
    world.passes(minutes=1)
    world.inbox("bo")
    world.sleeps(days=6)
    world.ticks()
    assert len([card for card in world.inbox("bo") if "waits for you" in told(card)]) == 1
    assert world.deadlines("ONB-1")["expire"] == 30 * DAY - 60
    world.passes(days=1)
    assert len([card for card in world.inbox("bo") if "waits for you" in told(card)]) == 1


def test_a_nudge_reminds_the_others_now_and_at_most_once_an_hour(world: World) -> None:
    onboarding(world)
    world.inbox("ann")
    assert "T-5 Classification" in told(world.does("bo", "/onboarding nudge C-1"))
    assert ["waits for you" in told(card) for card in world.inbox("ann")] == [True]
    assert "nudged within the last hour" in told(world.says("bo", "/onboarding nudge C-1"))
    world.passes(seconds=HOUR + 1)
    world.does("oz", "/onboarding nudge C-1")


def test_what_is_not_finished_in_thirty_days_is_cancelled_and_both_are_told(world: World) -> None:
    onboarding(world)
    world.passes(days=29)
    for nick in ("ann", "bo"):
        world.inbox(nick)
    world.passes(days=1)
    assert (world.state("C-1"), world.state("ONB-1"), set(states(world))) == ("cancelled", "expired", {"closed"})
    for nick in ("ann", "bo"):
        assert [told(card) for card in world.inbox(nick) if "C-1" in told(card) and "within 30 days" in told(card)]


def test_a_cancelled_case_takes_no_more_steps(world: World) -> None:
    STARTED(world)
    shown = world.says("bo", "/onboarding show T-1")
    world.does("ann", "/onboarding cancel C-1 We changed plans")
    before = picture(world.session)
    for reply in (
        world.says("bo", f"/onboarding complete T-1 {SIGN}"),
        world.hears(world.pressing("bo", button(shown, "Complete"), answers={"signature": ("Bo Maker",)})),
        world.says("ann", "/onboarding classify T-5 decision:contractor Own tools"),
        world.says("bo", "/onboarding nudge C-1"),
    ):
        assert not reply.ok
    assert changed(before, picture(world.session)) == {}
    world.passes(days=40)
    assert world.state("ONB-1") == "cancelled"


def test_an_export_is_a_zip_with_texts_hashes_files_and_history(world: World) -> None:
    STARTED(world)
    world.does("bo", f"/onboarding complete T-1 {SIGN}", files=(PAGE,))
    card = world.does("oz", "/admin export C-1").card
    assert card is not None
    [(name, media_type, content)] = stored_files(world.session, card.files)
    assert (name, media_type) == ("C-1-onboarding.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        signatures = json.loads(archive.read(next(name for name in names if name.endswith("signatures.json"))))
        history = archive.read(next(name for name in names if name.endswith("history.csv"))).decode()
    assert any(name.endswith("agreement.pdf") for name in names)
    assert all(one["matches"] for one in signatures)
    assert [one["person"] for one in signatures if one["name"]] == ["U-2"]
    assert "T-1,complete" in history


def test_an_export_has_the_signature_of_a_paper_that_was_used_again(world: World) -> None:
    signed(onboarding(world), "T-1")
    onboarding(world, number=2)
    world.does("bo", "/onboarding reuse T-6")
    card = world.does("oz", "/admin export C-2").card
    assert card is not None
    [(_name, _type, content)] = stored_files(world.session, card.files)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        signatures = json.loads(archive.read(next(name for name in archive.namelist() if "signatures" in name)))
    assert [(one["name"], one["matches"]) for one in signatures if one["name"]] == [("Bo Maker", True)]


def test_every_step_delivered_twice_has_one_effect_and_the_same_answer(world: World) -> None:
    onboarding(world)
    for nick, words in (
        ("bo", "/onboarding start T-1"),
        ("bo", f"/onboarding complete T-1 {SIGN}"),
        ("ann", "/onboarding waive T-2 Signed on paper"),
        ("ann", "/onboarding classify C-1 decision:contractor Own tools"),
        ("ann", "/onboarding template add Insurance owner:freelancer"),
    ):
        request = world.request(nick, text=words)
        first = world.hears(request)
        before = picture(world.session)
        assert first.ok, told(first)
        assert told(world.hears(request)) == told(first)
        assert changed(before, picture(world.session)) == {}


def test_home_names_the_tasks_that_wait_for_a_person(world: World) -> None:
    onboarding(world)
    assert "T-1 Confidentiality agreement" in told(world.says("bo", "/market"))
    home = world.says("ann", "/market")
    assert "T-5 Classification" in told(home)
    assert "T-1" not in told(home)
    assert "in progress" in told(world.presses("bo", world.presses("bo", world.says("bo", "/market"), "T-1"), "Start"))
