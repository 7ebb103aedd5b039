"""Cards as Telegram's HTML and keyboards, always within its limits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.playground.telegram.entities import parse_html
from bots.playground.telegram.markup import checked_markup
from bots.playground.telegram.text import utf16_length, utf16_slice
from bots.telegram.render import Part, clip, render, render_one
from core.card import Button, Card, Line, Link, Mention, Moment, Press, Span, Strong
from core.text import visible

DECEMBER_6TH = 1_796_551_200  # 10:00 UTC
APPROVE = Button("Approve", Press("milestone.approve", "M-1", 7), style="primary")

HOSTILE = st.text(max_size=300) | st.sampled_from(
    [
        "<b>",
        "</b>",
        "<a href='tg://user?id=1'>x</a>",
        "&lt;",
        "&#60;script>",
        "<!channel>",
        "\x00",
        "\ud800",
        "\u202e",
        "\u200b",
    ]
)
SPANS: st.SearchStrategy[Span] = (
    HOSTILE
    | st.builds(Strong, HOSTILE)
    | st.builds(Link, HOSTILE)
    | st.builds(Mention, st.integers(0, 9), HOSTILE)
    | st.builds(Moment, st.integers(0, 4_000_000_000))
)
LINES: st.SearchStrategy[Line] = st.lists(SPANS, max_size=4).map(tuple)
BUTTONS = st.builds(
    Button,
    HOSTILE,
    st.just(Press("milestone.approve", "M-1", 7)) | st.none(),
    st.sampled_from(["", "primary", "danger"]),
    url=st.sampled_from(
        ["", "https://example.org/pay", "http://localhost/pay", "javascript:alert(1)", "https://[", "x"]
    ),
)
CARDS = st.builds(
    Card,
    LINES,
    st.lists(LINES, max_size=6).map(tuple),
    st.lists(st.tuples(HOSTILE, LINES), max_size=4).map(tuple),
    st.lists(BUTTONS, max_size=12).map(tuple),
    LINES,
    st.sampled_from(["", "M-1"]),
)


def accepted(part: Part) -> tuple[str, list[dict[str, object]]]:
    """The text and entities as Telegram takes them; raises where it would refuse."""
    text, entities = parse_html(part.html, lambda _user_id: None)
    assert text == part.plain
    assert text.strip()
    assert utf16_length(text) <= 4_096
    if part.keyboard:
        assert checked_markup(part.keyboard.to_dict())
    return text, entities


def bold(part: Part) -> list[str]:
    text, entities = accepted(part)
    return [utf16_slice(text, int(str(e["offset"])), int(str(e["length"]))) for e in entities if e["type"] == "bold"]


def test_a_card_has_a_bold_head_lines_fields_and_a_note() -> None:
    card = Card(
        head=("🟡 M-1 · $150 · waiting for ", Mention(1, "Ann <3")),
        lines=(("Draft & final, see ", Link("https://example.org/?a=1&b=2")), ("Due ", Moment(DECEMBER_6TH))),
        fields=(("Amount", ("$150",)), ("Paid by", (Mention(1, "Ann <3"),))),
        note=("Sandbox ", Strong("money")),
        buttons=(APPROVE,),
        thing="M-1",
    )
    (part,) = render(card, "Europe/Berlin", "en")
    assert part.html == (
        "<b>🟡 M-1 · $150 · waiting for Ann &lt;3</b>\n\n"
        "Draft &amp; final, see https://example.org/?a=1&amp;b=2\n"
        "Due Sun 6 Dec, 11:00 CET (10:00 UTC)\n\n"
        "<b>Amount: </b>$150\n<b>Paid by: </b><b>Ann &lt;3</b>\n\n"
        "<i>Sandbox </i><b>money</b>"
    )
    assert part.keyboard
    assert part.keyboard.to_dict() == {
        "inline_keyboard": [[{"text": "Approve", "callback_data": "milestone.approve|M-1|7|", "style": "success"}]]
    }


def test_moments_are_said_in_the_readers_language() -> None:
    (part,) = render(Card((Moment(DECEMBER_6TH),)), "", "de")
    assert part.plain.startswith("So")
    assert part.plain.endswith("UTC")


def test_short_labels_stand_side_by_side_and_long_ones_below_each_other() -> None:
    def labelled(*labels: str) -> list[list[str]]:
        card = Card(("Choose",), buttons=tuple(Button(label, Press("market.help")) for label in labels))
        keyboard = render(card, "UTC", "en")[0].keyboard
        return [[button.text for button in row] for row in keyboard.inline_keyboard] if keyboard else []

    assert labelled("Yes", "No", "Later") == [["Yes", "No", "Later"]]
    assert labelled("Approve and pay 150 USD", "Ask for changes") == [["Approve and pay 150 USD"], ["Ask for changes"]]
    assert labelled("x" * 100) == [["x" * 59 + "…"]]
    assert sum(map(len, labelled(*"a" * 150))) == 100


def test_a_card_of_nothing_in_particular_draws_all_buttons_since_more_could_not_tell_of_what() -> None:
    buttons = tuple(Button(f"P-{number}", Press("proposal.show", f"P-{number}")) for number in range(6))
    (part,) = render(Card(("Which one?",), buttons=buttons), "UTC", "en")
    assert part.keyboard
    assert sum(map(len, part.keyboard.inline_keyboard)) == 6


@pytest.mark.parametrize("url", ["http://localhost:8080/pay", "javascript:alert(1)", "https://["])
def test_an_address_that_telegram_would_not_open_is_shown_as_text(url: str) -> None:
    (part,) = render(Card(("Pay",), buttons=(Button("Checkout", url=url),)), "UTC", "en")
    assert part.plain == f"Pay\n\nCheckout: {url}"
    assert part.keyboard is None


@pytest.mark.parametrize("letter", ["x", "ж", "💥", "<"])
def test_a_card_of_ten_thousand_characters_is_split_and_the_buttons_come_last(letter: str) -> None:
    lines = tuple((f"{number}: " + letter * 95,) for number in range(100))
    card = Card(("Head",), lines=lines, buttons=(APPROVE,), thing="M-1")
    parts = render(card, "UTC", "en")
    assert len(parts) >= 3
    assert [bool(part.keyboard) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert [line for part in parts for line in accepted(part)[0].split("\n") if line] == [
        "Head",
        *(line[0] for line in lines),
    ]


def test_a_single_endless_word_is_cut_and_stays_bold() -> None:
    parts = render(Card(("💥" * 5_000,)), "UTC", "en")
    assert ["".join(bold(part)) for part in parts] == [part.plain for part in parts]
    assert "".join(part.plain for part in parts) == "💥" * 5_000


def test_an_edited_card_is_one_message_that_says_where_it_was_cut() -> None:
    long = Card(("Head",), lines=(("word " * 2_000,),), buttons=(APPROVE,), thing="M-1")
    part = render_one(long, "UTC", "en")
    text, _entities = accepted(part)
    assert text.endswith("…")
    assert text.startswith("Head\n\nword")
    assert part.keyboard
    assert render_one(Card(("Short",)), "UTC", "en") == render(Card(("Short",)), "UTC", "en")[0]


@pytest.mark.parametrize("blank", ["", " \n ", "\u200b\u200b", "\n" * 9_000])
def test_a_blank_card_is_still_a_message(blank: str) -> None:
    assert [part.html for part in render(Card((blank,)), "UTC", "en")] == ["…"]


@given(st.text(), st.integers(1, 30))
def test_clipping_keeps_to_the_limit_as_telegram_counts(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert utf16_length(clipped) <= limit
    assert clipped == text or clipped.endswith("…")


@settings(max_examples=300)
@given(CARDS, st.booleans())
def test_whatever_people_write_telegram_accepts_it_and_nothing_becomes_markup(card: Card, all_buttons: bool) -> None:
    for part in [*render(card, "UTC", "en", all_buttons=all_buttons), render_one(card, "UTC", "en")]:
        _text, entities = accepted(part)
        assert {str(entity["type"]) for entity in entities} <= {"bold", "italic"}


@given(st.lists(HOSTILE, min_size=1, max_size=20))
def test_whatever_people_write_is_shown_as_they_wrote_it(texts: list[str]) -> None:
    card = Card(("Head",), lines=tuple((text,) for text in texts))
    words = " ".join(" ".join(part.plain for part in render(card, "UTC", "en")).split())
    assert words == " ".join(f"Head {' '.join(visible(text) for text in texts)}".split())
