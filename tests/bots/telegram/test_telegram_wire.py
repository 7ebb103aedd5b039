"""Payloads as Telegram sends them go in; what goes out is compared to the letter."""

import json
from typing import Any

from core.card import Button, Card, Mention, Moment, Press, Reply
from tests.bots.telegram.line import SECRET, Line

ANN = 279_058_397

COMMAND = """
{"update_id": 10000, "message": {"message_id": 1365, "from": {"id": 279058397, "is_bot": false, "first_name": "Ann",
"last_name": "Client", "username": "annclient", "language_code": "en-GB", "is_premium": true}, "chat": {"id": 279058397,
"first_name": "Ann", "last_name": "Client", "username": "annclient", "type": "private"}, "date": 1795296878,
"text": "/milestone fund M-1", "entities": [{"offset": 0, "length": 10, "type": "bot_command"}], "unknown_to_us": {}}}
"""

PRESS = """
{"update_id": 10001, "callback_query": {"id": "4382bfdwdsb323b2d9", "from": {"id": 279058397, "is_bot": false,
"first_name": "Ann", "last_name": "Client", "language_code": "en-GB"}, "message": {"message_id": %d, "from":
{"id": 987654, "is_bot": true, "first_name": "ParleyBot", "username": "ParleyBot"}, "chat": {"id": 279058397,
"first_name": "Ann", "last_name": "Client", "type": "private"}, "date": 1795296880, "text": "M-1", "entities":
[{"offset": 0, "length": 3, "type": "bold"}], "link_preview_options": {"is_disabled": true}, "reply_markup":
{"inline_keyboard": [[{"text": "Approve", "callback_data": "milestone.approve|M-1|7|", "style": "success"}]]}},
"chat_instance": "-3467832587643", "data": "milestone.approve|M-1|7|"}}
"""

DUE = 1_796_551_200
CARD = Card(
    head=("🔵 M-1 · $150 · waiting for ", Mention(2, "Bo & Co")),
    lines=(("Draft <first>",),),
    fields=(("Due", (Moment(DUE),)),),
    buttons=(
        Button("Approve", Press("milestone.approve", "M-1", 7), "primary"),
        Button("Pay", url="https://pay.example.org/1"),
    ),
    note=("Sandbox money",),
    thing="M-1",
    contract="C-1",
)
HTML = (
    "<b>🔵 M-1 · $150 · waiting for Bo &amp; Co</b>\n\nDraft &lt;first&gt;\n\n"
    "<b>Due: </b>Sun 6 Dec, 11:00 CET (10:00 UTC)\n\n<i>Sandbox money</i>"
)
KEYBOARD = {
    "inline_keyboard": [
        [
            {"text": "Approve", "callback_data": "milestone.approve|M-1|7|", "style": "success"},
            {"text": "Pay", "url": "https://pay.example.org/1"},
        ]
    ]
}


def decoded(call: dict[str, Any]) -> dict[str, Any]:
    """A call's parameters, structures read as JSON."""
    return {name: json.loads(value) if value[:1] in "{[" else value for name, value in call.items()}


async def test_a_recorded_command_is_answered_with_exactly_this_message(line: Line) -> None:
    await line.telegram.person("ann", id=ANN).starts()
    await line.telegram.settle()
    line.core.answer = lambda _request: Reply(CARD, zone="Europe/Berlin", live=True)
    response = await line.telegram.forge(json.loads(COMMAND), SECRET)
    assert (response.status_code, response.content) == (200, b"")
    request = line.core.asked[-1]
    assert (request.key, request.text) == ("10000", "/milestone fund M-1")
    assert request.who is not None
    assert (request.who.name, request.who.language) == ("Ann Client", "en-GB")
    assert decoded(line.calls("sendMessage")[-1]) == {
        "chat_id": str(ANN),
        "text": HTML,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": KEYBOARD,
    }


async def test_a_recorded_press_is_answered_with_exactly_these_two_calls(line: Line) -> None:
    ann = line.telegram.person("ann", id=ANN)
    await ann.starts()
    await line.telegram.settle()
    pressed = ann.sees()[-1]
    line.core.answer = lambda _request: Reply(CARD, zone="Europe/Berlin", replaces=True, toast="Approved")
    assert (await line.telegram.forge(json.loads(PRESS % pressed.message_id), SECRET)).status_code == 200
    request = line.core.asked[-1]
    assert (request.key, request.command, request.ref, request.seen) == ("10001", "milestone.approve", "M-1", 7)
    assert line.calls("answerCallbackQuery") == [{"callback_query_id": "4382bfdwdsb323b2d9", "text": "Approved"}]
    assert decoded(line.calls("editMessageText")[-1]) == {
        "chat_id": str(ANN),
        "message_id": str(pressed.message_id),
        "text": HTML,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": KEYBOARD,
    }
