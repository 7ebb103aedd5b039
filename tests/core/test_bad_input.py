"""Whatever is typed gets a clear answer: which field, why not, and how it is written right. Nothing is half done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.card import Reply
from core.command import CATALOG, Who
from core.forms import applies
from core.request import Upload
from storage.records import Thing
from tests.core.trial import changed, picture, trial
from tests.kit import World, labels, open_world, told

AMOUNTS = {
    "below zero": "-5",
    "below zero with a sign of print": "\u22125",
    "below zero after the currency": "$-5",
    "zero": "0",
    "zero with decimals": "0.00",
    "not a number": "NaN",
    "infinite": "inf",
    "too large for a float": "1e400",
    "in scientific notation": "1e3",
    "too many decimals": "1.005",
    "far too many decimals": "0.00000000000000000001",
    "more than 64 bits": "99999999999999999999",
    "just more than 63 bits": "92233720368547758.08",
    "Arabic digits": "\u0663",
    "full-width digits": "\uff15\uff10\uff10",
    "superscript digits": "5\u00b2",
    "a fraction": "\u00bd",
    "ambiguous with a comma": "1,234",
    "ambiguous with a point": "1.234",
    "groups of the wrong size": "1,23,4567",
    "words": "a lot",
    "an unknown currency": "5 XXQ",
    "two currencies": "$5 EUR",
    "yen with decimals": "10.50 JPY",
    "hexadecimal": "0x10",
    "with underscores": "1_000",
    "a formula": "=1+1",
}
MONEY_FIELDS = [
    ("ann", "/wallet deposit {}", "amount"),
    ("bo", "/wallet withdraw {}", "amount"),
    ("ann", "/milestone approve M-1 amount:{}", "amount"),
    ("ann", "/milestone edit M-2 amount:{}", "amount"),
    ("ann", "/milestone add C-1 Extra amount:{}", "amount"),
    ("ann", "/contract bonus C-1 amount:{} reason:Thanks", "amount"),
    ("ann", "/contract offer U-3 scope:Work amount:{}", "amount"),
    ("ann", "/contract offer U-3 scope:Work milestones:{}", "milestones"),
    ("ann", "/job post Page description:Work budget:{}", "budget"),
    ("ann", "/job edit J-2 budget:{}", "budget"),
    ("cy", "/proposal send J-2 cover:Mine bid:{}", "bid"),
    ("bo", "/account profile rate:{}", "rate"),
    ("bo", "/job find min:{}", "min"),
]


@pytest.fixture(scope="module")
def shared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A contract under way, a job besides, on SQLite; whoever uses it leaves it as it is."""
    path = tmp_path_factory.mktemp("shared") / "parley.db"
    shutil.copyfile(sqlite_template, path)
    with open_world(f"sqlite:///{path}") as world:
        world.submitted()
        world.does("ann", "/job post Another page budget:100 description:Work")
        yield world


def refused_naming(world: World, nick: str, text: str, field: str) -> None:
    """The request is refused with the field's name and an example, and nothing has changed."""
    before = picture(world.session)
    reply = world.says(nick, text)
    assert not reply.ok, text
    words = told(reply)
    assert words.startswith(f"{field}: "), words
    assert "“" in words, f"no example in {words}"
    assert changed(before, picture(world.session)) == {}


@pytest.mark.parametrize(
    ("nick", "text", "field"), MONEY_FIELDS, ids=[text.partition(" {")[0] for _, text, _ in MONEY_FIELDS]
)
def test_a_wrong_amount_names_its_field_and_shows_a_right_one(shared: World, nick: str, text: str, field: str) -> None:
    for amount in AMOUNTS.values():
        given_amount = f'"Draft={amount}"' if field == "milestones" else f'"{amount}"'
        refused_naming(shared, nick, text.format(given_amount), field)


@pytest.mark.parametrize(
    "amount", ["500", "$500", "500 USD", "1,234.50", "1.234,50 USD", "USD 0.01", "9,000,000,000,000.00"]
)
def test_a_right_amount_is_understood_and_repeated(shared: World, amount: str) -> None:
    with trial(shared):
        shown = shared.says("ann", f'/wallet deposit "{amount}"')
        assert "Confirm" in labels(shown)


def test_an_ambiguous_amount_is_asked_back_with_both_meanings(shared: World) -> None:
    words = told(shared.says("ann", "/wallet deposit 1,234"))
    assert "1234" in words
    assert "1.234" in words


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("/milestone approve M-1 200.01 confirm:yes", "amount"),
        ("/milestone approve M-1 50 EUR confirm:yes", "amount"),
        ('/contract offer U-3 scope:Work milestones:"Draft=100; Final"', "milestones"),
        ('/contract offer U-3 scope:Work milestones:"Draft=100; Final=100 EUR"', "milestones"),
        ('/contract offer U-3 scope:Work amount:450 milestones:"Draft=100; Final=100"', "milestones"),
        ("/contract offer U-3 scope:Work amount:0.50", "amount"),
        ("/contract offer U-3 scope:Work amount:50 due:yesterday", "due"),
        ("/contract offer U-3 scope:Work amount:50 due:soonish", "due"),
        ("/contract offer U-3 scope:Work amount:50 due:0000-00-00", "due"),
        ("/contract offer U-3 scope:Work amount:50 revisions:-1", "revisions"),
        ("/contract offer U-3 scope:Work amount:50 revisions:99999999999999999999", "revisions"),
        ("/contract offer U-3 scope:Work amount:50 kind:weekly", "kind"),
        ("/milestone extend M-1 0 days", "days"),
        ("/milestone extend M-1 31 days", "days"),
        ("/milestone extend M-1 forever", "days"),
        ("/account set timezone:Atlantis", "timezone"),
        ("/account set currency:XXQ", "currency"),
        ("/account set language:klingon", "language"),
        ("/account set quiet:25-99", "quiet"),
        ("/account company Us site:javascript:alert(1)", "site"),
        ("/wallet statement 2026-13", "month"),
        ("/wallet statement 0000-01", "month"),
        ("/wallet statement 9999-12", "month"),
        ("/job post Page description:Work budget:100 rate:40", "rate"),
        ("/job post Page description:Work budget:100 level:god", "level"),
        ("/job post Page description:Work budget:100 hires:0", "hires"),
        ("/job post Page description:Work budget:100 due:31.12.1999", "due"),
        ("/job invite J-2 freelancer:Bo", "freelancer"),
    ],
)
def test_a_wrong_value_names_its_field_and_shows_a_right_one(shared: World, text: str, field: str) -> None:
    refused_naming(shared, "ann", text, field)


def test_what_was_right_beside_a_mistake_is_kept(world: World) -> None:
    world.posted()
    refused = world.says("bo", '/proposal send J-1 bid:-450 duration:"2 weeks" cover:"I have built ten of these"')
    assert "bid: " in told(refused)
    question = world.presses("bo", refused, "Put it right")
    assert "Bid" in told(question)
    world.answers("bo", "450")
    sent = world.recorded("P-1")
    assert sent["amounts"] == {"USD": {"bid": 45_000}}


def test_what_was_right_beside_a_mistake_is_kept_in_a_whole_form(world: World) -> None:
    world.joined()
    refused = world.says("ann", "/job post Page budget:-5 description:Work skills:html")
    form = world.presses("ann", refused, "Put it right").form
    assert form is not None
    values = {field.name: field.value for field in form.fields}
    assert (values["title"], values["description"], values["skills"], values["budget"]) == ("Page", "Work", "html", "")
    again = world.submits("ann", form, {"budget": "1,234"})
    assert again.form is not None
    assert "budget" in again.form.errors
    assert world.submits("ann", again.form, {"budget": "1234.00"}).ok
    assert world.recorded("J-1")["amounts"] == {"USD": {"budget": 123_400}}


def test_an_unknown_field_makes_nothing_and_the_known_ones_are_named(shared: World) -> None:
    for nick, text in (
        ("ann", "/job post Page description:Work budget:100 colour:blue"),
        ("ann", "/milestone approve M-1 colour:blue confirm:yes"),
        ("bo", "/proposal send J-2 bid:90 cover:Mine prise:100"),
    ):
        before = picture(shared.session)
        refused = shared.says(nick, text)
        assert not refused.ok
        assert "It knows: “" in told(refused)
        assert changed(before, picture(shared.session)) == {}


# words


TEXT_FIELDS = [
    ("ann", "/contract say C-1 {}", "text"),
    ("bo", "/contract say C-1 text:{}", "text"),
    ("ann", "/milestone revise M-1 reason:{}", "reason"),
    ("ann", "/job post title:{} description:Work budget:100", "title"),
    ("ann", "/job post Page description:{} budget:100", "description"),
    ("cy", "/proposal send J-2 bid:90 cover:{}", "cover"),
    ("ann", "/account set name:{}", "name"),
    ("ann", "/milestone add C-1 title:{} amount:5", "title"),
]
text_fields = pytest.mark.parametrize(
    ("nick", "text", "field"), TEXT_FIELDS, ids=[text.partition("{")[0] for _, text, _ in TEXT_FIELDS]
)


@text_fields
@pytest.mark.parametrize("nothing", ["", " ", "\u200b\u200d", "\u202e", "\n\t", "\x00", "\ufeff"], ids=ascii)
def test_an_empty_text_is_refused_or_asked_for(shared: World, nick: str, text: str, field: str, nothing: str) -> None:
    before = picture(shared.session)
    reply = shared.says(nick, text.format(f'"{nothing}"'))
    assert not reply.ok or reply.form is not None or "Cancel" in labels(reply), told(reply)
    assert changed(before, picture(shared.session)) == {}


@text_fields
def test_forty_thousand_characters_are_refused_with_the_limit(shared: World, nick: str, text: str, field: str) -> None:
    before = picture(shared.session)
    reply = shared.says(nick, text.format('"' + "word " * 8_000 + '"'))
    assert not reply.ok
    assert told(reply).startswith(f"{field}: This has")
    assert "characters" in told(reply)
    assert len(told(reply)) < 500
    assert changed(before, picture(shared.session)) == {}


@pytest.mark.parametrize(
    "hostile",
    [
        "<!channel> come here",
        "<@U0000001> you too",
        "<b>bold</b> & <script>alert(1)</script>",
        "*bold* _it_ `code` ~no~",
        "[link](tg://user?id=1) <https://evil.example|https://good.example>",
        "{client} {0} %s %(x)s ${x}",
        "'; DROP TABLE people; --",
        "مرحبا שלום",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
    ],
)
def test_hostile_words_are_kept_and_shown_as_the_words_they_are(world: World, hostile: str) -> None:
    world.hired()
    world.does("ann", f'/account set name:"{hostile[:60]}"')
    world.does("ann", f"/contract say C-1 text:«{hostile}»")
    assert world.recorded("C-1")["messages"][-1]["text"] == hostile
    card = world.inbox("bo")[-1]
    assert (hostile,) in card.lines
    assert hostile[:60] in told(world.says("bo", "/contract show C-1"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("user\u202egnp.exe", "usergnp.exe"),
        ("An\u200bn", "Ann"),
        ("half\ud800", "half"),
        ("e\u0301", "é"),
        ("a\x00b", "ab"),
    ],
    ids=ascii,
)
def test_what_cannot_be_seen_is_not_kept(world: World, typed: str, kept: str) -> None:
    world.hired()
    world.does("ann", f"/contract say C-1 {typed}")
    assert world.recorded("C-1")["messages"][-1]["text"] == kept


def test_a_signature_is_the_name_of_the_account(world: World) -> None:
    world.offered()
    for signature in ("Bo Fake", "\u0412\u043e Maker", "Bo", "Bo  Maker Jr"):
        refused = world.says("bo", f'/contract accept C-1 signature:"{signature}"')
        assert "signature: " in told(refused)
        assert "“Bo Maker”" in told(refused)
    assert world.state("C-1") == "offered"
    world.does("bo", '/contract accept C-1 signature:"bo  maker"')


def test_a_file_is_kept_under_a_name_that_can_be_shown(world: World) -> None:
    world.hired()
    for name in ("../../etc/passwd", "a\x00b.png", "half\ud800.pdf", "user\u202egnp.exe", "x" * 5_000, ""):
        world.does("ann", "/contract say C-1 A file", files=(Upload(name, "image/\x00png", b"\x00\x01"),))
    with world.session.transaction(write=False):
        kept = world.session.execute("SELECT name, size FROM files ORDER BY id", {}).fetchall()
    assert [name for name, _ in kept] == [
        "../../etc/passwd",
        "ab.png",
        "half.pdf",
        "usergnp.exe",
        "x" * 200,
        "",
    ]
    assert {size for _, size in kept} == {2}


# references


@pytest.mark.parametrize(
    "text",
    [
        "/milestone approve M-999",
        "/milestone approve M-9223372036854775807",
        "/contract show C-999",
        "/proposal show P-999",
        "/job show J-999",
        "/account show U-999",
        "/market more W-999",
        "/market more DEP-999",
        "/contract offer U-999 scope:Work amount:50",
        "/job invite J-2 U-999",
    ],
)
def test_an_unknown_reference_is_named_and_nothing_else_said(shared: World, text: str) -> None:
    refused = shared.says("ann", text)
    assert not refused.ok
    ref = next(word for word in text.split() if "999" in word or "9223372036854775807" in word)
    assert told(refused).startswith(f"I cannot find {ref} among your things")


@pytest.mark.parametrize(
    "text",
    [
        "/milestone approve J-1",
        "/contract show M-1",
        "/proposal show C-1",
        "/job close P-1",
        "/milestone fund P-1",
        "/contract accept J-1",
    ],
)
def test_a_reference_of_the_wrong_kind_is_told_apart(shared: World, text: str) -> None:
    for nick in ("ann", "bo"):
        before = picture(shared.session)
        refused = shared.says(nick, text)
        assert not refused.ok
        assert changed(before, picture(shared.session)) == {}
    wanted = "wants a reference like"
    assert wanted in told(shared.says("ann" if "accept" not in text else "bo", text))


@pytest.mark.parametrize("ref", ["M-0", "M-01", "M--1", "M-1.5", "M-", "M-x", "M-99999999999999999999", "MM-1", "-1"])
def test_what_is_no_reference_moves_nothing(shared: World, ref: str) -> None:
    before = picture(shared.session)
    shared.says("ann", f"/milestone approve {ref} confirm:yes")
    shared.hears(shared.request("ann", command="milestone.approve", ref=ref, seen=3))
    assert changed(before, picture(shared.session)) == {}


def test_references_are_read_in_either_case(shared: World) -> None:
    assert told(shared.says("ann", "/milestone show m-1")) == told(shared.says("ann", "/milestone show M-1"))


# words that are no commands


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("/milestone aprove M-1", "/milestone approve"),
        ("/contrct show C-1", "/contract"),
        ("/wallet withdrw 100", "/wallet withdraw"),
    ],
)
def test_a_slip_is_never_run_but_the_nearest_is_offered(shared: World, text: str, near: str) -> None:
    before = picture(shared.session)
    reply = shared.says("ann", text)
    assert not reply.ok
    assert near in labels(reply)
    assert changed(before, picture(shared.session)) == {}


def test_only_start_itself_is_a_start(shared: World) -> None:
    assert told(shared.says("ann", "/start")) == told(shared.says("ann", "/market"))
    assert told(shared.says("ann", "/start M_1")) == told(shared.says("ann", "/milestone show M-1"))
    assert not shared.says("ann", "/startle M_1").ok


@pytest.mark.parametrize(
    "text", ["/", "//", "/ ", "/nothing", "hello", "?", "/milestone " + "x" * 40_000, "/\x00", "/🙂", "@parley"]
)
def test_what_is_no_command_gets_an_answer(shared: World, text: str) -> None:
    for nick in ("ann", "bo", "new"):
        reply = shared.says(nick, text)
        assert reply.card is not None or reply.form is not None
        assert len(told(reply)) < 2_000


# everything into every field


NASTY = [
    "",
    " ",
    "\x00",
    "\ud800",
    "x" * 40_000,
    "-1",
    "0",
    "1e400",
    "NaN",
    "99999999999999999999",
    "9223372036854775808",
    "\u0663",
    "<!channel>",
    "\u202e",
    "'; DROP TABLE people; --",
    "{0}{x}%s",
    "U-999",
    "M-1",
    "9999-12-31",
    "0000-00",
    "9999-12",
    "in 99999 years",
    "yes",
    "A=1; B=2",
    "=;=",
    "https://" + "x" * 600,
    "\n" * 50,
    "a;" * 50,
]
REFS = {"job": "J-2", "proposal": "P-1", "contract": "C-1", "milestone": "M-1", "person": "U-3"}


def test_every_field_of_every_command_takes_anything_without_going_wrong(world: World) -> None:
    """Nothing here may end in an unexpected error, and none of it moves money that nobody confirmed."""
    world.submitted()
    world.does("ann", "/job post Another page budget:100 description:Work")
    for entry in CATALOG.values():
        if entry.key in {"admin.suspend", "admin.restore", "admin.grant", "admin.revoke"}:
            continue
        ref = next((REFS[kind] for kind in entry.on if kind in REFS), "")
        for field in entry.fields:
            known = {
                other.name: (other.example or "Words",)
                for other in entry.fields
                if other.required and applies(entry, other, {})
            }
            for value in NASTY:
                answers = {**known, field.name: (value,)}
                nick = {Who.FREELANCER: "bo", Who.OPERATOR: "oz"}.get(entry.who, "ann")
                world.hears(world.request(nick, command=entry.key, ref=ref, answers=answers, submitted=True))
    assert set(world.balances()) <= {
        ("contract_escrow", "C-1", "USD"),
        ("platform_fees", "", "USD"),
        ("provider_clearing", "", "USD"),
    }
    world.passes(days=40)
    assert world.ledger_ok()


@settings(max_examples=300, deadline=None)
@given(
    nick=st.sampled_from(["ann", "bo", "eve", "new"]),
    command=st.sampled_from(sorted(f"{entry.noun} {entry.verb}".strip() for entry in CATALOG.values())),
    words=st.lists(
        st.one_of(
            st.sampled_from(
                ["M-1", "C-1", "J-1", "P-1", "U-2", "confirm:yes", "amount:", "reason:x", '"', "=", "::", "yes"]
            ),
            st.from_regex(r"[a-z]{1,8}:[0-9.,$-]{0,8}", fullmatch=True),
            st.text(max_size=12),
        ),
        max_size=5,
    ),
)
def test_any_words_get_an_answer(shared: World, nick: str, command: str, words: list[str]) -> None:
    with trial(shared):
        reply = shared.says(nick, f"/{command} {' '.join(words)}")
        assert isinstance(reply, Reply)
        assert shared.ledger_ok()


def test_numbers_of_things_fit_every_kind(shared: World) -> None:
    """The largest number that a reference can have is looked for, not stumbled over."""
    prefixes = [record.prefix for record in Thing.__subclasses__()]
    for prefix in prefixes:
        reply = shared.says("ann", f"/market more {prefix}-9223372036854775807")
        assert "I cannot find" in told(reply)
