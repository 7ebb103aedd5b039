"""Scripts: the story is played from end to end, and what fails or cannot be read is named with its line."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.playground.files import made_up
from bots.playground.script import BadScript, answers_of, heading, read_script, seconds_of, starts_at
from bots.playground.seat import NotThere, Shown, find_button, nth_newest

ROOT = Path(__file__).parents[2]
STORY = ROOT / "demos" / "story.txt"
SETTINGS = ("SLACK_", "TELEGRAM_", "DATABASE_URL", "ENVIRONMENT", "PUBLIC_URL", "SECRET_KEY", "OPERATORS")
BANNER = "Sandbox money: nothing real moves."


def run(*words: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """`run.py` as from a shell without settings but these, in a folder without `.env`."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    command = [sys.executable, str(ROOT / "run.py"), *words]
    return subprocess.run(
        command, cwd=folder, env=bare | settings, capture_output=True, text=True, timeout=60, check=False
    )


def played(folder: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    """A script of these lines, played."""
    script = folder / "script.txt"
    script.write_text("\n".join(lines), encoding="utf-8")
    return run("playground", "--script", str(script), folder=folder)


def test_the_story_plays_from_job_post_to_paid_withdrawal(tmp_path: Path) -> None:
    done = run("playground", "--script", str(STORY), "--no-browser", folder=tmp_path)
    assert done.returncode == 0, done.stdout[-2_000:] + done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[-1] == "The ledger adds up."
    assert lines[-2].split() == ["everything", "together", "$0.00"]
    assert done.stdout.count(BANNER) == 1
    assert "ann, eli, max, mia, olga@slack #jobs ◂ J-1 Build a landing page · $500.00 · open for proposals" in lines
    assert "bo@telegram ◂ Ann Client · C-1 Build a landing page" in lines
    assert "bo@telegram ◂ W-1 Withdrawal · $100.00 · paid out" in lines
    assert "\033" not in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_story_has_the_lines_of_a_whole_fixed_price_contract() -> None:
    asked = " ".join(step.text for step in read_script(STORY.read_text(encoding="utf-8")))
    words = (
        "/account join", "/admin announce here", "/job post", "/job find", "/proposal send", "/contract counter",
        "/milestone fund", "/milestone submit", "/milestone revise", "presses Approve", "/contract say", "clock +15d",
        "/contract end", "/wallet method add", "/wallet withdraw", "wait W-1 paid", "expect ledger ok",
    )  # fmt: skip
    assert [word for word in words if word not in asked] == []


def test_a_failing_expectation_exits_1_and_names_its_line(tmp_path: Path) -> None:
    done = played(tmp_path, "# nobody has joined", "ann@slack> /market", 'expect ann@slack sees "M-9"', "clock +1d")
    assert done.returncode == 1
    _said, failed, why = done.stdout.partition('Line 3 failed: expect ann@slack sees "M-9"\n')
    assert failed
    assert why.startswith("ann@slack does not see it. The newest they see: “Welcome to Parley")
    assert "Time passes" not in done.stdout


def test_what_cannot_be_done_exits_1_and_says_what_could(tmp_path: Path) -> None:
    done = played(tmp_path, "bo@telegram> /start", "bo@telegram presses Launch")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-2:] == [
        "Line 2 failed: bo@telegram presses Launch",
        "There is no button “Launch”. There are: I hire, I work, Both.",
    ]


def test_a_line_that_is_no_step_is_refused_before_anything_is_played(tmp_path: Path) -> None:
    done = played(tmp_path, "ann@slack> /market", "", "bo@telegram dances")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.endswith("script.txt, line 3: I do not understand “bo@telegram dances”.\n")


def test_a_script_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    done = run("playground", "--script", "nowhere.txt", folder=tmp_path)
    assert (done.returncode, done.stderr) == (1, "nowhere.txt cannot be read: No such file or directory.\n")


def test_the_playground_does_not_start_beside_real_tokens(tmp_path: Path) -> None:
    token = {"TELEGRAM_BOT_TOKEN": "123456:a-real-one"}
    refused = run("playground", "--script", str(STORY), folder=tmp_path, **token)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Real tokens are set, so the playground does not start")


def test_told_to_it_starts_beside_real_tokens_without_using_them(tmp_path: Path) -> None:
    (tmp_path / "script.txt").write_text('bo@telegram> /start\nexpect bo@telegram sees "Welcome to Parley"\n')
    tokens = {"TELEGRAM_BOT_TOKEN": "123456:a-real-one", "SLACK_BOT_TOKEN": "xoxb-real", "SLACK_APP_TOKEN": "xapp-real"}
    done = run("playground", "--anyway", "--script", "script.txt", folder=tmp_path, **tokens)
    assert (done.returncode, done.stderr) == (0, "")


def test_production_is_no_place_for_a_playground(tmp_path: Path) -> None:
    production = {"ENVIRONMENT": "production", "ALLOW_SANDBOX_MONEY": "1", "SECRET_KEY": "k" * 32}
    done = run("playground", "--anyway", "--script", str(STORY), folder=tmp_path, **production)
    assert (done.returncode, done.stderr) == (1, "ENVIRONMENT=production is no place for a playground.\n")


def test_a_named_database_keeps_what_was_played(tmp_path: Path) -> None:
    (tmp_path / "script.txt").write_text('ann@slack> /account join role:client name:"Ann Client"\n')
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    assert run("playground", "--script", "script.txt", folder=tmp_path, DATABASE_URL=url).returncode == 0
    shown = run("show", "U-1", "--json", folder=tmp_path, DATABASE_URL=url)
    assert '"name": "Ann Client"' in shown.stdout


TROUBLE = """
title Trouble
about What goes wrong.
person dana@slack Dana Designer, a client
person emil@telegram
why She joins first.
dana@slack> /account join role:client name:"Dana Designer"
emil@telegram> /account join role:freelancer name:"Emil Maker"
dana@slack> /contract offer U-2 amount:300 scope:"A logo"
emil@telegram> /contract accept C-1 signature:"Emil Maker"
fault decline
dana@slack> /fund M-1 confirm:yes
expect dana@slack sees "the bank declined the card"
dana@slack> /fund M-1 confirm:yes
expect show M-1 state funded
restart
emil@telegram sends draft.pdf 24310 /submit M-1 The draft
expect dana@slack sees "The draft"
emil@telegram blocks the bot
dana@slack> /contract say C-1 Thank you
expect emil@telegram does not see "Thank you"
emil@telegram unblocks the bot
fault 429
dana@slack> /contract say C-1 Are you there?
expect emil@telegram sees "Are you there?"
fault redeliver
dana@slack sends notes.txt 12 contract say C-1 Read this
dana@slack presses Ask for changes on M-1 (1st newest)
expect ledger ok
"""


def test_trouble_can_be_made_by_a_script(tmp_path: Path) -> None:
    done = played(tmp_path, *TROUBLE.splitlines())
    assert done.returncode == 0, done.stdout[-3_000:]
    lines = done.stdout.splitlines()
    assert "She joins first." in lines
    assert "dana@slack ▸ comes in: Dana Designer, a client" in lines
    assert "emil@telegram ▸ 📎 draft.pdf /submit M-1 The draft" in lines
    assert any(line.startswith("⚡ The last request from ") for line in lines)


# reading


@pytest.mark.parametrize(
    ("line", "deed", "words"),
    [
        ("ann@slack> /job post a > b", "types", {"who": "ann@slack", "text": "/job post a > b"}),
        ("olga@slack in #jobs> hello", "types", {"place": "#jobs", "text": "hello"}),
        ("bo@telegram under C-1> Thanks", "types", {"under": "C-1", "text": "Thanks"}),
        ("bo@telegram presses Skip the rest", "presses", {"button": "Skip the rest", "on": ""}),
        ("bo@telegram presses Accept on C-1", "presses", {"button": "Accept", "on": "C-1"}),
        ("bo@telegram presses Accept on C-1 (2nd newest)", "presses", {"button": "Accept", "on": "C-1", "nth": "2"}),
        ("bo@telegram presses Retry 3 (11th newest)", "presses", {"button": "Retry 3", "on": "", "nth": "11"}),
        ("person dana@slack", "person", {"who": "dana@slack", "name": "", "role": ""}),
        ("person dana@slack Dana Designer", "person", {"name": "Dana Designer", "role": ""}),
        ("person dana@slack Dana Designer, a client", "person", {"name": "Dana Designer", "role": "a client"}),
        ("bo@telegram sends draft.pdf 24310", "sends", {"file": "draft.pdf", "size": "24310", "text": ""}),
        (
            "bo@telegram under C-1 sends a.png 9 As asked",
            "sends",
            {"under": "C-1", "file": "a.png", "text": "As asked"},
        ),
        ('ann@slack in #jobs sends "my page.png" 9', "sends", {"place": "#jobs", "file": '"my page.png"'}),
        ("ann@slack calls J $page", "calls", {"who": "ann@slack", "kind": "J", "name": "page"}),
        ("ann@slack presses Offer on $page", "presses", {"button": "Offer", "on": "$page"}),
        ("bo@telegram blocks the bot", "blocks", {"who": "bo@telegram"}),
        ("bo@telegram unblocks the bot", "unblocks", {"who": "bo@telegram"}),
        ("ann@slack uses Log time on C-1", "uses", {"shortcut": "Log time", "on": "C-1", "nth": ""}),
        ("ann@slack uses Log on it on message (2nd newest)", "uses", {"shortcut": "Log on it", "nth": "2"}),
        ("fault 429", "fault", {"kind": "429"}),
        ("restart", "restart", {}),
        ("title From a post to money", "title", {"words": "From a post to money"}),
        ("ann@slack fills a=b c='d e'", "fills", {"answers": "a=b c='d e'"}),
        ("wait M-1 refund_asked", "wait", {"ref": "M-1", "state": "refund_asked"}),
        ('expect max@slack does not see "C-1"', "sees", {"how": "does not see", "words": "C-1"}),
        ("expect show M-1 amounts.USD.held 0", "show", {"name": "amounts.USD.held", "value": "0"}),
        ("== The end ==", "chapter", {"title": "The end"}),
    ],
)
def test_each_kind_of_line_is_read(line: str, deed: str, words: dict[str, str]) -> None:
    (step,) = read_script(f"# a comment\n\n  {line}  \n")
    assert (step.number, step.deed) == (3, deed)
    assert {name: step.words[name] for name in words} == words


def test_an_explanation_belongs_to_the_step_after_it() -> None:
    first, second = read_script("why Ann hires.\n\nwhy So she joins.\n# a comment\nann@slack> /start\nclock next\n")
    assert (first.deed, first.why) == ("types", "Ann hires. So she joins.")
    assert second.why == ""
    with pytest.raises(BadScript, match="line 2: “why” explains the step after it"):
        read_script("clock next\nwhy Nothing comes.")


def test_a_tour_says_what_it_is_called_and_about_before_it_starts() -> None:
    steps = read_script("title A tour\nabout All of it.\nstarts 2026-03-02 09:00\nclock next")
    assert (heading(steps, "title"), heading(steps, "about")) == ("A tour", "All of it.")
    assert starts_at(steps) is not None
    assert heading(steps[2:], "title") == ""


@pytest.mark.parametrize("wrong", ["fault flood", "bo@telegram sends draft.pdf", "presses Accept on C-1 (0th newest)"])
def test_what_nearly_is_a_step_is_named_with_its_line(wrong: str) -> None:
    with pytest.raises(BadScript, match="line 1: I do not understand"):
        read_script(wrong)


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.png", b"\x89PNG\r\n\x1a\n"), ("a.PDF", b"%PDF-"), ("a.jpg", b"\xff\xd8\xff"), ("a.txt", b"This file")],
)
def test_a_file_is_made_up_with_the_size_and_the_first_bytes_of_its_kind(name: str, start: bytes) -> None:
    made = made_up(name, 24_310)
    assert len(made) == 24_310
    assert made.startswith(start)
    assert len(made_up(name, 3)) == 3
    with pytest.raises(NotThere, match="bigger than 50 MB"):
        made_up(name, 50_000_001)


def test_a_story_starts_when_its_first_line_says() -> None:
    nine = datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp()
    assert starts_at(read_script("# a comment\nstarts 2026-03-02 09:00\nclock next")) == nine
    assert starts_at(read_script("clock next")) is None
    with pytest.raises(BadScript, match="line 2: only the first step"):
        starts_at(read_script("clock next\nstarts 2026-03-02 09:00"))
    with pytest.raises(BadScript, match="line 1: 2026-02-30 09:00 is no time"):
        starts_at(read_script("starts 2026-02-30 09:00"))


def test_spans_and_answers_are_read_or_explained() -> None:
    noon = 1_763_985_600  # Monday 2025-11-24 12:00 UTC
    assert [seconds_of(span, noon) for span in ("+30s", "+2h", "+15d", "next")] == [30, 7_200, 1_296_000, None]
    moments = ("monday 12:01", "monday 12:00", "monday 11:00", "tuesday 09:00", "sunday 23:59")
    assert [seconds_of(span, noon) for span in moments] == [60, 604_800, 601_200, 75_600, 561_540]
    assert answers_of('title="One page" budget=500 link=a=b') == {"title": "One page", "budget": "500", "link": "a=b"}
    for wrong in ("15d", "+15w", "+-1d", "someday 09:00", "monday 24:00"):
        with pytest.raises(NotThere, match="is no span of time"):
            seconds_of(wrong, noon)
    with pytest.raises(NotThere, match="“budget” is no field"):
        answers_of("title=Logo budget")
    with pytest.raises(NotThere, match="quote is not closed"):
        answers_of('title="Logo')


def test_a_button_is_found_by_number_label_or_part_of_it_and_by_card() -> None:
    newest = Shown("b", "C-2 Logo", None, "", ("Accept", "Decline"))
    older = Shown("a", "C-1 Page", None, "", ("Accept", "Agree to the change"))
    seen = [Shown("c", "no buttons", None, ""), newest, older]
    assert find_button(seen, "2") == (newest, "Decline")
    assert find_button(seen, "accept") == (newest, "Accept")
    assert find_button(seen, "Accept", on="C-1") == (older, "Accept")
    assert find_button(seen, "agree") == (older, "Agree to the change")
    assert find_button(seen, "accept", nth=2) == (older, "Accept")
    assert nth_newest(seen[::-1], older, "Accept") == 2
    assert nth_newest(seen[::-1], older, "Accept", on="C-1") == 1
    with pytest.raises(NotThere, match="the button is there 2 times"):
        find_button(seen, "Accept", nth=3)
    for wanted, on, why in [
        ("3", "", "There is no button 3"),
        ("Pay", "", "There are: Accept"),
        ("1", "C-9", "on C-9"),
    ]:
        with pytest.raises(NotThere, match=why):
            find_button(seen, wanted, on)
