"""The stand-in of Slack, driven by people on one side and a real Bolt app on the other."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError

from bots.playground.slack import NotPossible, Workspace, create, render_text
from tests.playground.slack_demo import APP_TOKEN, SECRET, TOKEN, Demo, Stage, served, staged

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass
class Town:
    slack: Workspace
    app: Demo


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stages() -> AsyncIterator[tuple[Stage, Stage]]:
    async with staged() as slack_stage, staged() as app_stage:
        yield slack_stage, app_stage


@pytest_asyncio.fixture(loop_scope="module")
async def t(stages: tuple[Stage, Stage]) -> AsyncIterator[Town]:
    slack_stage, app_stage = stages
    slack = create(app_stage.url + "/slack/events", SECRET, TOKEN, APP_TOKEN)
    slack.base_url, slack_stage.app = slack_stage.url, slack.asgi
    slack.deliverer.retry_scale = 0.0001
    demo = Demo(slack.base_url)
    app_stage.app = demo.asgi
    yield Town(slack, demo)
    await slack.settle()
    await slack.aclose()


async def test_a_slash_command_is_answered_to_the_typist_alone(t: Town) -> None:
    ann, bo = t.slack.person("ann"), t.slack.person("bo")
    exchange = await ann.types("#general", "/echo hello @bo in #general https://example.org/a?b=1 & more")
    assert exchange is not None
    assert exchange.ok
    heard = t.app.heard[0]
    general = t.slack.channel("general").id
    assert heard["text"] == f"hello <@{bo.id}|bo> in <#{general}|general> <https://example.org/a?b=1> &amp; more"
    assert {"team_domain", "response_url", "trigger_id", "api_app_id", "user_name"} <= set(heard)
    assert "enterprise_id" not in heard
    assert ann.reads("#general").startswith("Parley: (Only visible to you)\nYou said hello @bo")
    assert bo.sees("#general") == []


async def test_slash_commands_do_not_exist_in_threads(t: Town) -> None:
    ann = t.slack.person("ann")
    root = await ann.says("#general", "a thread")
    assert await ann.types("#general", "/echo hello", thread=root) is None
    assert ann.sees("#general", root)[-1].text == "/echo is not supported in threads. Sorry!"
    assert ann.sees("#general") == [root]
    assert t.app.heard == []


async def test_a_command_that_takes_too_long_is_reported_as_slack_does(t: Town) -> None:
    ann = t.slack.person("ann")
    t.slack.deliverer.ack_seconds, t.app.nap = 0.05, 0.3
    exchange = await ann.types(None, "/echo hello")
    assert exchange is not None
    assert exchange.problem == "http_timeout"
    assert ann.sees()[-1].text == '/echo failed with the error "operation_timeout"'


async def test_a_button_changes_its_card_and_answers_whoever_pressed(t: Town) -> None:
    ann, bo = t.slack.person("ann"), t.slack.person("bo")
    await ann.types("#general", "/card")
    (card,) = ann.sees("#general")
    assert ann.read(card) == "*M-1* is waiting\n[Approve] [Details]"
    await ann.press(card, "Approve")
    action = t.app.heard[0]["actions"][0]
    assert (action["value"], action["action_id"], action["type"]) == ("M-1.7", "approve", "button")
    assert ann.read(card) == "*M-1* is paid\n(edited)"
    assert [render_text(message) for message in bo.sees("#general")] == ["*M-1* is paid\n(edited)"]
    assert ann.reads("#general").endswith("(Only visible to you)\nThank you")
    with pytest.raises(NotPossible, match="Approve"):
        await ann.press(card, "Approve")


async def test_a_form_is_checked_by_the_client_then_by_the_app(t: Town) -> None:
    ann = t.slack.person("ann")
    await ann.types(None, "/form")
    view = ann.view
    assert view is not None
    assert render_text(view).splitlines()[2:] == [
        "Title: []", "Size: [How big ▾]", "Note (optional): []", "[More]", "[Close] [Post]",
    ]  # fmt: skip
    assert await ann.submit() is None
    assert view.errors == {name: "Please complete this required field." for name in ("title", "size")}
    await ann.fills(view, {"Title": "bad", "Size": "Large"})
    await ann.submit()
    assert view.errors == {"title": "That will not do."}
    assert "  ! That will not do." in ann.read(view)
    await ann.fills(view, {"Title": "A landing page"})
    await ann.submit()
    values = t.app.heard[-1]["view"]["state"]["values"]
    assert values["size"]["size"]["selected_option"]["value"] == "large"
    assert values["note"]["value"] == {"type": "plain_text_input", "value": None}
    assert ann.view is None
    assert ann.reads() == "Parley: Posted A landing page"


async def test_a_form_keeps_what_was_typed_when_the_app_updates_it(t: Town) -> None:
    ann = t.slack.person("ann")
    await ann.types(None, "/form")
    await ann.fills(None, {"Title": "next"})
    assert ann.view is not None
    await ann.press(ann.view, "More")
    assert render_text(ann.view).splitlines()[2:] == ["Title: [next]", "Why: []", "[Close] [Post]"]
    await ann.fills(None, {"Why": "because"})
    await ann.submit()
    assert [line.definition["submit"]["text"] for line in t.slack.stacks[ann.id]] == ["Post", "Done"]
    await ann.close()
    assert "Why: [because]" in render_text(ann.view)


async def test_an_answer_that_names_no_block_of_the_form_is_trouble(t: Town) -> None:
    ann = t.slack.person("ann")
    await ann.types(None, "/form")
    await ann.fills(None, {"Title": "broken", "Size": "Small"})
    await ann.submit()
    assert ann.view is not None
    assert ann.view.trouble == "We had some trouble connecting. Try again?"


async def test_the_app_hears_of_a_form_that_is_closed(t: Town) -> None:
    ann = t.slack.person("ann")
    await ann.types(None, "/form")
    await ann.close()
    assert (t.app.heard[-1]["type"], t.app.heard[-1]["is_cleared"]) == ("view_closed", False)
    assert ann.view is None


async def test_a_mention_is_answered_in_its_thread(t: Town) -> None:
    ann = t.slack.person("ann")
    root = await ann.says("#general", "@parley what is new?")
    assert t.app.heard[0]["type"] == "app_mention"
    assert t.app.heard[0]["text"] == f"<@{t.slack.bot_user.id}> what is new?"
    assert ann.reads("#general", thread=root) == "Ann: @parley what is new?\n\nParley: @ann I am here"
    assert [message.text for message in ann.sees("#general")] == [root.text]
    await ann.types("#general", "@parley and now?", thread=root)
    assert t.app.heard[1]["thread_ts"] == root.ts


async def test_a_mention_where_the_app_is_not_a_member_is_not_heard(t: Town) -> None:
    ann = t.slack.person("ann")
    t.slack.add_channel("secret", [ann], private=True, with_app=False)
    assert await ann.types("secret", "@parley are you there?") is None
    assert t.app.heard == []


async def test_direct_messages_reach_the_app_with_their_files(t: Town) -> None:
    ann = t.slack.person("ann")
    message = await ann.upload(None, "brief.txt", b"one page", text="the brief")
    heard = t.app.heard[0]
    assert (heard["channel_type"], heard["subtype"]) == ("im", "file_share")
    assert heard["files"][0]["name"] == "brief.txt"
    assert ann.reads() == "Ann: the brief\n📎 brief.txt\n\nParley: Heard 1 files and: the brief"
    assert message.files[0].content == b"one page"


async def test_the_home_tab_shows_what_the_app_published(t: Town) -> None:
    ann, bo = t.slack.person("ann"), t.slack.person("bo")
    home = await ann.opens_home()
    assert home is not None
    assert ann.read(home) == "*M-1* is waiting\n[Approve] [Details]"
    assert bo.home is None
    await ann.opens_home()
    assert t.app.heard[1]["view"]["id"] == home.id


async def test_a_failed_event_comes_three_times_more_with_a_reason(t: Town) -> None:
    ann = t.slack.person("ann")
    t.app.fail_events = 3
    await ann.says(None, "are you there?")
    await t.slack.settle()
    headers = [heard for heard in t.app.heard if "x-slack-signature" in heard]
    assert [heard.get("x-slack-retry-num") for heard in headers] == [None, "1", "2"]
    assert headers[1]["x-slack-retry-reason"] == "http_error"
    tries = [exchange for exchange in t.slack.exchanges if exchange.name == "message"]
    assert [exchange.status for exchange in tries] == [503, 503, 503, 200]
    assert len({exchange.request["event_id"] for exchange in tries}) == 1


async def test_the_last_request_can_come_twice_stale_or_forged(t: Town) -> None:
    ann = t.slack.person("ann")
    await ann.types(None, "/echo hello")
    again = await t.slack.redeliver_last()
    assert (again.status, again.response) == (200, "You said hello")
    assert t.app.heard[0] == t.app.heard[1]
    assert (await t.slack.redeliver_last(age=400)).status == 401
    assert (await t.slack.redeliver_last(signature="bad")).status == 401
    assert len(t.app.heard) == 2


async def test_the_address_check_is_passed(t: Town) -> None:
    assert await t.slack.deliverer.verify_url()


async def test_shortcuts_reach_the_app(t: Town) -> None:
    ann = t.slack.person("ann")
    root = await ann.says("#general", "two hours of work")
    await ann.shortcut("log")
    await ann.shortcut("log", root)
    assert [heard["type"] for heard in t.app.heard] == ["shortcut", "message_action"]
    assert t.app.heard[1]["message"]["text"] == "two hours of work"
    assert {"trigger_id", "response_url", "message_ts", "callback_id", "channel", "team"} <= set(t.app.heard[1])


async def test_what_one_person_alone_sees_has_no_shortcuts(t: Town) -> None:
    ann = t.slack.person("ann")
    await ann.types("#general", "/echo hello")
    with pytest.raises(NotPossible, match="a message that only you can see has no shortcuts"):
        await ann.shortcut("log", ann.sees("#general")[-1])


async def test_after_the_app_is_removed_its_token_is_worth_nothing(t: Town) -> None:
    await t.slack.uninstall()
    assert t.app.heard[0]["event"]["type"] == "app_uninstalled"
    with pytest.raises(SlackApiError, match="account_inactive"):
        await t.app.client.auth_test()


async def test_changes_are_told_to_whoever_watches(t: Town) -> None:
    ann = t.slack.person("ann")
    kinds: list[str] = []
    stop = t.slack.on_change(lambda change: kinds.append(change.kind))
    await ann.types("#general", "/card")
    stop()
    await ann.types("#general", "/card")
    assert kinds == ["exchange", "message", "exchange", "exchange"]
    names = [exchange.name for exchange in t.slack.exchanges]
    assert names == ["auth.test", "chat.postMessage", "/card", "chat.postMessage", "/card"]


async def test_over_socket_mode_the_same_things_happen() -> None:
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

    slack = create("", SECRET, TOKEN, APP_TOKEN)
    async with served(slack.asgi) as url:
        slack.base_url = url
        app = Demo(url)
        handler = AsyncSocketModeHandler(app.bolt, APP_TOKEN, ping_interval=1)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt has no types here
        await slack.wait_until(lambda: slack.sockets.connected)
        ann = slack.person("ann")
        await ann.types(None, "/echo hello")
        assert ann.reads() == "Parley: (Only visible to you)\nYou said hello"
        await ann.types(None, "/form")
        await ann.fills(None, {"Title": "bad", "Size": "Small"})
        await ann.submit()
        assert ann.view is not None
        assert ann.view.errors == {"title": "That will not do."}
        await ann.says(None, "a word")
        assert ann.sees()[-1].text == "Heard 0 files and: a word"
        await slack.redeliver_last()
        assert next(exchange.url for exchange in slack.exchanges if exchange.direction == "to_app") == "socket"
        await slack.sockets.disconnect()
        await slack.wait_until(lambda: slack.sockets.connected)
        await ann.types(None, "/echo again")
        assert ann.sees()[-1].text == "You said again"
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt has no types here
        await slack.aclose()
