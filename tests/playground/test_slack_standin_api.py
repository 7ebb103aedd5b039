"""The stand-in's Web API, called by Slack's own SDK: the right answers, Slack's refusals, and trouble on order."""

import httpx
import pytest
from aiohttp import ServerDisconnectedError
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bots.playground.slack import NotPossible, create, render_text, serve_together
from bots.playground.slack.payloads import slash_command
from tests.playground.slack_demo import (
    CARD,
    SECRET,
    TOKEN,
    Json,
    button,
    modal,
    plain,
    section,
    served,
    text_input,
)
from tests.playground.slack_desk import NOON, Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")
MENU: Json = {
    "type": "static_select", "action_id": "m", "options": [{"text": plain("One"), "value": "1"}],
}  # fmt: skip


async def test_tokens_are_checked(d: Desk) -> None:
    answer = await d.client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (
        d.slack.bot_user.id, d.slack.bot_id, d.slack.team_id,
    )  # fmt: skip
    async with httpx.AsyncClient(base_url=d.url) as http:
        assert (await http.post("/api/auth.test")).json() == {"ok": False, "error": "not_authed"}
        headers = {"Authorization": "Bearer xoxb-other"}
        assert (await http.post("/api/auth.test", headers=headers)).json()["error"] == "invalid_auth"
        form = {"token": TOKEN, "channel": "general", "text": "by form", "blocks": '[{"type": "divider"}]'}
        assert (await http.post("/api/chat.postMessage", data=form)).json()["ok"]
        assert (await http.post("/api/chat.postMessage", data=form | {"blocks": "[{"})).json()["error"] == (
            "invalid_blocks_format"
        )
    assert (await d.refusal("chat.everything"))["error"] == "unknown_method"
    assert TOKEN not in repr(d.slack.exchanges)


async def test_a_message_comes_back_as_slack_stores_it(d: Desk) -> None:
    metadata = {"event_type": "card", "event_payload": {"ref": "M-1"}}
    posted = await d.client.chat_postMessage(channel="#general", text="M-1", blocks=CARD, metadata=metadata)
    message = posted["message"]
    assert posted["channel"] == d.slack.channel("general").id
    assert message["bot_id"] == d.slack.bot_id
    assert message["metadata"] == metadata
    assert message["blocks"][0]["text"] == {"type": "mrkdwn", "text": "*M-1* is waiting", "verbatim": False}
    assert all(block["block_id"] for block in message["blocks"])
    reply = await d.client.chat_postMessage(channel=posted["channel"], text="paid", thread_ts=posted["ts"])
    assert reply["message"]["thread_ts"] == posted["ts"]
    link = await d.client.chat_getPermalink(channel=posted["channel"], message_ts=posted["ts"])
    async with httpx.AsyncClient() as http:
        assert (await http.get(link["permalink"])).text == "*M-1* is waiting\n[Approve] [Details]"


async def test_an_address_is_told_of_messages_that_are_there_and_where_the_app_is(d: Desk) -> None:
    ann, bo = d.slack.person("ann"), d.slack.person("bo")
    apart = await ann.says(d.slack.direct([ann.id, bo.id]), "between us")
    general = d.slack.channel("general").id
    refused = {
        (general, "1.2"): "message_not_found",
        ("C0", "1.2"): "channel_not_found",
        (apart.channel, apart.ts): "channel_not_found",
    }
    for (channel, stamp), error in refused.items():
        with pytest.raises(SlackApiError, match=error):
            await d.client.chat_getPermalink(channel=channel, message_ts=stamp)
    root = await ann.says("#general", "a thread")
    reply = await bo.says("#general", "a reply", root)
    told = await d.client.chat_getPermalink(channel=general, message_ts=reply.ts)
    assert told["permalink"].endswith(f"?thread_ts={root.ts}&cid={general}")


async def test_an_answer_to_a_message_that_is_gone_is_quietly_an_ordinary_message(d: Desk) -> None:
    root = await d.client.chat_postMessage(channel="general", text="soon gone")
    await d.client.chat_delete(channel=root["channel"], ts=root["ts"])
    reply = await d.client.chat_postMessage(channel="general", text="too late", thread_ts=root["ts"])
    assert "thread_ts" not in reply["message"]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": "general"}, "no_text"),
        ("chat.postMessage", {"text": "hello"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C404", "text": "hello"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "elsewhere", "text": "hello"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "hidden", "text": "hello"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "old", "text": "hello"}, "is_archived"),
        ("chat.postMessage", {"channel": "general", "text": "x", "thread_ts": "0"}, "invalid_thread_ts"),
        ("chat.postMessage", {"channel": "general", "text": "x", "metadata": {"event_type": "x"}},
         "invalid_metadata_format"),
        ("chat.postMessage", {"channel": "general", "blocks": [section("x" * 2900)] * 5}, "msg_blocks_too_long"),
        ("chat.postEphemeral", {"channel": "general", "user": "U404", "text": "hello"}, "user_not_in_channel"),
        ("chat.update", {"channel": "C404", "ts": "1.2", "text": "hello"}, "channel_not_found"),
        ("users.info", {"user": "U404"}, "user_not_found"),
        ("users.info", {}, "invalid_arguments"),
        ("conversations.info", {"channel": "C404"}, "channel_not_found"),
        ("conversations.open", {"users": "U404"}, "user_not_found"),
        ("views.open", {"trigger_id": "1.2.x", "view": modal("x", text_input("a", "A"))}, "invalid_trigger_id"),
        ("views.update", {"view_id": "V404", "view": modal("x")}, "not_found"),
        ("files.info", {"file": "F404"}, "file_not_found"),
        ("files.completeUploadExternal", {"files": [{"id": "F404"}]}, "file_not_found"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
    ],
)  # fmt: skip
async def test_what_slack_refuses_is_refused(d: Desk, method: str, arguments: Json, error: str) -> None:
    d.slack.add_channel("elsewhere", with_app=False)
    d.slack.add_channel("hidden", private=True, with_app=False)
    d.slack.add_channel("old").is_archived = True
    assert (await d.refusal(method, **arguments))["error"] == error
    assert d.slack.exchanges[-1].problem == error


async def test_bad_blocks_and_views_are_refused_with_every_complaint(d: Desk) -> None:
    answer = await d.refusal("chat.postMessage", channel="general", text="x", blocks=[section("x" * 3001)])
    complaint = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert (answer["error"], answer["errors"][1]) == ("invalid_blocks", complaint)
    assert answer["response_metadata"]["messages"][1] == f"[ERROR] {complaint}"
    view = modal("x", title=plain("x" * 25))
    answer = await d.refusal("views.open", trigger_id=d.trigger("ann"), view=view)
    complaint = "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    assert (answer["error"], answer["response_metadata"]) == ("invalid_arguments", {"messages": [complaint]})


async def test_messages_of_others_and_ephemeral_ones_cannot_be_changed(d: Desk) -> None:
    ann, bo = d.slack.person("ann"), d.slack.person("bo")
    mine = d.slack.post(d.slack.channel("general").id, ann.id, "hello")
    place = {"channel": mine.channel, "ts": mine.ts}
    assert (await d.refusal("chat.update", **place, text="x"))["error"] == "cant_update_message"
    assert (await d.refusal("chat.delete", **place))["error"] == "cant_delete_message"
    secret = await d.client.chat_postEphemeral(channel=mine.channel, user=bo.id, text="for you")
    place = {"channel": mine.channel, "ts": secret["message_ts"]}
    assert (await d.refusal("chat.update", **place, text="x"))["error"] == "message_not_found"
    assert "for you" in bo.reads("general")
    assert "for you" not in ann.reads("general")
    posted = await d.client.chat_postMessage(channel=mine.channel, text="card", blocks=CARD)
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    assert (await d.refusal("chat.update", **place, text="x" * 4001))["error"] == "msg_too_long"
    updated = await d.client.chat_update(channel=posted["channel"], ts=posted["ts"], text="new words", blocks=[])
    assert updated["message"]["edited"]["user"] == d.slack.bot_user.id
    assert "blocks" not in updated["message"]


async def test_a_trigger_opens_one_view_within_three_seconds(d: Desk) -> None:
    trigger, view = d.trigger("ann"), modal("x", text_input("a", "A"))
    opened = await d.client.views_open(trigger_id=trigger, view=view)
    assert opened["view"]["state"]["values"] == {"a": {"value": {"type": "plain_text_input", "value": None}}}
    assert (await d.refusal("views.open", trigger_id=trigger, view=view))["error"] == "exchanged_trigger_id"
    late = d.trigger("ann")
    d.clock.now += 3.1
    assert (await d.refusal("views.open", trigger_id=late, view=view))["error"] == "expired_trigger_id"


async def test_views_stack_three_high_and_refuse_stale_updates(d: Desk) -> None:
    view = modal("x", text_input("a", "A"))
    first = await d.client.views_open(trigger_id=d.trigger("ann"), view=view)
    second = await d.client.views_push(trigger_id=d.trigger("ann"), view=view)
    assert second["view"]["previous_view_id"] == second["view"]["root_view_id"] == first["view"]["id"]
    await d.client.views_push(trigger_id=d.trigger("ann"), view=view)
    assert (await d.refusal("views.push", trigger_id=d.trigger("ann"), view=view))["error"] == "push_limit_reached"
    known = {"view_id": first["view"]["id"], "hash": first["view"]["hash"], "view": view}
    await d.client.views_update(**known)
    assert (await d.refusal("views.update", **known))["error"] == "hash_conflict"
    assert (await d.refusal("views.push", trigger_id=d.trigger("bo"), view=view))["error"] == "not_found"


async def test_too_fast_is_answered_with_the_seconds_to_wait(d: Desk) -> None:
    d.slack.faults.limit_posts = True
    for _ in range(d.slack.faults.burst):
        await d.client.chat_postMessage(channel="general", text="x")
    with pytest.raises(SlackApiError) as caught:
        await d.client.chat_postMessage(channel="general", text="x")
    assert caught.value.response.status_code == 429
    assert (caught.value.response["error"], caught.value.response.headers["Retry-After"]) == ("ratelimited", "1")
    await d.client.chat_postMessage(channel=d.slack.person("ann").id, text="another place")
    d.clock.now += 1
    await d.client.chat_postMessage(channel="general", text="x")


async def test_a_planned_429_is_obeyed_by_the_sdks_own_handler(d: Desk) -> None:
    d.slack.fail_next("chat.postMessage", retry_after=1)
    d.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    assert (await d.client.chat_postMessage(channel="general", text="x"))["ok"]
    assert [exchange.status for exchange in d.slack.exchanges] == [429, 200]


async def test_planned_faults_strike_as_often_and_where_they_were_told(d: Desk) -> None:
    ann = d.slack.person("ann")
    d.slack.fail_next("chat.postMessage", error="account_inactive", times=2, channel=ann.id)
    await d.client.chat_postMessage(channel="general", text="not there")
    assert (await d.refusal("chat.postMessage", channel=ann.id, text="x"))["error"] == "account_inactive"
    assert (await d.refusal("chat.postMessage", channel=ann.dm.id, text="x"))["error"] == "account_inactive"
    await d.client.chat_postMessage(channel=ann.id, text="over")
    d.slack.fail_next("auth.test", status=503, times=None)
    for _ in range(3):
        with pytest.raises(SlackApiError) as caught:
            await d.client.auth_test()
        assert caught.value.response.status_code == 503
    d.slack.faults.clear()
    await d.client.auth_test()


async def test_a_connection_cut_after_the_work_leaves_the_work_done(d: Desk) -> None:
    d.slack.cut_next("chat.postMessage")
    d.client.retry_handlers.clear()
    with pytest.raises(ServerDisconnectedError):
        await d.client.chat_postMessage(channel="general", text="once")
    ann = d.slack.person("ann")
    assert [message.text for message in ann.sees("general")] == ["once"]
    assert d.slack.exchanges[-1].problem == "connection cut after processing"


async def test_files_go_up_and_come_down(d: Desk) -> None:
    ann = d.slack.person("ann")
    done = await d.client.files_upload_v2(
        channel=d.slack.channel("general").id,
        filename="the terms.txt",
        content="all of it",
        initial_comment="The terms",
    )
    assert ann.reads("general") == "Parley: The terms\n📎 the terms.txt"
    info = await d.client.files_info(file=done["file"]["id"])
    async with httpx.AsyncClient() as http:
        bare = await http.get(info["file"]["url_private"], follow_redirects=True)
        assert (bare.headers["content-type"].split(";")[0], b"Sign in" in bare.content) == ("text/html", True)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        assert (await http.get(info["file"]["url_private"], headers=headers)).content == b"all of it"
    private = ann.file("mine.txt", b"nobody's business")
    assert (await d.refusal("files.info", file=private.id))["error"] == "file_not_found"
    element = {"type": "file_input", "action_id": "f"}
    view = modal("x", {"type": "input", "block_id": "f", "label": plain("Files"), "element": element})
    await d.client.views_open(trigger_id=d.trigger("ann"), view=view)
    await ann.fills(None, {"Files": [private]})
    assert (await d.client.files_info(file=private.id))["file"]["name"] == "mine.txt"


async def test_a_response_url_serves_five_times_within_half_an_hour(d: Desk) -> None:
    ann, bo = d.slack.person("ann"), d.slack.person("bo")
    general = d.slack.channel("general")
    hook = AsyncWebhookClient(slash_command(d.slack, ann.user, general, "/job", "")["response_url"])
    assert (await hook.send(text="")).body == '{"ok":false,"error":"no_text"}'
    for answer in (
        {"text": "wait"}, {"text": "done", "replace_original": True}, {"text": "look", "response_type": "in_channel"},
        {"blocks": CARD}, {"delete_original": True},
    ):  # fmt: skip
        assert (await hook.send(**answer)).status_code == 200
    spent = await hook.send(text="once more")
    assert (spent.status_code, spent.body) == (404, '{"ok":false,"error":"used_url"}')
    card = "(Only visible to you)\n*M-1* is waiting\n[Approve] [Details]"
    assert ann.reads("general") == f"Parley: look\n\nParley: {card}"
    assert bo.reads("general") == "Parley: look"
    late = AsyncWebhookClient(slash_command(d.slack, ann.user, general, "/job", "")["response_url"])
    d.clock.now += 30 * 60 + 1
    assert (await late.send(text="too late")).body == '{"ok":false,"error":"expired_url"}'


async def test_people_and_places_are_told_as_slack_tells_them(d: Desk) -> None:
    ann = d.slack.person("ann", tz="America/New_York", real_name="Ann Client", locale="de-DE")
    user = (await d.client.users_info(user=ann.id, include_locale=True))["user"]
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("America/New_York", -5 * 3600, "de-DE")
    assert (user["real_name"], user["profile"]["email"]) == ("Ann Client", "ann@example.org")
    opened = await d.client.conversations_open(users=[ann.id])
    assert opened["channel"]["id"] == ann.dm.id
    assert (await d.client.conversations_open(users=[ann.id]))["already_open"]
    assert (await d.client.conversations_info(channel=ann.dm.id))["channel"]["user"] == ann.id
    general = d.slack.channel("general").id
    assert (await d.client.conversations_members(channel=general))["members"] == [d.slack.bot_user.id, ann.id]
    d.slack.add_channel("jobs", [ann], with_app=False)
    joined = await d.client.conversations_join(channel=d.slack.channel("jobs").id)
    assert joined["channel"]["is_member"]
    mine = await d.client.users_conversations(types="public_channel")
    assert {channel["name"] for channel in mine["channels"]} == {"general", "jobs"}
    ts = (await d.client.chat_postMessage(channel=general, text="hi"))["ts"]
    await d.client.reactions_add(channel=general, timestamp=ts, name="eyes")
    again = {"channel": general, "timestamp": ts, "name": "eyes"}
    assert (await d.refusal("reactions.add", **again))["error"] == "already_reacted"


async def test_what_the_manifest_does_not_declare_is_refused(d: Desk) -> None:
    manifest = {
        "display_information": {"name": "Parley"},
        "features": {
            "app_home": {"home_tab_enabled": False, "messages_tab_enabled": True},
            "slash_commands": [{"command": "/job", "should_escape": False}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    }
    slack = create("http://127.0.0.1:9/", SECRET, TOKEN, manifest=manifest)
    async with served(slack.asgi) as url:
        slack.base_url = url
        client = AsyncWebClient(token=TOKEN, base_url=url + "/api/")
        ann = slack.person("ann")
        with pytest.raises(SlackApiError) as caught:
            await client.users_info(user=ann.id)
        assert caught.value.response.data | {"ok": True} == {
            "ok": True, "error": "missing_scope", "needed": "users:read", "provided": "chat:write",
        }  # fmt: skip
        with pytest.raises(SlackApiError, match="not_enabled"):
            await client.views_publish(user_id=ann.id, view={"type": "home", "blocks": []})
        assert await ann.types("general", "/hire bo") is None
        assert ann.sees("general")[-1].text == "/hire is not a valid command."
        with pytest.raises(NotPossible, match="turned off"):
            await ann.says(None, "hello")
        card = await client.chat_postMessage(channel="general", text="x", blocks=CARD)
        with pytest.raises(NotPossible, match="interactive"):
            await ann.press(ann.sees("general")[-1], "Approve")
        assert card["ok"]
    await slack.aclose()


async def test_one_server_serves_several_workspaces_by_token() -> None:
    first, second = create("", SECRET, "xoxb-1"), create("", SECRET, "xoxb-2", team="Second")
    async with served(serve_together(first, second)) as url:
        first.base_url = second.base_url = url
        for workspace, token in ((first, "xoxb-1"), (second, "xoxb-2")):
            client = AsyncWebClient(token=token, base_url=url + "/api/")
            assert (await client.auth_test())["team_id"] == workspace.team_id
            await client.chat_postMessage(channel="general", text=f"for {workspace.team_name}")
        assert [second.person("ann").reads("general")] == ["Parley: for Second"]


async def test_text_is_shown_as_the_reader_would_see_it(d: Desk) -> None:
    ann = d.slack.person("ann", tz="Asia/Tokyo")
    due = int(NOON) + 86_400
    text = (
        f"<@{ann.id}> &lt;b&gt; <https://example.org|the site> <!channel> due "
        f"<!date^{due}^{{date_short_pretty}} at {{time}}|21 Nov>, posted <!date^{int(NOON)}^{{date_long}}|x>"
    )
    await d.client.chat_postMessage(channel="general", text=text)
    assert ann.reads("general") == (
        "Parley: @ann <b> the site (https://example.org) @channel due tomorrow at 9:00 PM, "
        "posted Saturday, November 21st, 2026"
    )
    fields = [{"type": "plain_text", "text": "<b>"}, {"type": "mrkdwn", "text": "*To* &amp; fro"}]
    boxes = {"type": "checkboxes", "action_id": "c", "options": [{"text": plain("Agree"), "value": "y"}]}
    blocks: list[Json] = [{"type": "section", "fields": fields, "accessory": button("Go")}, {"type": "divider"},
              {"type": "actions", "elements": [MENU, boxes]}]  # fmt: skip
    assert render_text(blocks) == f"<b>\n*To* & fro [Go]\n{'─' * 20}\n[▾] [ ] Agree"
