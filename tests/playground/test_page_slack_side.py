"""The workspace on the page: what the page is shown, what it is told of changes, and what its people can do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bots.playground.on_slack import SlackSeat
from bots.playground.page.slack_side import SlackSide
from bots.playground.seat import NotThere
from bots.playground.slack import Message, View, Workspace, create
from bots.playground.slack.blocks import normalised
from bots.playground.slack.views import new_trigger, open_view, publish_home
from tests.playground.slack_demo import SECRET, TOKEN, Json, button, modal, plain, section, served, text_input

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANIFEST: Json = {
    "display_information": {"name": "Parley"},
    "features": {
        "app_home": {
            "home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False,
        },
        "slash_commands": [{"command": "/job", "description": "Post and find jobs", "usage_hint": "[post]"}],
        "shortcuts": [{"name": "Log time", "type": "message", "callback_id": "log"}],
    },
    "settings": {
        "interactivity": {"is_enabled": True}, "event_subscriptions": {"bot_events": ["app_home_opened", "message.im"]},
    },
}  # fmt: skip
OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("One", "Two", "Three")]


class App:
    """Keeps what it hears and answers what it is told to."""

    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.answers: list[Response] = []

    async def events(self, request: Request) -> Response:
        if "json" in request.headers["content-type"]:
            self.heard.append(await request.json())
        else:
            form = dict(await request.form())
            self.heard.append(json.loads(str(form["payload"])) if "payload" in form else form)
        return self.answers.pop(0) if self.answers else Response()


@dataclass
class Town:
    """A workspace with two people, its side of the page, and what the page was told."""

    slack: Workspace
    app: App
    seats: dict[str, SlackSeat]
    side: SlackSide
    told: list[Json] = field(default_factory=list)

    @property
    def ann(self) -> SlackSeat:
        return self.seats["ann@slack"]

    @property
    def dm(self) -> str:
        return self.ann.person.dm.id

    def card(self, *blocks: Json, **more: Any) -> Message:
        shown = {"blocks": normalised(list(blocks)), "bot": self.slack.as_app()} | more
        return self.slack.post(self.dm, self.slack.bot_user.id, "*M-1* waits", **shown)

    def form(self, *blocks: Json, **more: Any) -> View:
        return open_view(self.slack, new_trigger(self.slack, self.ann.person.id), modal("form", *blocks, **more))

    def last(self, kind: str) -> Json:
        return [change for change in self.told if change["kind"] == kind][-1]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server() -> AsyncIterator[tuple[str, list[App]]]:
    now: list[App] = []

    async def events(request: Request) -> Response:
        return await now[-1].events(request)

    async with served(Starlette(routes=[Route("/", events, methods=["POST"])])) as url:
        yield url, now


@pytest_asyncio.fixture(loop_scope="module")
async def t(server: tuple[str, list[App]]) -> AsyncIterator[Town]:
    url, now = server
    now.append(App())
    workspace = create(f"{url}/", SECRET, TOKEN, manifest=MANIFEST)
    workspace.deliverer.retry_scale = 0.0001
    seats = {f"{name}@slack": SlackSeat(workspace, workspace.person(name), "") for name in ("ann", "bo")}
    town = Town(workspace, now[-1], seats, SlackSide(workspace, seats))
    town.side.snapshot()
    workspace.on_change(lambda change: town.told.extend(town.side.change(change)))
    yield town
    await workspace.aclose()


def which(message: Message) -> Json:
    return {"channel": message.channel, "ts": message.ts, "only_for": message.only_for}


def ids(where: Message | View, number: int = 0) -> Json:
    block = where.blocks[number]
    element = block.get("element") or block.get("accessory") or block["elements"][0]
    return {"block_id": block["block_id"], "action_id": element["action_id"]}


def field_of(kind: str, name: str, **more: Any) -> Json:
    return text_input(name, name.title()) | {"element": {"type": kind, "action_id": "value", **more}}


async def test_the_snapshot_holds_all_that_a_page_needs_and_can_be_sent(t: Town) -> None:
    card = t.card(section("*M-1* waits"))
    t.form(text_input("title", "Title"))
    publish_home(t.slack, t.ann.person.id, {"type": "home", "blocks": [section("Welcome")]})
    shown = json.loads(json.dumps(t.side.snapshot()))
    assert shown["app"] == {"name": "Parley", "bot_user": t.slack.bot_user.id}
    ann = {"id": t.ann.person.id, "name": "ann", "real_name": "Ann", "is_bot": False, "tz": "UTC"}
    assert shown["users"][t.ann.person.id] == ann
    assert {channel["kind"] for channel in shown["channels"]} == {"public", "im"}
    assert shown["messages"][t.dm][0]["ts"] == card.ts
    assert shown["messages"][t.dm][0] | {"channel": t.dm, "only_for": None, "typed": {}} == shown["messages"][t.dm][0]
    form = shown["views"][t.ann.person.id][0]
    assert (form["type"], form["title"]["text"], form["submit"]["text"]) == ("modal", "Post a job", "Post")
    assert (form["close"], form["errors"], form["trouble"]) == (None, {}, None)
    assert shown["homes"][t.ann.person.id]["blocks"][0]["text"]["text"] == "Welcome"
    assert shown["commands"] == [{"command": "/job", "description": "Post and find jobs", "usage_hint": "[post]"}]
    assert [shortcut["callback_id"] for shortcut in shown["shortcuts"]] == ["log"]


async def test_changes_tell_of_messages_replies_deletions_and_newcomers(t: Town) -> None:
    root = await t.ann.person.says("#general", "a question")
    assert t.last("slack.message")["message"]["text"] == "a question"
    t.told.clear()
    reply = await t.ann.person.says("#general", "an answer", thread=root)
    assert [change["message"]["ts"] for change in t.told if change["kind"] == "slack.message"] == [reply.ts, root.ts]
    assert t.last("slack.message")["message"]["reply_count"] == 1
    t.slack.remove_message(reply)
    assert t.last("slack.deleted") == {"kind": "slack.deleted", **which(reply)}
    assert "reply_count" not in t.last("slack.message")["message"]
    t.slack.person("zoe")
    t.slack.add_channel("jobs")
    assert t.last("slack.user")["user"]["name"] == "zoe"
    assert t.last("slack.channel")["channel"]["name"] == "jobs"


async def test_types_goes_to_the_app_to_a_channel_or_into_a_thread(t: Town) -> None:
    deed = await t.side.act(t.ann, "types", {"place": None, "text": "hello"})
    assert deed
    assert (deed.who, deed.kind, deed.text, deed.place, deed.on) == ("ann@slack", "types", "hello", "", None)
    assert t.app.heard[-1]["event"]["text"] == "hello"
    root = await t.ann.person.says("#general", "root")
    where = {"place": root.channel, "thread": root.ts}
    deed = await t.side.act(t.ann, "types", where | {"text": "below"})
    assert deed
    assert (deed.place, deed.on) == ("#general", t.ann.shown(root).key)
    await t.side.act(t.ann, "types", where | {"text": "/job post"})
    refused = t.ann.person.sees("#general", root)[-1]
    assert (refused.text, refused.only_for) == ("/job is not supported in threads. Sorry!", t.ann.person.id)


async def test_a_button_is_pressed_by_its_ids_where_several_share_a_label(t: Town) -> None:
    rows = [{"type": "actions", "elements": [button("Show", value=str(number))]} for number in (1, 2)]
    home = publish_home(t.slack, t.ann.person.id, {"type": "home", "blocks": rows})
    deed = await t.side.act(t.ann, "presses", {"view": home.id, **ids(home, 1)})
    assert deed
    assert (deed.kind, deed.text, deed.on) == ("presses", "Show", home.id)
    assert t.app.heard[-1]["actions"][0]["value"] == "2"


async def test_menus_are_pressed_by_value_and_written_down_by_label(t: Town) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": OPTIONS}
    card = t.card(section("*M-1* waits"), {"type": "actions", "elements": [menu]}, only_for=t.ann.person.id)
    deed = await t.side.act(t.ann, "presses", {"message": which(card), **ids(card, 1), "value": "two"})
    assert deed
    assert (deed.text, deed.on, deed.place) == ("Two", t.ann.shown(card).key, "")
    assert t.app.heard[-1]["actions"][0]["selected_option"]["value"] == "two"
    picker = t.card(section("When?") | {"accessory": {"type": "datepicker", "action_id": "day"}})
    asked = {"message": which(picker), **ids(picker), "value": "2026-12-01"}
    assert await t.side.act(t.ann, "presses", asked) is None
    typed = t.last("slack.message")["message"]["typed"][t.ann.person.id]
    assert typed[picker.blocks[0]["block_id"]]["day"]["selected_date"] == "2026-12-01"


async def test_an_app_that_does_not_answer_is_told_of(t: Town) -> None:
    card = t.card({"type": "actions", "elements": [button("Approve")]})
    t.app.answers.append(Response(status_code=500))
    with pytest.raises(NotThere, match=r"Parley did not answer \(http_error\)\. Try again\."):
        await t.side.act(t.ann, "presses", {"message": which(card), **ids(card)})


FILLED = [
    ("plain_text_input", {}, "a line", "a line"),
    ("number_input", {"is_decimal_allowed": True}, "2.5", "2.5"),
    ("rich_text_input", {}, "words", "words"),
    ("static_select", {"options": OPTIONS}, "two", "Two"),
    ("radio_buttons", {"options": OPTIONS}, "two", "Two"),
    ("checkboxes", {"options": OPTIONS}, ["one", "three"], "One | Three"),
    ("multi_static_select", {"options": OPTIONS}, [], ""),
    ("datepicker", {}, "2026-12-01", "2026-12-01"),
    ("timepicker", {}, "17:30", "17:30"),
    ("datetimepicker", {}, 1_790_000_000, "1790000000"),
    ("plain_text_input", {}, "", ""),
]


@pytest.mark.parametrize(("kind", "more", "value", "written"), FILLED)
async def test_what_is_filled_in_is_kept_and_written_so_that_a_script_can_do_it(
    t: Town, kind: str, more: Json, value: Any, written: str
) -> None:
    form = t.form(field_of(kind, "size", **more))
    deed = await t.side.act(t.ann, "fills", {"view": form.id, **ids(form), "value": value})
    assert deed
    assert (deed.kind, deed.on, deed.answers) == ("fills", form.id, {"Size": written})
    kept = json.loads(json.dumps(form.values))
    assert t.last("slack.views")["stack"][0]["values"] == kept
    form.values = {}
    again = t.form(field_of(kind, "size", **more))
    await t.ann.fills(deed.answers)
    assert again.values == kept


async def test_people_are_filled_in_by_id_and_written_by_name(t: Town) -> None:
    form = t.form(field_of("users_select", "who"))
    bo = t.seats["bo@slack"].person.id
    deed = await t.side.act(t.ann, "fills", {"view": form.id, **ids(form), "value": bo})
    assert deed
    assert deed.answers == {"Who": "bo"}


async def test_files_are_put_into_a_form_as_a_script_does_it(t: Town) -> None:
    form = t.form(field_of("file_input", "proof"))
    where = {"view": form.id, **ids(form)}
    for name in ("a.txt", "b.txt"):
        deed = await t.side.upload(t.ann, where, name, b"words")
        assert deed
        assert (deed.kind, deed.text, deed.on, deed.size) == ("sends", name, form.id, 5)
    again = t.form(field_of("file_input", "proof"))
    await t.ann.sends("c.txt", b"words")
    assert [file["name"] for file in again.values["proof"]["value"]["files"]] == ["c.txt"]


async def test_files_of_a_form_are_taken_out(t: Town) -> None:
    form = t.form(field_of("file_input", "proof"))
    where = {"view": form.id, **ids(form)}
    for name in ("a.txt", "b.txt"):
        await t.side.upload(t.ann, where, name, b"words")
    files = form.values["proof"]["value"]["files"]
    assert [file["name"] for file in files] == ["a.txt", "b.txt"]
    await t.side.act(t.ann, "fills", where | {"value": [files[1]["id"]]})
    assert [file["name"] for file in form.values["proof"]["value"]["files"]] == ["b.txt"]
    assert t.side.file(files[1]["id"]) == ("b.txt", "text/plain", b"words")
    assert t.side.file("F0") is None


async def test_a_file_is_shared_in_a_conversation(t: Town) -> None:
    general = t.slack.channel("general").id
    deed = await t.side.upload(t.ann, {"place": general, "text": "look"}, "plan.pdf", b"%PDF")
    assert deed
    assert (deed.kind, deed.text, deed.place, deed.size) == ("sends", "plan.pdf", "#general", 4)
    assert t.last("slack.message")["message"]["files"][0]["mimetype"] == "application/pdf"


async def test_a_form_shows_the_errors_of_its_fields_and_goes_when_it_is_taken(t: Town) -> None:
    form = t.form(text_input("title", "Title"))
    await t.side.act(t.ann, "submits", {"view": form.id})
    assert t.last("slack.views")["stack"][0]["errors"] == {"title": "Please complete this required field."}
    await t.side.act(t.ann, "fills", {"view": form.id, **ids(form), "value": "x"})
    t.app.answers.append(JSONResponse({"response_action": "errors", "errors": {"title": "Too short."}}))
    deed = await t.side.act(t.ann, "submits", {"view": form.id})
    assert deed
    assert (deed.kind, deed.text, deed.on) == ("submits", "Post", form.id)
    assert t.last("slack.views")["stack"][0]["errors"] == {"title": "Too short."}
    t.app.answers.append(Response(status_code=500))
    await t.side.act(t.ann, "submits", {"view": form.id})
    assert t.last("slack.views")["stack"][0]["trouble"]
    await t.side.act(t.ann, "submits", {"view": form.id})
    assert t.last("slack.views")["stack"] == []
    with pytest.raises(NotThere, match="That form is closed"):
        await t.side.act(t.ann, "closes", {"view": form.id})


async def test_forms_are_closed_and_home_and_shortcuts_reach_the_app(t: Town) -> None:
    form = t.form(text_input("title", "Title"), close=plain("Cancel"))
    deed = await t.side.act(t.ann, "closes", {"view": form.id})
    assert deed
    assert (deed.kind, deed.text) == ("closes", "Cancel")
    deed = await t.side.act(t.ann, "opens_home", {})
    assert deed
    assert (deed.kind, t.app.heard[-1]["event"]["type"]) == ("opens", "app_home_opened")
    card = t.card(section("words"))
    deed = await t.side.act(t.ann, "shortcut", {"callback_id": "log", "message": which(card)})
    assert deed
    assert (deed.kind, deed.text, deed.on) == ("uses", "Log time", t.ann.shown(card).key)
    assert t.app.heard[-1]["type"] == "message_action"


REFUSED: list[tuple[str, Json, str]] = [
    ("dances", {}, "Nobody on Slack can do “dances”."),
    ("types", {}, "The page did not say the text."),
    ("types", {"text": ["x"]}, "The page did not say the text."),
    ("types", {"text": "  "}, "There is nothing to send yet."),
    ("types", {"text": "x" * 12_001}, "Slack takes up to 12,000 characters, and this has 12,001."),
    ("types", {"text": "x", "place": "C0"}, "There is no channel C0."),
    ("types", {"text": "x", "place": 5}, "The page did not say the place."),
    ("types", {"text": "x", "thread": "1.2"}, "That message is gone."),
    ("presses", {}, "That message is gone."),
    ("presses", {"message": {"channel": ["C"], "ts": 1}}, "That message is gone."),
    ("presses", {"view": "V0"}, "That form is closed."),
    ("fills", {"view": {}}, "The page did not say the view."),
    ("submits", {"view": "V0"}, "That form is closed."),
    ("shortcut", {"callback_id": "x"}, "There is no shortcut x."),
]


@pytest.mark.parametrize(("deed", "details", "sentence"), REFUSED)
async def test_what_cannot_be_done_is_refused_with_a_sentence(t: Town, deed: str, details: Json, sentence: str) -> None:
    with pytest.raises(NotThere) as refused:
        await t.side.act(t.ann, deed, details)
    assert str(refused.value) == sentence


async def test_nobody_touches_what_is_not_theirs(t: Town) -> None:
    bo = t.seats["bo@slack"]
    card = t.card({"type": "actions", "elements": [button("Approve")]})
    form = t.form(field_of("file_input", "proof"))
    with pytest.raises(NotThere, match="Bo does not see this message"):
        await t.side.act(bo, "presses", {"message": which(card), **ids(card)})
    with pytest.raises(NotThere, match="That form is closed"):
        await t.side.act(bo, "submits", {"view": form.id})
    theirs = bo.person.file("secret.txt", b"x")
    with pytest.raises(NotThere, match="That file is gone"):
        await t.side.act(t.ann, "fills", {"view": form.id, **ids(form), "value": [theirs.id]})


@pytest.mark.parametrize(
    ("kind", "more", "value"),
    [
        ("datepicker", {}, "soon"),
        ("static_select", {"options": OPTIONS}, "four"),
        ("static_select", {"options": OPTIONS}, {}),
        ("external_select", {}, {"text": 1}),
    ],
)
async def test_what_no_input_takes_is_refused(t: Town, kind: str, more: Json, value: Any) -> None:
    form = t.form(field_of(kind, "size", **more))
    with pytest.raises(NotThere):
        await t.side.act(t.ann, "fills", {"view": form.id, **ids(form), "value": value})
    with pytest.raises(NotThere, match="That is not there any more"):
        await t.side.act(t.ann, "fills", {"view": form.id, "block_id": "no", "action_id": "no", "value": "x"})
