"""Cards and forms as blocks: within Slack's limits, and literal, whatever people wrote into them."""

import html
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.playground.slack.blocks import check_message, check_view
from bots.slack import forms
from bots.slack.buttons import row
from bots.slack.render import Reader, body, message
from bots.slack.text import clip, escape, typed, unescape
from core.card import Button, Card, Choice, Form, FormField, Line, Link, Mention, Moment, Press, Strong
from core.text import visible

AT = 1_796_535_600  # 2026-12-06 05:40 UTC
READER = Reader("Europe/Berlin", "en", {7: "U7"})
EVIL = [
    "<!channel>",
    "<@U7>",
    "<https://evil.example|bank>",
    "*bold*",
    "_it_",
    "~s~",
    "`code`",
    ":smile:",
    "> quote",
    "&lt;",
    "<!date^1^{date}|x>",
]

hostile = st.lists(
    st.one_of(st.sampled_from(EVIL), st.text(max_size=30), st.sampled_from([" ", "\n", "x" * 4_000, "é " * 900])),
    max_size=8,
).map("".join)
spans = st.one_of(
    hostile,
    st.builds(Strong, hostile),
    st.builds(Mention, st.sampled_from([7, 8]), hostile),
    st.builds(Moment, st.integers(0, 4_000_000_000)),
    st.builds(Link, st.one_of(hostile, st.just("https://example.org/a?b=1&c=2"))),
)
lines = st.lists(spans, max_size=4).map(tuple)
presses = st.builds(Press, st.just("job.show"), st.just("J-1"), st.integers(0, 99))
buttons = st.one_of(
    st.builds(Button, hostile, presses, st.sampled_from(["", "primary", "danger"]), st.one_of(st.just(""), hostile)),
    st.builds(Button, hostile, url=st.just("https://example.org")),
)
cards = st.builds(
    Card,
    lines,
    st.lists(lines, max_size=6).map(tuple),
    st.lists(st.tuples(hostile, lines), max_size=4).map(tuple),
    st.lists(buttons, max_size=30).map(tuple),
    lines,
)
choices = st.lists(
    st.builds(Choice, st.text("abc", min_size=1, max_size=5), hostile), max_size=130, unique_by=lambda c: c.value
)
fields = st.builds(
    FormField,
    st.text("abcdefgh", min_size=1, max_size=8),
    hostile,
    st.sampled_from(["text", "long", "choice", "choices", "date", "files"]),
    st.booleans(),
    hint=hostile,
    value=hostile,
    choices=choices.map(tuple),
    limit=st.integers(1, 9_000),
    error=hostile,
)
known = st.lists(
    st.tuples(st.text("ijklm", min_size=1, max_size=8), hostile), max_size=4, unique_by=lambda pair: pair[0]
)
whole_forms = st.builds(
    Form,
    st.just("job.post"),
    hostile,
    hostile,
    st.lists(fields, min_size=1, max_size=6, unique_by=lambda field: field.name).map(tuple),
    known=known.map(tuple),
    intro=lines,
)


def shown(*lines: Line, **rest: Any) -> list[dict[str, Any]]:
    return body(Card((), lines, **rest), READER)


def mrkdwn(block: dict[str, Any]) -> str:
    assert block["text"]["type"] == "mrkdwn"
    assert block["text"]["verbatim"] is True
    return str(block["text"]["text"])


@given(cards, st.booleans())
@settings(max_examples=150, deadline=None)
def test_every_card_is_a_message_that_slack_takes(card: Card, every: bool) -> None:
    content = message(card, READER, all_buttons=every)
    check_message(content["blocks"])
    assert 0 < len(content["text"].encode()) <= 4_000
    assert content["blocks"]
    check_view({"type": "home", "blocks": [*body(card, READER), *row(card.buttons, "en", all_buttons=every)]}, "home")


@given(whole_forms)
@settings(max_examples=150, deadline=None)
def test_every_form_is_a_view_that_slack_takes_and_every_answer_comes_back(form: Form) -> None:
    view = forms.view(form, forms.Carried("", chat="C1", thread="1.2"), READER)
    check_view(view, "modal")
    assert len(view["private_metadata"]) <= 3_000
    carried = forms.Carried.load(view["private_metadata"])
    assert (carried.command, carried.chat, carried.thread) == ("job.post", "C1", "1.2")
    shown_names = forms.inputs(view)
    assert [*shown_names, *(name for name, _value in carried.known)] != []
    for name, value in form.known:
        assert (name, value) in carried.known or name in shown_names


@given(cards)
@settings(max_examples=100, deadline=None)
def test_every_summary_is_a_view_that_slack_takes(card: Card) -> None:
    button = Button("Confirm", Press("confirm", extra="q1"))
    check_view(forms.summary(card, button, forms.Carried(""), READER), "modal")


@given(st.lists(hostile, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_what_people_write_is_shown_as_it_is_and_nothing_comes_of_it(texts: list[str]) -> None:
    """No token, no formatting, no invisible character: mrkdwn holds only what is literal, else it is rich text."""
    words = "".join(texts)[:2_000]
    for block in shown((words,)):
        if block["type"] == "rich_text":
            (section,) = block["elements"]
            assert [element["type"] for element in section["elements"]] == ["text"]
            assert section["elements"][0] == {"type": "text", "text": visible(words)}
        else:
            said = mrkdwn(block)
            assert not re.search(r"[<>*_~`]|:[^\s:]+:|(^|\s)&gt;", said)
            assert said == "…" or html.unescape(said).split() == visible(words).split()


@given(hostile)
def test_the_text_that_is_read_aloud_holds_no_token(words: str) -> None:
    assert not re.search(r"[<>]", message(Card((words,)), READER)["text"])


@given(st.text())
def test_what_was_escaped_is_read_again_as_it_was(words: str) -> None:
    assert unescape(escape(words)) == words
    assert typed(escape(words)) == words.strip()


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("<@UBOT> hours log C-2 2h", "hours log C-2 2h"),
        ("hours <@UBOT>", "hours"),
        ("<@U1|bo> and <@U2>", "@bo and @U2"),
        ("in <#C1|general>", "in #general"),
        ("<!here> <!channel|channel> <!subteam^S1|@team>", "@here channel @team"),
        ("link:<https://example.org/a?b=1&amp;c=2>", "link:https://example.org/a?b=1&c=2"),
        ("<http://example.org|example.org>", "example.org"),
        ("<https://evil.example|my bank>", "https://evil.example"),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("&lt;b&gt; &amp;lt; &amp;amp;", "<b> &lt; &amp;"),
    ],
)
def test_slacks_tokens_are_read_as_they_were_typed(sent: str, meant: str) -> None:
    assert typed(sent, "UBOT") == meant


def test_a_card_is_a_bold_head_lines_fields_and_a_note() -> None:
    card = Card(
        ("M-19 · ", Strong("$450"), " · waits for ", Mention(7, "Ann")),
        (("Draft & final",), ("By ", Mention(8, "Bo <x>"))),
        (("Due", (Moment(AT),)), ("Link", (Link("https://example.org/a?b=1&c=2"),))),
        (),
        ("Sandbox money",),
    )
    section, note = body(card, READER)
    assert mrkdwn(section) == (
        "*M-19 · $450 · waits for <@U7>*\n"
        "Draft &amp; final\n"
        "By Bo &lt;x&gt;\n"
        f"*Due:* <!date^{AT}^{{date_short_pretty}} {{time}}|2026-12-06 05:40 UTC> (05:40 UTC)\n"
        "*Link:* <https://example.org/a?b=1&amp;c=2>"
    )
    assert note["elements"] == [{"type": "mrkdwn", "text": "Sandbox money", "verbatim": True}]
    assert message(card, READER)["text"] == (
        "M-19 · $450 · waits for Ann\nDraft &amp; final\nBy Bo &lt;x&gt;\n"
        "Due: Sun 6 Dec, 06:40 CET (05:40 UTC)\nLink: https://example.org/a?b=1&amp;c=2\nSandbox money"
    )


def test_what_mrkdwn_would_change_is_rich_text_with_everything_else_in_its_place() -> None:
    card = Card(
        ("J-1 *really*",),
        ((Moment(AT), " ", Mention(7, "Ann"), " ", Link("https://example.org")),),
        (("Skills", ("snake_case",)),),
    )
    (block,) = body(card, READER)
    assert [section["elements"] for section in block["elements"]] == [
        [{"type": "text", "text": "J-1 *really*", "style": {"bold": True}}],
        [
            {
                "type": "date",
                "timestamp": AT,
                "format": "{date_short_pretty} {time}",
                "fallback": "2026-12-06 05:40 UTC",
            },
            {"type": "text", "text": " (05:40 UTC)"},
            {"type": "text", "text": " "},
            {"type": "user", "user_id": "U7"},
            {"type": "text", "text": " "},
            {"type": "link", "url": "https://example.org"},
        ],
        [
            {"type": "text", "text": "Skills:", "style": {"bold": True}},
            {"type": "text", "text": " "},
            {"type": "text", "text": "snake_case"},
        ],
    ]


@pytest.mark.parametrize(
    "line",
    [("x", Strong("y")), (Strong("y"), "z"), (Strong(" y"),), (Mention(7, "Ann"), Strong("y")), ("a:", "b:", "c")],
)
def test_bold_words_and_pieces_that_would_run_together_are_rich_text(line: Line) -> None:
    assert [block["type"] for block in shown(line)] == ["rich_text"]


def test_bold_words_by_themselves_are_bold() -> None:
    (block,) = shown(("of ", Strong("$450"), ", all"))
    assert mrkdwn(block) == "of *$450*, all"


def test_the_day_is_named_again_where_utc_has_another_one() -> None:
    late = Moment(AT - 6 * 3600)  # 5 December 23:40 UTC, 6 December in Berlin
    (block,) = shown((late,))
    assert mrkdwn(block).endswith(" (2026-12-05 23:40 UTC)")


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "https://a b", "https://example.org|bank", "ftp://example.org", "https://" + "x" * 3_000],
)
def test_only_a_plain_web_address_becomes_a_link(url: str) -> None:
    made = json.dumps(shown((Link(url),)))
    assert "<" not in made
    assert '"link"' not in made


def test_a_long_text_goes_on_in_the_next_section_and_is_cut_between_words() -> None:
    words = " ".join(f"word{number}" for number in range(1_000))
    blocks = shown((words,))
    assert len(blocks) == 3
    assert " ".join(mrkdwn(block) for block in blocks) == words
    assert all(
        re.fullmatch(r"word\d+", end)
        for block in blocks
        for end in (mrkdwn(block).split()[0], mrkdwn(block).split()[-1])
    )


def test_what_does_not_fit_is_left_out_with_a_mark() -> None:
    blocks = shown(("word " * 9_000,))
    assert mrkdwn(blocks[-1]).endswith("word …")
    (rich,) = shown(("*word* " * 9_000,))
    assert rich["elements"][0]["elements"][0]["text"].endswith("…")


@pytest.mark.parametrize(
    "words", ["<" * 20_000, "*" + "<" * 20_000, "& " * 9_000, "*x* " + "& " * 9_000, "付款" * 9_000]
)
@pytest.mark.parametrize("note", ["", "*" + "<" * 3_000])
def test_the_longest_card_is_a_message_however_slack_counts_it(words: str, note: str) -> None:
    buttons = tuple(Button("<" * 75, Press("job.show", "J-1", 1)) for _ in range(12))
    long = Card(("Long",), ((words,),), note=(note,), buttons=buttons)
    for every in (False, True):
        check_message(message(long, READER, all_buttons=every)["blocks"])


def test_an_empty_card_is_shown_as_such() -> None:
    assert message(Card(()), Reader()) == {
        "text": "…",
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "…", "verbatim": True}}],
    }


def test_texts_are_clipped_at_a_words_end_if_one_is_near() -> None:
    assert clip("one two three", 13) == "one two three"
    assert clip("one two three", 12) == "one two…"
    assert clip("x" * 20, 10) == "x" * 9 + "…"


def test_metadata_that_is_not_ours_is_refused() -> None:
    for text in ("", "{", "[]", "null", "{}", '{"command": "x", "more": 1}', '"command"'):
        with pytest.raises(ValueError, match=r".*"):
            forms.Carried.load(text)
