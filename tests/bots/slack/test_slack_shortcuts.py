"""Shortcuts used on messages: what the core is asked, the form that opens, and what is said where none can."""

import pytest

from bots.playground.slack import Message, Person
from core.card import Button, Form, FormField, Press, Reply
from core.request import Quote
from tests.bots.slack.line import Line, always, card

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHANGE, LOG = "contract.change", "hours.log"
SCOPE = FormField("scope", "Scope", "long", False, value="Could you also do the imprint?")
FORM = Form(CHANGE, "Change", "Change", (SCOPE,), ref="C-1", intro=("This is for C-1 “A logo”.",))


def quoted(line: Line) -> Quote:
    """What the core was told of the message."""
    quote = line.last.quote
    assert quote is not None
    return quote


async def said(line: Line, text: str, thread: Message | None = None) -> tuple[Person, Message]:
    """Ann, and a message of hers in a channel that the app is in."""
    ann = line.slack.person("ann")
    return ann, await ann.says("#general", text, thread)


def heard(line: Line, ann: Person) -> str:
    """The newest message that ann has before her in the channel."""
    return ann.read(ann.sees("#general")[-1])


async def test_the_manifest_offers_them_on_messages_and_others_do_not_exist(line: Line) -> None:
    assert [each["callback_id"] for each in line.slack.config.shortcut_menu] == [CHANGE, LOG]
    ann, message = await said(line, "hello")
    with pytest.raises(Exception, match="there is no shortcut wallet"):
        await ann.shortcut("wallet.withdraw", message)
    assert line.core.asked == []


async def test_the_core_is_asked_with_the_words_the_place_and_who_it_was(line: Line) -> None:
    ann, message = await said(line, "Could you also do the imprint? <https://example.org|example.org> & *more*")
    await ann.shortcut(CHANGE, message)
    asked = line.last
    assert (asked.command, asked.text, asked.ref, asked.submitted) == (CHANGE, "", "", False)
    assert quoted(line).words.startswith("Could you also do the imprint?")
    assert quoted(line).words.endswith("& *more*")
    assert not quoted(line).ours
    assert (asked.place.chat, asked.place.message_id, asked.place.public) == (message.channel, message.ts, True)
    assert asked.who is not None
    assert (asked.who.user_id, asked.who.chat) == (ann.id, "")


async def test_mentions_and_links_come_as_words(line: Line) -> None:
    line.slack.person("bo")
    ann, message = await said(line, "@bo see https://example.org/draft in #general & <b>")
    assert "<@U" in message.text
    await ann.shortcut(CHANGE, message)
    assert quoted(line).words == "@Bo see https://example.org/draft in #general & <b>"
    line.slack.fail_next("users.info", error="user_not_found", times=None)
    line.slack.person("cy")
    await ann.shortcut(CHANGE, (await said(line, "@cy too"))[1])
    assert quoted(line).words == f"@{line.slack.person('cy').id} too"


async def test_in_a_thread_the_place_is_the_thread(line: Line) -> None:
    ann, root = await said(line, "C-1 A logo")
    reply = await ann.says("#general", "And the imprint", root)
    await ann.shortcut(CHANGE, reply)
    assert line.last.place.message_id == root.ts
    assert quoted(line).words == "And the imprint"


async def test_the_form_opens_filled_in_and_its_answer_comes_where_it_was_used(line: Line) -> None:
    ann, message = await said(line, "Could you also do the imprint?")
    line.core.answer = always(Reply(form=FORM))
    await ann.shortcut(CHANGE, message)
    view = ann.view
    assert view is not None
    assert "This is for C-1 “A logo”." in ann.read(view)
    assert "Could you also do the imprint?" in ann.read(view)
    line.core.answer = always(Reply(card("Proposed")))
    await ann.submit()
    asked = line.last
    assert (asked.command, asked.ref, asked.submitted, asked.quote) == (CHANGE, "C-1", True, None)
    assert asked.answers == {"scope": ("Could you also do the imprint?",)}
    assert heard(line, ann) == "(Only visible to you)\n*Proposed*"
    assert line.slack.person("bo").sees("#general") == [message]


async def test_the_address_is_looked_up_only_for_what_wants_it(line: Line) -> None:
    ann, message = await said(line, "Fixed the login")
    await ann.shortcut(CHANGE, message)
    assert quoted(line).link == ""
    assert line.calls("chat.getPermalink") == []
    await ann.shortcut(LOG, message)
    assert quoted(line).link == line.slack.url(f"/archives/{message.channel}/p{message.ts.replace('.', '')}")


async def test_without_an_address_it_goes_on_without(line: Line) -> None:
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    between = line.slack.direct([ann.id, bo.id])
    message = await ann.says(between, "Fixed the login")
    await ann.shortcut(LOG, message)
    assert [call.problem for call in line.calls("chat.getPermalink")] == ["channel_not_found"]
    assert quoted(line) == Quote("Fixed the login")
    line.slow["chat.getPermalink"] = 2.0
    exchange = await ann.shortcut(LOG, (await said(line, "Slowly"))[1])
    assert exchange.ok
    assert quoted(line) == Quote("Slowly")


async def test_between_two_people_the_answer_is_for_the_one_who_asked(line: Line) -> None:
    ann, bo = line.slack.person("ann"), line.slack.person("bo")
    between = line.slack.direct([ann.id, bo.id])
    message = await bo.says(between, "And the imprint")
    line.core.answer = always(Reply(card("Not now"), ok=False))
    await ann.shortcut(CHANGE, message)
    assert ann.sees(between)[-1].text == "Not now"
    assert bo.sees(between) == [message]
    assert line.last.who is not None
    assert line.last.who.chat == ""


async def test_a_message_of_the_app_is_told_to_be_ours(line: Line) -> None:
    ann = line.slack.person("ann")
    line.core.answer = always(Reply(card("C-1 A logo", lines=(("And the imprint",),)), in_public=True))
    await ann.types("#general", "/contract show C-1")
    await ann.shortcut(CHANGE, ann.sees("#general")[-1])
    assert quoted(line) == Quote("C-1 A logo\nAnd the imprint", ours=True)


async def test_a_message_of_files_alone_has_no_words(line: Line) -> None:
    ann = line.slack.person("ann")
    message = await ann.upload("#general", "draft.pdf", b"%PDF")
    await ann.shortcut(CHANGE, message)
    assert quoted(line) == Quote("")


async def test_a_refusal_is_told_to_the_asker_alone_with_its_buttons(line: Line) -> None:
    ann, message = await said(line, "And the imprint")
    join = Button("Join", Press("account.join"))
    line.core.answer = always(Reply(card("You have not joined yet.", buttons=(join,)), ok=False))
    await ann.shortcut(CHANGE, message)
    assert ann.view is None
    assert heard(line, ann) == "(Only visible to you)\n*You have not joined yet.*\n[Join]"
    assert line.slack.person("bo").sees("#general") == [message]


async def test_an_expired_trigger_is_told_and_nothing_is_open(line: Line) -> None:
    ann, message = await said(line, "And the imprint")
    line.core.answer = always(Reply(form=FORM))
    line.slack.fail_next("views.open", error="expired_trigger_id")
    exchange = await ann.shortcut(CHANGE, message)
    assert exchange.ok
    assert ann.view is None
    assert "Slack allows three seconds to open a form, and they were over. Please try again." in heard(line, ann)


async def test_where_the_core_cannot_be_asked_the_person_is_told(line: Line) -> None:
    ann, message = await said(line, "And the imprint")
    line.core.down = True
    await ann.shortcut(CHANGE, message)
    assert "Not done, nothing was changed." in heard(line, ann)


async def test_one_that_an_older_manifest_still_offers_is_said_to_be_gone(line: Line) -> None:
    ann, message = await said(line, "And the imprint")
    line.slack.config.shortcuts = None
    await ann.shortcut("wallet.withdraw", message)
    assert line.core.asked == []
    assert "I do not know this shortcut any more." in heard(line, ann)


async def test_the_same_delivery_has_the_same_key_and_another_use_another(line: Line) -> None:
    ann, message = await said(line, "And the imprint")
    first = await ann.shortcut(CHANGE, message)
    await line.slack.redeliver_last()
    await ann.shortcut(CHANGE, message)
    keys = [request.key for request in line.core.asked]
    assert first.ok
    assert keys[0] == keys[1] != keys[2]
