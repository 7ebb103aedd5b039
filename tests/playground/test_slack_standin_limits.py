"""Slack's limits and refusals in the stand-in, each met through Slack's own SDK."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bots.playground.slack.payloads import slash_command
from tests.playground.slack_demo import Json, button, modal, plain, section, text_input
from tests.playground.slack_desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")
DIVIDER: Json = {"type": "divider"}
AT_LIMIT = modal("x", *[DIVIDER] * 100, title=plain("x" * 24), private_metadata="x" * 3000)


async def refused(call: Awaitable[Any]) -> Json:
    """The answer of Slack to a call of the SDK that it refuses."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return dict(caught.value.response.data)


def row(*labels: str, **more: Any) -> Json:
    return {"type": "actions", "elements": [button(label, action_id=label[:9], **more) for label in labels]}


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        (row("x" * 76), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"),
        (row("Pay", value="x" * 2001), "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"),
        (row("Pay", url="pay.example.org"), "invalid url [json-pointer:/blocks/0/elements/0/url]"),
        (row("Pay", "Pay"), "`action_id` must be unique in its block: Pay [json-pointer:/blocks/0]"),
        (row(*map(str, range(26))), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"),
        ({"type": "header", "text": plain("x" * 151)},
         "must be less than 151 characters [json-pointer:/blocks/0/text/text]"),
    ],
)  # fmt: skip
async def test_a_message_with_a_block_beyond_its_limit_is_refused(d: Desk, block: Json, complaint: str) -> None:
    general = d.slack.channel("general").id
    ann = d.slack.person("ann")
    posted = await d.client.chat_postMessage(channel=general, text="card")
    content: Json = {"channel": general, "text": "x", "blocks": [block]}
    for call in (
        d.client.chat_postMessage(**content),
        d.client.chat_postEphemeral(**content, user=ann.id),
        d.client.chat_update(**content, ts=posted["ts"]),
    ):
        answer = await refused(call)
        assert answer["error"] == "invalid_blocks"
        assert complaint in answer["errors"]
        assert f"[ERROR] {complaint}" in answer["response_metadata"]["messages"]
    assert ann.reads("general") == "Parley: card"


async def test_fifty_blocks_are_a_message_and_fifty_one_are_not(d: Desk) -> None:
    await d.client.chat_postMessage(channel="general", text="x", blocks=[DIVIDER] * 50)
    answer = await refused(d.client.chat_postMessage(channel="general", text="x", blocks=[DIVIDER] * 51))
    assert (answer["error"], answer["errors"]) == (
        "invalid_blocks", ["no more than 50 items allowed [json-pointer:/blocks]"],
    )  # fmt: skip


async def test_all_blocks_together_have_a_limit_when_they_are_posted(d: Desk) -> None:
    fitting, escaped = [section("x" * 2550)] * 5, [{"type": "section", "text": plain("<" * 700)}] * 5
    await d.client.chat_postMessage(channel="general", text="x", blocks=fitting)
    for blocks in ([*fitting, DIVIDER, section("x" * 100)], escaped):
        post = d.client.chat_postMessage(channel="general", text="x", blocks=blocks)
        assert (await refused(post))["error"] == "msg_blocks_too_long"
    hook = slash_command(d.slack, d.slack.person("ann").user, d.slack.channel("general"), "/job", "")["response_url"]
    answered = await AsyncWebhookClient(hook).send(text="x", blocks=escaped)
    assert answered.status_code == 200


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal("x", *[DIVIDER] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal("x", private_metadata="x" * 3001),
         "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
        (modal("x", title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal("x", submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (modal("x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
        (modal("x", text_input("a", "A"), text_input("a", "B")),
         "`block_id` must be unique: a [json-pointer:/view/blocks/1/block_id]"),
    ],
)  # fmt: skip
async def test_a_view_beyond_its_limits_is_refused_and_its_trigger_is_not_used(
    d: Desk, view: Json, complaint: str
) -> None:
    trigger = d.trigger("ann")
    answer = await refused(d.client.views_open(trigger_id=trigger, view=view))
    assert (answer["error"], answer["response_metadata"]) == (
        "invalid_arguments", {"messages": [f"[ERROR] {complaint}"]},
    )  # fmt: skip
    opened = await d.client.views_open(trigger_id=trigger, view=AT_LIMIT)
    answer = await refused(d.client.views_update(view_id=opened["view"]["id"], view=view))
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {complaint}"]


async def test_views_have_names_of_their_own_and_versions(d: Desk) -> None:
    view = modal("x", external_id="job-1")
    await d.client.views_open(trigger_id=d.trigger("ann"), view=view)
    again = d.client.views_open(trigger_id=d.trigger("bo"), view=view)
    assert (await refused(again))["error"] == "duplicate_external_id"
    updated = await d.client.views_update(external_id="job-1", view=view)
    assert updated["view"]["external_id"] == "job-1"
    ann, home = d.slack.person("ann").id, {"type": "home", "blocks": [DIVIDER]}
    first = (await d.client.views_publish(user_id=ann, view=home))["view"]["hash"]
    await d.client.views_publish(user_id=ann, view=home, hash=first)
    stale = d.client.views_publish(user_id=ann, view=home, hash=first)
    assert (await refused(stale))["error"] == "hash_conflict"
    unknown = await refused(d.client.views_publish(user_id="U404", view=home))
    assert (unknown["error"], unknown["response_metadata"]) == (
        "invalid_arguments", {"messages": ["invalid `user_id`"]},
    )  # fmt: skip


async def test_a_trigger_is_worth_three_seconds(d: Desk) -> None:
    trigger = d.trigger("ann")
    d.clock.now += 2.9
    await d.client.views_open(trigger_id=trigger, view=AT_LIMIT)
    again = await refused(d.client.views_push(trigger_id=trigger, view=AT_LIMIT))
    assert again["error"] == "exchanged_trigger_id"
    late = d.trigger("ann")
    d.clock.now += 3.1
    assert (await refused(d.client.views_push(trigger_id=late, view=AT_LIMIT)))["error"] == "expired_trigger_id"


async def test_a_long_text_is_cut_off_in_a_new_message_and_refused_in_an_old_one(d: Desk) -> None:
    posted = await d.client.chat_postMessage(channel="general", text="x" * 40_001)
    assert (posted["warning"], posted["response_metadata"]) == (
        "message_truncated", {"warnings": ["message_truncated"]},
    )  # fmt: skip
    assert len(d.slack.person("ann").sees("general")[0].text) == 40_000
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    await d.client.chat_update(**place, text="ж" * 2000)
    assert (await refused(d.client.chat_update(**place, text="ж" * 2001)))["error"] == "msg_too_long"


async def test_where_the_app_may_not_write_it_is_told_why(d: Desk) -> None:
    ann, bo = d.slack.person("ann"), d.slack.person("bo")
    room, hidden = (
        d.slack.add_channel("room", [ann]),
        d.slack.add_channel("hidden", [ann], private=True, with_app=False),
    )
    outside = d.slack.add_channel("outside", [ann], with_app=False)
    posted = await d.client.chat_postMessage(channel=room.id, text="here")
    whisper = d.client.chat_postEphemeral
    assert (await refused(whisper(channel=room.id, user=bo.id, text="x")))["error"] == "user_not_in_channel"
    assert (await refused(whisper(channel=outside.id, user=ann.id, text="x")))["error"] == "not_in_channel"
    assert (await refused(whisper(channel=hidden.id, user=ann.id, text="x")))["error"] == "channel_not_found"
    room.is_archived = True
    assert (await refused(d.client.chat_postMessage(channel=room.id, text="x")))["error"] == "is_archived"
    update = d.client.chat_update(channel=room.id, ts=posted["ts"], text="x")
    assert (await refused(update))["error"] == "is_inactive"
    answer = await refused(d.client.chat_postMessage(channel="general", text="x", thread_ts="0"))
    assert (answer["error"], answer["response_metadata"]) == (
        "invalid_thread_ts", {"messages": ["[ERROR] 0 is not a valid thread_ts"]},
    )  # fmt: skip


async def test_with_whom_a_conversation_can_be_opened(d: Desk) -> None:
    gone = d.slack.person("gone")
    gone.user.deleted = True
    many = [d.slack.person(f"p{number}").id for number in range(9)]
    for users, error in (
        (["U404"], "user_not_found"), ([gone.id], "user_disabled"), (["USLACKBOT"], "cannot_dm_bot"),
        ([d.slack.bot_user.id], "cannot_dm_bot"), (many, "too_many_users"), ([], "users_list_not_supplied"),
    ):  # fmt: skip
        assert (await refused(d.client.conversations_open(users=users)))["error"] == error
    assert (await refused(d.client.chat_postMessage(channel="USLACKBOT", text="x")))["error"] == "cannot_dm_bot"


async def test_files_are_shared_with_ids_of_channels_alone(d: Desk) -> None:
    ann = d.slack.person("ann")
    upload: Callable[..., Awaitable[Any]] = d.client.files_upload_v2
    for place in (ann.id, "general", "#general"):
        answer = await refused(upload(channel=place, filename="a.txt", content="x"))
        complaint = "[ERROR] input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]"
        assert (answer["error"], answer["response_metadata"]) == ("invalid_arguments", {"messages": [complaint]})
    assert (await refused(upload(channel="C12345678", filename="a.txt", content="x")))["error"] == "channel_not_found"
    await upload(channel=ann.dm.id, filename="a.txt", content="x")
    assert ann.reads() == "Parley: 📎 a.txt"
    unsent = await d.client.files_getUploadURLExternal(filename="b.txt", length=3)
    share = d.client.files_completeUploadExternal(files=[{"id": unsent["file_id"]}], channel_id=ann.dm.id)
    assert (await refused(share))["error"] == "file_not_found"


async def test_every_method_has_its_tier(d: Desk) -> None:
    d.slack.faults.limit_calls = True
    ann = d.slack.person("ann").id
    for _ in range(50):
        await d.client.conversations_open(users=ann)
    with pytest.raises(SlackApiError) as caught:
        await d.client.conversations_open(users=ann)
    assert (caught.value.response.status_code, caught.value.response["error"]) == (429, "ratelimited")
    assert caught.value.response.headers["Retry-After"] == "2"
    await d.client.users_info(user=ann)
    d.clock.now += 2
    await d.client.conversations_open(users=ann)
