"""Forms: opened as modals, filled in, refused at their fields, confirmed, and answered where they were opened."""

import json

import pytest

from bots.playground.slack import View
from core.card import Button, Choice, Form, FormField, Press, Reply
from core.request import Request
from tests.bots.slack.line import Line, always, card

pytestmark = pytest.mark.asyncio(loop_scope="session")

KINDS = tuple(Choice(value, value.title()) for value in ("fixed", "hourly"))
SKILLS = tuple(Choice(f"skill{number}", f"Skill {number}") for number in range(12))
TITLE = FormField("title", "Title", "text", True, hint="At most 100 characters", limit=100)
FORM = Form(
    "job.post",
    "Post a job for everybody here",
    "Post",
    (
        TITLE,
        FormField("description", "Description", "long", False),
        FormField("kind", "Kind", "choice", True, choices=KINDS, value="fixed"),
        FormField("skills", "Skills", "choices", False, choices=SKILLS, value="skill1, skill3"),
        FormField("due", "Due", "date", False),
        FormField("files", "Files", "files", False),
    ),
    ref="J-1",
    known=(("budget", "500 USD"), ("level", "expert")),
    intro=("Sandbox money",),
)
CONFIRM = Button("Confirm and fund $515", Press("confirm", "M-1", 4, "q7"), "primary")
SUMMARY = card("Fund M-1", fields=(("Total", ("$515",)),), buttons=(CONFIRM, Button("Back", Press("milestone.show"))))


async def opened(line: Line, form: Form = FORM, where: str | None = "#general") -> View:
    """The form that ann has before her after a slash command."""
    line.core.answer = always(Reply(form=form))
    ann = line.slack.person("ann")
    await ann.types(where, "/job post")
    assert ann.view is not None
    return ann.view


async def test_a_form_shows_every_field_with_what_is_in_it(line: Line) -> None:
    view = await opened(line)
    shown = line.slack.person("ann").read(view)
    assert shown.splitlines()[0] == "Post a job for…"
    assert "Sandbox money" in shown
    assert "Title: []\n  At most 100 characters" in shown
    assert "Description (optional): []" in shown
    assert "Kind: (o) Fixed ( ) Hourly" in shown
    assert "Skills (optional): [Skill 1, Skill 3]" in shown
    assert "Due (optional): []\n  For example: tomorrow, in 2 weeks, 2026-12-01" in shown
    assert shown.endswith("[Cancel] [Post]")
    assert [block["block_id"] for block in view.blocks[1:]] == [field.name for field in FORM.fields]


async def test_a_filled_in_form_is_one_request_with_all_answers(line: Line) -> None:
    await opened(line)
    ann = line.slack.person("ann")
    file = ann.file("brief.txt", b"the brief")
    answers = {"Title": "Logo & <more>", "Skills": ["Skill 2"], "Due": "in 2 weeks", "Files": [file]}
    await ann.fills(None, answers)
    line.core.answer = always(Reply(card("J-1 is posted", thing="J-1")))
    await ann.submit()
    asked = line.last
    assert (asked.command, asked.ref, asked.submitted) == ("job.post", "J-1", True)
    assert asked.answers == {
        "budget": ("500 USD",),
        "level": ("expert",),
        "title": ("Logo & <more>",),
        "kind": ("fixed",),
        "skills": ("skill2",),
        "due": ("in 2 weeks",),
    }
    assert [(upload.name, upload.content) for upload in asked.files] == [("brief.txt", b"the brief")]
    assert ann.view is None
    assert ann.reads("#general") == "Parley: (Only visible to you)\n*J-1 is posted*"


async def test_errors_stand_at_their_fields_and_the_corrected_form_is_another_delivery(line: Line) -> None:
    await opened(line, Form("job.post", "Post a job", "Post", (TITLE,)))
    ann = line.slack.person("ann")

    def judge(request: Request) -> Reply:
        if request.answers["title"] == ("bad",):
            wrong = FormField("title", "Title", "text", True, error="A title says what is to be made.")
            return Reply(form=Form("job.post", "Post a job", "Post", (wrong,)), ok=False)
        return Reply(card("J-1 is posted"))

    line.core.answer = judge
    await ann.fills(None, {"Title": "bad"})
    await ann.submit()
    assert ann.view is not None
    assert ann.view.errors == {"title": "A title says what is to be made."}
    await ann.submit()
    assert line.core.asked[-1].key == line.core.asked[-2].key
    await ann.fills(None, {"Title": "good"})
    await ann.submit()
    assert ann.view is None
    assert "J-1 is posted" in ann.reads("#general")


async def test_another_form_takes_the_place_of_the_first(line: Line) -> None:
    await opened(line, Form("job.post", "Step 1", "Next", (TITLE,)))
    ann = line.slack.person("ann")
    second = FormField("reason", "Reason", "text", True, error="Please say why.")
    line.core.answer = always(Reply(form=Form("job.close", "Step 2", "Close", (second,), known=(("title", "x"),))))
    await ann.fills(None, {"Title": "x"})
    await ann.submit()
    assert ann.view is not None
    assert "Reason: []\n  ⚠️ Please say why." in ann.read(ann.view)
    await ann.fills(None, {"Reason": "done"})
    line.core.answer = always(Reply(card("Closed")))
    await ann.submit()
    assert line.last.answers == {"title": ("x",), "reason": ("done",)}
    assert "Closed" in ann.reads("#general")


async def test_what_is_to_be_confirmed_stands_in_the_same_window(line: Line) -> None:
    await opened(line)
    ann = line.slack.person("ann")
    await ann.fills(None, {"Title": "x"})
    line.core.answer = always(Reply(SUMMARY))
    await ann.submit()
    view = ann.view
    assert view is not None
    assert ann.read(view).endswith("*Fund M-1*\n*Total:* $515\n[Cancel] [Confirm and fund $515]")
    carried = json.loads(view.definition["private_metadata"])
    assert (carried["command"], carried["extra"]) == ("confirm", "q7")
    line.core.answer = always(Reply(card("M-1 is funded")))
    await ann.submit()
    asked = line.last
    assert (asked.command, asked.ref, asked.seen, asked.extra, asked.submitted) == ("confirm", "M-1", 4, "q7", True)
    assert asked.answers == {}
    assert ann.view is None
    assert ann.reads("#general") == "Parley: (Only visible to you)\n*M-1 is funded*"


async def test_a_summary_that_was_not_asked_for_by_a_form_is_a_card(line: Line) -> None:
    line.core.answer = always(Reply(SUMMARY))
    ann = line.slack.person("ann")
    await ann.types("#general", "/milestone fund M-1")
    line.core.answer = always(Reply(card("M-1 is funded"), replaces=True))
    await ann.press(ann.sees("#general")[-1], "Confirm")
    assert (line.last.command, line.last.extra, line.last.submitted) == ("confirm", "q7", False)
    assert ann.reads("#general") == "Parley: (Only visible to you)\n*M-1 is funded*"


async def test_the_result_of_a_form_is_where_slack_would_take_it_after_a_restart(line: Line) -> None:
    await opened(line)
    ann = line.slack.person("ann")
    await ann.fills(None, {"Title": "x"})
    await line.restart()
    line.core.answer = always(Reply(card("J-1 is posted")))
    await ann.submit()
    assert "J-1 is posted" in ann.reads("#general")
    assert len(line.calls("chat.postEphemeral")) == 1


async def test_where_the_app_is_no_member_the_result_of_a_form_comes_in_private(line: Line) -> None:
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    line.slack.add_channel("secret", [ann, bo], private=True, with_app=False)
    await opened(line, where="#secret")
    await ann.fills(None, {"Title": "x"})
    line.slack.fail_next("response_url", status=404)
    line.core.answer = always(Reply(card("J-1 is posted")))
    await ann.submit()
    assert ann.reads() == "Parley: *J-1 is posted*"
    assert bo.sees("#secret") == []


async def test_a_form_asked_for_in_words_opens_by_a_button(line: Line) -> None:
    wrong = FormField("budget", "Budget", "text", True, value="lots", error="Write an amount such as 500.")
    line.core.answer = always(Reply(form=Form("job.post", "Post a job", "Post", (TITLE, wrong)), ok=False))
    ann = line.slack.person("ann")
    await ann.says(None, "job post budget:lots & more")
    assert ann.read(ann.sees()[-1]) == "*Post a job*\n*Budget:* Write an amount such as 500.\n[Open the form]"
    await ann.press(ann.sees()[-1], "Open the form")
    assert line.last.text == "job post budget:lots & more"
    assert ann.view is not None
    await ann.fills(None, {"Title": "x", "Budget": "500"})
    line.core.answer = always(Reply(card("J-1 is posted")))
    await ann.submit()
    assert line.last.durable
    assert ann.read(ann.sees()[-1]) == "*J-1 is posted*"
    assert not ann.sees()[-1].is_ephemeral


async def test_a_form_asked_for_in_a_thread_answers_there(line: Line) -> None:
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    root = await bo.says("#general", "About C-2")
    line.core.answer = always(Reply(form=Form("hours.log", "Log hours", "Log", (TITLE,))))
    await ann.says("#general", "@parley hours log C-2", thread=root)
    await ann.press(ann.sees("#general", thread=root)[-1], "Open the form")
    await ann.fills(None, {"Title": "x"})
    line.core.answer = always(Reply(card("H-1 is logged")))
    await ann.submit()
    assert ann.reads("#general", thread=root).endswith("(Only visible to you)\n*H-1 is logged*")
    assert "H-1" not in bo.reads("#general", thread=root)


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id", "invalid_arguments"])
async def test_a_form_that_does_not_open_is_told(line: Line, error: str) -> None:
    line.slack.fail_next("views.open", error=error)
    line.core.answer = always(Reply(form=FORM))
    ann = line.slack.person("ann")
    await ann.types("#general", "/job post")
    assert "lease try again." in ann.reads("#general")
    line.core.answer = always(Reply(card("J-1", buttons=(Button("Edit", Press("job.edit", "J-1")),))))
    await ann.types("#general", "/job show J-1")
    line.slack.fail_next("views.open", error=error)
    line.core.answer = always(Reply(form=FORM))
    await ann.press(ann.sees("#general")[-1], "Edit")
    assert ann.reads("#general").endswith("lease try again.*")


async def test_a_slack_that_is_slow_to_open_a_form_does_not_use_up_the_three_seconds(line: Line) -> None:
    line.slow["views.open"] = 1.8
    line.core.answer = always(Reply(form=FORM))
    ann = line.slack.person("ann")
    exchange = await ann.types("#general", "/job post")
    assert exchange is not None
    assert exchange.seconds < 1.8
    assert "Slack could not open the form." in ann.reads("#general")


async def test_where_the_core_cannot_be_asked_what_was_typed_stays(line: Line) -> None:
    view = await opened(line)
    ann = line.slack.person("ann")
    await ann.fills(None, {"Title": "x"})
    line.core.down = True
    await ann.submit()
    assert view.errors == {"title": "Not done, nothing was changed. Please try again in a minute."}
    line.core.down = False
    line.core.answer = always(Reply(card("J-1 is posted")))
    await ann.submit()
    assert ann.view is None


async def test_where_the_core_cannot_be_asked_a_confirmation_says_so(line: Line) -> None:
    await opened(line)
    ann = line.slack.person("ann")
    await ann.fills(None, {"Title": "x"})
    line.core.answer = always(Reply(SUMMARY))
    await ann.submit()
    line.core.down = True
    await ann.submit()
    assert ann.view is not None
    assert "Not done, nothing was changed." in ann.read(ann.view)


async def test_a_file_that_is_too_big_is_told_at_its_field(line: Line) -> None:
    view = await opened(line)
    ann = line.slack.person("ann")
    await ann.fills(None, {"Title": "x", "Files": [ann.file("film.mov", b"x" * (20 * 1024 * 1024 + 1))]})
    await ann.submit()
    assert view.errors == {
        "files": "film.mov is larger than 20 MB, so nothing was done. Send a smaller one, or a link to it."
    }
    assert [asked.text for asked in line.core.asked] == ["/job post"]


async def test_known_answers_that_are_too_long_to_travel_are_shown(line: Line) -> None:
    long = "é<" * 1_400
    form = Form("job.post", "Post", "Post", (TITLE,), known=(("description", long), ("budget", "5"), ("size", "s")))
    view = await opened(line, form)
    assert [block["block_id"] for block in view.blocks] == ["title", "description"]
    ann = line.slack.person("ann")
    await ann.fills(None, {"Title": "x"})
    line.core.answer = always(Reply(card("J-1")))
    await ann.submit()
    assert line.last.answers == {"description": (long,), "budget": ("5",), "size": ("s",), "title": ("x",)}


async def test_hundreds_of_choices_are_offered_in_groups(line: Line) -> None:
    zones = tuple(Choice(f"Zone/{number:03}", f"Zone {number:03}") for number in range(450))
    view = await opened(
        line,
        Form(
            "account.set",
            "Settings",
            "Save",
            (FormField("zone", "Zone", "choice", True, choices=zones, value="Zone/123"),),
        ),
    )
    ann = line.slack.person("ann")
    assert "Zone: [Zone 123]" in ann.read(view)
    await ann.fills(None, {"Zone": "Zone 449"})
    line.core.answer = always(Reply(card("Saved")))
    await ann.submit()
    assert line.last.answers == {"zone": ("Zone/449",)}


async def test_a_view_that_is_not_ours_just_closes(line: Line) -> None:
    view = await opened(line, Form("job.post", "Post", "Post", (FormField("note", "Note", "text", False),)))
    view.definition["private_metadata"] = "{}"
    ann = line.slack.person("ann")
    exchange = await ann.submit()
    assert exchange is not None
    assert exchange.ok
    assert len(line.core.asked) == 1
