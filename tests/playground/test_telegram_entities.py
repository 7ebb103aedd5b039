"""The HTML parse mode and the entities found in plain text, against what Telegram's own parser makes of them."""

import pytest

from bots.playground.telegram.entities import parse_html
from bots.playground.telegram.refusals import Refused
from bots.playground.telegram.text import checked_link, find_entities, stripped, utf16_slice

STADIUM = "🏟 🏟"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (f"{STADIUM}&lt;<abacaba", "Unclosed start tag at byte offset 13"),
        (f"{STADIUM}&lt;<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        (f"{STADIUM}&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        (f"{STADIUM}&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        (f"{STADIUM}&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        (f"{STADIUM}&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        (f'{STADIUM}&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        (f"{STADIUM}&lt;</", "Unexpected end tag at byte offset 13"),
        (f"{STADIUM}&lt;<b></b></", "Unexpected end tag at byte offset 20"),
        (f"{STADIUM}&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (f"{STADIUM}&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x/>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"),
    ],
)
def test_broken_markup_is_refused_in_telegrams_words(source: str, complaint: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&ge;&lt;&gt;&amp;&quot;&#12345678;&#x41;", '&ge;<>&"&#12345678;A', []),
        (f"{STADIUM}<i>{STADIUM}</i>", STADIUM * 2, [("italic", 5, 5)]),
        (f"{STADIUM}<i>🏟 &gt;<b x = y>&lt🏟</b></i>", f"{STADIUM}🏟 ><🏟", [("italic", 5, 7), ("bold", 9, 3)]),
        ("<i><b>x</b></i>", "x", [("bold", 0, 1), ("italic", 0, 1)]),
        ("<i></i>x", "x", []),
        ("<blockquote expandable>a<pre>b</></>", "ab", [("expandable_blockquote", 0, 2), ("pre", 1, 1)]),
        ("<tg-spoiler>x</tg-spoiler><s>y</s><u>z</u>", "xyz",
         [("spoiler", 0, 1), ("strikethrough", 1, 1), ("underline", 2, 1)]),
        ("<a>no link</a>", "no link", []),
    ],
)  # fmt: skip
def test_markup_becomes_entities_in_utf16_units(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    plain, found = parse_html(source)
    assert plain == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == entities


def test_a_language_makes_code_in_pre_one_block() -> None:
    block = {"type": "pre", "offset": 0, "length": 2, "language": "python"}
    assert parse_html('<pre><code class="language-python">ok</code></pre>')[1] == [block]
    assert parse_html('<code class="language-python"><pre>ok</pre></code>')[1] == [block]
    assert parse_html('<code class="language-python">ok</code>')[1] == [{"type": "code", "offset": 0, "length": 2}]


def test_links_to_people_are_mentions() -> None:
    ann = {"id": 5, "first_name": "Ann", "is_bot": False}
    assert parse_html('<a href="tg://user?id=5">Ann</a>', lambda user_id: ann if user_id == 5 else None)[1] == [
        {"type": "text_mention", "offset": 0, "length": 3, "user": ann}
    ]


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("telegram.org", "http://telegram.org/"),
        ("https://telegram.org?a=1", "https://telegram.org/?a=1"),
        ("http://127.0.0.1:8080/pay", "http://127.0.0.1:8080/pay"),
        ("http://localhost:8080/pay", None),
        ("mailto:bo@example.org", None),
        ("javascript:alert(1)", None),
    ],
)
def test_links_are_checked_and_completed(url: str, stored: str | None) -> None:
    assert checked_link(url) == stored


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/job find", [("bot_command", "/job")]),
        ("see /job@ParleyBot, or/not", [("bot_command", "/job@ParleyBot")]),
        ("1/2 and a/b and </b>", []),
        (
            "🏟 @bo_here #now #5 me@example.org",
            [("mention", "@bo_here"), ("hashtag", "#now"), ("email", "me@example.org")],
        ),
        ("(https://example.org/a?b=c), example.com.", [("url", "https://example.org/a?b=c"), ("url", "example.com")]),
        ("M-1 v1.2 50.00", []),
    ],
)
def test_plain_text_has_the_entities_a_client_finds(text: str, found: list[tuple[str, str]]) -> None:
    entities = find_entities(text)
    assert [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in entities] == found


def test_blank_edges_go_and_entities_move_along() -> None:
    bold = {"type": "bold", "offset": 1, "length": 5}
    assert stripped("\n abc \n", [bold]) == ("abc", [{"type": "bold", "offset": 0, "length": 3}])
