"""People's hands in the stand-in of Slack: every kind of element, and what the client does not let them do."""

import copy
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bots.playground.slack import NotPossible, Person, View, Workspace, create, render_text
from bots.playground.slack.views import new_trigger, open_view
from tests.playground.slack_demo import SECRET, TOKEN, Json, Stage, button, modal, plain, section, staged

pytestmark = pytest.mark.asyncio(loop_scope="module")
OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("One", "Two", "Three")]


class Recorder:
    """An app that keeps what it gets and answers what it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], Json]] = []
        self.answers: list[Response] = []

    async def events(self, request: Request) -> Response:
        form = dict(await request.form()) if "form" in request.headers["content-type"] else {}
        body = form or await request.json()
        self.heard.append((dict(request.headers), body))
        return self.answers.pop(0) if self.answers else Response()

    @property
    def asgi(self) -> Starlette:
        return Starlette(routes=[Route("/", self.events, methods=["POST"])])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stages() -> AsyncIterator[tuple[Stage, Stage]]:
    async with staged() as slack_stage, staged() as app_stage:
        yield slack_stage, app_stage


@pytest_asyncio.fixture(loop_scope="module")
async def app(stages: tuple[Stage, Stage]) -> Recorder:
    recorder = Recorder()
    stages[1].app = recorder.asgi
    return recorder


@pytest_asyncio.fixture(loop_scope="module")
async def slack(stages: tuple[Stage, Stage], app: Recorder) -> AsyncIterator[Workspace]:
    workspace = create(stages[1].url + "/", SECRET, TOKEN)
    workspace.base_url, stages[0].app = stages[0].url, workspace.asgi
    workspace.deliverer.retry_scale = 0.0001
    yield workspace
    await workspace.aclose()


def opened(slack: Workspace, person: Person, *blocks: Json, **more: Any) -> View:
    return open_view(slack, new_trigger(slack, person.id), modal("form", *blocks, **more))


def field(kind: str, **more: Any) -> Json:
    element = {"type": kind, "action_id": "value", **more}
    return {"type": "input", "block_id": kind, "label": plain(kind), "element": element}


@pytest.mark.parametrize(
    ("block", "put_in", "written"),
    [
        (field("plain_text_input"), "words", {"value": "words"}),
        (field("email_text_input"), "ann@example.org", {"value": "ann@example.org"}),
        (field("url_text_input"), "https://example.org", {"value": "https://example.org"}),
        (field("number_input", is_decimal_allowed=True), "2.5", {"value": "2.5"}),
        (field("static_select", options=OPTIONS), "Two", {"selected_option": OPTIONS[1]}),
        (field("multi_static_select", options=OPTIONS), ["One", "three"], {"selected_options": OPTIONS[::2]}),
        (field("radio_buttons", options=OPTIONS), "two", {"selected_option": OPTIONS[1]}),
        (field("checkboxes", options=OPTIONS), ["Two"], {"selected_options": [OPTIONS[1]]}),
        (field("datepicker"), "2026-12-01", {"selected_date": "2026-12-01"}),
        (field("timepicker"), "17:30", {"selected_time": "17:30"}),
        (field("datetimepicker"), 1_790_000_000, {"selected_date_time": 1_790_000_000}),
        (field("users_select"), "@ann", {"selected_user": "@ann"}),
        (field("multi_users_select"), ["ann"], {"selected_users": ["@ann"]}),
        (field("channels_select"), "#general", {"selected_channel": "#general"}),
        (field("conversations_select", response_url_enabled=True), "general", {"selected_conversation": "#general"}),
    ],
)
async def test_every_input_writes_its_value_as_slack_does(
    slack: Workspace, app: Recorder, block: Json, put_in: Any, written: Json
) -> None:
    ann = slack.person("ann")
    view = opened(slack, ann, block)
    await ann.fills(view, {block["label"]["text"]: put_in})
    await ann.submit()
    sent = slack.exchanges[-1].request
    names = {"@ann": ann.id, "#general": slack.channel("general").id}
    (entry,) = sent["view"]["state"]["values"][block["block_id"]].values()
    assert _plain(entry, {}) == {"type": block["element"]["type"], **_plain(written, names)}
    assert [url["channel_id"] for url in sent["response_urls"]] == (
        [names["#general"]] if "response_url_enabled" in block["element"] else []
    )


def _plain(value: Any, names: dict[str, str]) -> Any:
    """A value without Slack's `emoji` flags and with names replaced by ids."""
    if isinstance(value, dict):
        return {key: _plain(inner, names) for key, inner in value.items() if key != "emoji"}
    if isinstance(value, list):
        return [_plain(inner, names) for inner in value]
    return names.get(value, value)


@pytest.mark.parametrize(
    ("block", "put_in"),
    [
        (field("email_text_input"), "ann"),
        (field("url_text_input"), "example"),
        (field("number_input", is_decimal_allowed=False), "2.5"),
        (field("number_input", is_decimal_allowed=False, max_value="10"), "11"),
        (field("number_input", is_decimal_allowed=True), "much"),
        (field("plain_text_input", min_length=3), "ab"),
        (field("plain_text_input", max_length=3), "abcd"),
        (field("multi_static_select", options=OPTIONS, max_selected_items=1), ["One", "Two"]),
    ],
)
async def test_the_client_complains_before_anything_is_sent(
    slack: Workspace, app: Recorder, block: Json, put_in: Any
) -> None:
    ann = slack.person("ann")
    view = opened(slack, ann, block)
    await ann.fills(view, {block["label"]["text"]: put_in})
    assert await ann.submit() is None
    assert set(view.errors) == {block["block_id"]}
    assert app.heard == []


@pytest.mark.parametrize(
    ("block", "put_in"),
    [
        (field("static_select", options=OPTIONS), "Four"),
        (field("datepicker"), "tomorrow"),
        (field("timepicker"), "25:00"),
        (field("users_select"), "nobody"),
    ],
)
async def test_what_is_not_offered_cannot_be_picked(slack: Workspace, block: Json, put_in: Any) -> None:
    ann = slack.person("ann")
    with pytest.raises(NotPossible):
        await ann.fills(opened(slack, ann, block), {block["label"]["text"]: put_in})


async def test_menus_in_messages_act_at_once(slack: Workspace, app: Recorder) -> None:
    ann = slack.person("ann")
    menu = {"type": "static_select", "action_id": "menu", "placeholder": plain("Pick"), "options": OPTIONS}
    more = {"type": "overflow", "action_id": "more", "options": OPTIONS}
    client = AsyncWebClient(token=TOKEN, base_url=slack.url("/api/"))
    blocks = [section("Which?") | {"accessory": more}, {"type": "actions", "block_id": "row", "elements": [menu]}]
    await client.chat_postMessage(channel=ann.id, text="Which?", blocks=blocks)
    (message,) = ann.sees()
    assert ann.read(message) == "Which? [⋯ One | Two | Three]\n[Pick ▾]"
    await ann.chooses(message, "Pick", "Two")
    assert slack.exchanges[-1].request["actions"][0]["selected_option"]["value"] == "two"
    assert slack.exchanges[-1].request["state"]["values"]["row"]["menu"]["selected_option"]["value"] == "two"
    await ann.chooses(message, "more", "Three")
    assert slack.exchanges[-1].request["actions"][0]["type"] == "overflow"
    with pytest.raises(NotPossible, match="does not see"):
        await slack.person("bo").chooses(message, "Pick", "Two")


async def test_a_question_can_be_answered_with_no(slack: Workspace, app: Recorder) -> None:
    ann = slack.person("ann")
    sure = {"title": plain("Pay?"), "text": plain("It is final"), "confirm": plain("Pay"), "deny": plain("Back")}
    view = opened(slack, ann, {"type": "actions", "elements": [button("Pay", confirm=sure), button("Pay later")]})
    assert await ann.press(view, "Pay", confirm=False) is None
    assert app.heard == []
    await ann.press(view, "Pay")
    await ann.press(view, "later")
    assert [e.request["actions"][0]["action_id"] for e in slack.exchanges] == ["pay", "pay later"]


async def test_a_stale_copy_of_a_card_can_still_be_pressed(slack: Workspace, app: Recorder) -> None:
    ann = slack.person("ann")
    client = AsyncWebClient(token=TOKEN, base_url=slack.url("/api/"))
    row = {"type": "actions", "elements": [button("Approve", value="v1")]}
    posted = await client.chat_postMessage(channel=ann.id, text="card", blocks=[row])
    stale = copy.deepcopy(ann.sees()[0])
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="paid", blocks=[section("paid")])
    await ann.press(stale, "Approve")
    assert slack.exchanges[-1].request["actions"][0]["value"] == "v1"


async def test_options_are_asked_of_the_app(slack: Workspace, app: Recorder) -> None:
    ann = slack.person("ann")
    view = opened(slack, ann, field("external_select", min_query_length=1))
    app.answers = [JSONResponse({"options": OPTIONS})]
    offered = await ann.suggestions(view, "external_select", "o")
    assert slack.exchanges[-1].request["value"] == "o"
    await ann.fills(view, {"external_select": offered[0]})
    assert "[One]" in render_text(view)


async def test_only_the_form_on_top_can_be_used(slack: Workspace) -> None:
    ann = slack.person("ann")
    with pytest.raises(NotPossible, match="no such form"):
        await ann.submit()
    old = opened(slack, ann, field("plain_text_input"))
    opened(slack, ann, field("plain_text_input"))
    with pytest.raises(NotPossible, match="no such form"):
        await ann.fills(old, {"plain_text_input": "x"})


async def test_every_complaint_of_the_app_is_shown_as_slack_does(slack: Workspace, app: Recorder) -> None:
    ann = slack.person("ann")
    app.answers = [Response(status_code=404), Response(status_code=500), JSONResponse({"blocks": [{"type": "x"}]})]
    for word in ("http_client_error", "http_service_error", "invalid_command_response"):
        await ann.types(None, "/job")
        assert ann.sees()[-1].text == f'/job failed with the error "{word}"'
    slack.deliverer.app_url = "http://127.0.0.1:9/"
    await ann.types(None, "/job")
    assert ann.sees()[-1].text == '/job failed with the error "dispatch_failed"'
    view = opened(slack, ann, field("plain_text_input"))
    await ann.fills(view, {"plain_text_input": "x"})
    await ann.submit()
    assert view.trouble == "We had some trouble connecting. Try again?"


async def test_an_answer_can_be_shown_to_everybody_with_blocks(slack: Workspace, app: Recorder) -> None:
    ann, bo = slack.person("ann"), slack.person("bo")
    app.answers = [JSONResponse({"response_type": "in_channel", "text": "x", "blocks": [section("*for all*")]})]
    await ann.types("general", "/job")
    assert bo.reads("general") == "Parley: *for all*"


async def test_an_event_is_not_repeated_when_the_app_says_so(slack: Workspace, app: Recorder) -> None:
    ann = slack.person("ann")
    app.answers = [Response(status_code=500, headers={"X-Slack-No-Retry": "1"})]
    await ann.types(None, "hello")
    await slack.settle()
    assert len(app.heard) == 1


async def test_the_app_hears_of_its_own_messages_if_asked_to(slack: Workspace, app: Recorder) -> None:
    slack.deliverer.echo = True
    client = AsyncWebClient(token=TOKEN, base_url=slack.url("/api/"))
    posted = await client.chat_postMessage(channel=slack.person("ann").id, text="to myself")
    await client.chat_postMessage(channel="general", text="not subscribed")
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**place, text="changed")
    await client.chat_delete(**place)
    await slack.settle()
    heard, changed, deleted = sorted((body["event"] for _, body in app.heard), key=lambda event: event["event_ts"])
    assert (heard["text"], heard["bot_id"]) == ("to myself", slack.bot_id)
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed", "changed", "to myself",
    )  # fmt: skip
    assert (deleted["subtype"], deleted["deleted_ts"], deleted["hidden"]) == ("message_deleted", posted["ts"], True)


async def test_people_edit_and_delete_what_they_wrote_and_nothing_else(slack: Workspace, app: Recorder) -> None:
    ann, bo = slack.person("ann"), slack.person("bo")
    message = await ann.says(None, "On Monday")
    await ann.edits(message, "On Friday")
    await ann.deletes(message)
    _heard, changed, deleted = [body["event"] for _, body in app.heard]
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed", "On Friday", "On Monday",
    )  # fmt: skip
    assert changed["message"]["edited"]["user"] == ann.id
    assert (deleted["subtype"], deleted["previous_message"]["text"]) == ("message_deleted", "On Friday")
    theirs = await bo.says(None, "Mine")
    for forbidden in (ann.edits(theirs, "Not mine"), ann.deletes(theirs), ann.edits(message, "Gone")):
        with pytest.raises(NotPossible):
            await forbidden


async def test_comings_and_goings(slack: Workspace, app: Recorder) -> None:
    slack.config.events |= {"member_joined_channel"}
    ann = slack.person("ann")
    await slack.joins_team("cara")
    secret = slack.add_channel("secret", [ann], private=True, with_app=False)
    await ann.invites_app("secret")
    slack.person("cara").joins(secret)
    assert [body["event"]["type"] for _, body in app.heard] == ["team_join", "member_joined_channel"]
    assert secret in slack.person("cara").channels
    with pytest.raises(NotPossible, match="is not in"):
        slack.person("dan").sees("secret")
    with pytest.raises(NotPossible, match="no channel"):
        ann.sees("nowhere")


async def test_requests_carry_the_headers_of_slack(slack: Workspace, app: Recorder) -> None:
    await slack.person("ann").types(None, "/job post A page")
    headers, _ = app.heard[0]
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["user-agent"].startswith("Slackbot 1.0")
    assert headers["x-slack-signature"].startswith("v0=")
