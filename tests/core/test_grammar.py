"""The written command, read kindly: every line of the public story, and whatever else people type."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.grammar import KINDS, Parsed, Ref, UnknownNoun, UnknownVerb, near, parse, tokenize

NOUNS = {
    noun: tuple(verbs.split())
    for noun, verbs in {
        "market": "help",
        "account": "join show set profile company link unlink notify export erase",
        "job": "post show list edit close reopen find watch unwatch invite decline-invite",
        "proposal": "send show list edit withdraw shortlist archive decline compare message",
        "contract": "offer accept decline counter approve-change reject-change withdraw show list history say change "
        "pause resume limit rate manual bonus end rehire document",
        "milestone": "add edit remove fund submit approve revise extend refund give-refund refuse-refund show list",
        "hours": "log start stop list edit delete week object accept chart export",
        "wallet": "show deposit withdraw method schedule give-refund statement invoices tax",
        "dispute": "open respond evidence offer accept reject withdraw claim handover ask extend propose rule vote "
        "arbitrate show list",
        "feedback": "leave show reply request-change allow-change",
        "onboarding": "show start complete approve return waive classify template",
        "talent": "save list drop refer suggest",
        "admin": "grant revoke mediation announce verify suspend restore remove queue undeliverable retry ledger fees "
        "audit",
    }.items()
}
ALIASES = {
    "post": ("job", "post"),
    "hire": ("contract", "offer"),
    "fund": ("milestone", "fund"),
    "submit": ("milestone", "submit"),
    "approve": ("milestone", "approve"),
    "log": ("hours", "log"),
    "start": ("market", ""),
}
FIELDS = {
    "account": "role name timezone currency language",
    "job": "kind budget skills description due",
    "proposal": "bid duration cover",
    "contract": "amount milestones scope due because signature reason kind rate limit weekly_limit manual onboarding",
    "milestone": "confirm link note",
    "hours": "duration memo",
    "wallet": "kind name account confirm",
    "onboarding": "title owner signature decision because",
    "dispute": "reason amount statement freelancer because confirm",
    "feedback": "skills quality availability deadlines communication cooperation private",
}


def fields_of(noun: str, _verb: str) -> list[str]:
    return FIELDS.get(noun, "").split()


def read(text: str) -> Parsed:
    return parse(text, NOUNS, ALIASES, fields_of)


STORY = [
    ('/account join role:client name:"Ann Client"', "account join", "", {"role": "client", "name": "Ann Client"}, ""),
    (
        '/job post Build a landing page kind:fixed budget:500 skills:html,css description:"One page, two weeks"',
        "job post",
        "",
        {"kind": "fixed", "budget": "500", "skills": "html,css", "description": "One page, two weeks"},
        "Build a landing page",
    ),
    ("/job find landing page", "job find", "", {}, "landing page"),
    (
        '/proposal send J-1 bid:450 duration:"2 weeks" cover:"I have built ten of these"',
        "proposal send",
        "J-1",
        {"bid": "450", "duration": "2 weeks", "cover": "I have built ten of these"},
        "",
    ),
    (
        '/contract offer P-1 amount:450 milestones:"Draft=150; Final=300" scope:"One page" due:"in 2 weeks"',
        "contract offer",
        "P-1",
        {"amount": "450", "milestones": "Draft=150; Final=300", "scope": "One page", "due": "in 2 weeks"},
        "",
    ),
    (
        '/contract counter C-1 amount:500 milestones:"Draft=200; Final=300" because:"Two more sections"',
        "contract counter",
        "C-1",
        {"amount": "500", "milestones": "Draft=200; Final=300", "because": "Two more sections"},
        "",
    ),
    ("/contract approve-change C-1", "contract approve-change", "C-1", {}, ""),
    ('/contract accept C-1 signature:"Bo Maker"', "contract accept", "C-1", {"signature": "Bo Maker"}, ""),
    ("/milestone fund M-1 confirm:yes", "milestone fund", "M-1", {"confirm": "yes"}, ""),
    (
        "/milestone submit M-1 First draft is here link:https://example.org/draft",
        "milestone submit",
        "M-1",
        {"link": "https://example.org/draft"},
        "First draft is here",
    ),
    ("/milestone revise M-1 Please use our colours", "milestone revise", "M-1", {}, "Please use our colours"),
    ("/milestone submit M-1 Colours changed", "milestone submit", "M-1", {}, "Colours changed"),
    ("/milestone approve M-1 confirm:yes", "milestone approve", "M-1", {"confirm": "yes"}, ""),
    ("/contract say C-1 Thank you, on to the next one", "contract say", "C-1", {}, "Thank you, on to the next one"),
    ("/contract end C-1 reason:completed", "contract end", "C-1", {"reason": "completed"}, ""),
    (
        '/wallet method add kind:bank name:"Bo Maker" account:DE02120300000000202051',
        "wallet method",
        "",
        {"kind": "bank", "name": "Bo Maker", "account": "DE02120300000000202051"},
        "add",
    ),
    ("/wallet withdraw 100 confirm:yes", "wallet withdraw", "", {"confirm": "yes"}, "100"),
    (
        '/contract offer U-2 kind:hourly rate:40 limit:20h manual:yes scope:"Support"',
        "contract offer",
        "U-2",
        {"kind": "hourly", "rate": "40", "limit": "20h", "manual": "yes", "scope": "Support"},
        "",
    ),
    (
        "/hours log C-2 2h30 yesterday Fixed the login redirect",
        "hours log",
        "C-2",
        {},
        "2h30 yesterday Fixed the login redirect",
    ),
    (
        "/hours object H-1 Was this not part of Monday's work?",
        "hours object",
        "H-1",
        {},
        "Was this not part of Monday's work?",
    ),
    (
        "/hours edit H-1 duration:2h Fixed the login redirect and its test",
        "hours edit",
        "H-1",
        {"duration": "2h"},
        "Fixed the login redirect and its test",
    ),
    (
        '/onboarding template add title:"Confidentiality agreement" owner:freelancer signature:yes',
        "onboarding template",
        "",
        {"title": "Confidentiality agreement", "owner": "freelancer", "signature": "yes"},
        "add",
    ),
    (
        '/contract offer U-2 amount:300 scope:"Logo" onboarding:yes',
        "contract offer",
        "U-2",
        {"amount": "300", "scope": "Logo", "onboarding": "yes"},
        "",
    ),
    ("/onboarding show C-3", "onboarding show", "C-3", {}, ""),
    ("/onboarding start T-1", "onboarding start", "T-1", {}, ""),
    ('/onboarding complete T-1 signature:"Bo Maker"', "onboarding complete", "T-1", {"signature": "Bo Maker"}, ""),
    (
        '/onboarding classify C-3 decision:contractor because:"Own tools, own hours"',
        "onboarding classify",
        "C-3",
        {"decision": "contractor", "because": "Own tools, own hours"},
        "",
    ),
    (
        '/dispute open M-2 reason:quality amount:300 statement:"Half of it is missing"',
        "dispute open",
        "M-2",
        {"reason": "quality", "amount": "300", "statement": "Half of it is missing"},
        "",
    ),
    (
        '/dispute respond D-1 decline statement:"All of it is there"',
        "dispute respond",
        "D-1",
        {"statement": "All of it is there"},
        "decline",
    ),
    ("/dispute offer D-1 freelancer:50", "dispute offer", "D-1", {"freelancer": "50"}, ""),
    ("/dispute accept D-1", "dispute accept", "D-1", {}, ""),
    ("/dispute claim D-1", "dispute claim", "D-1", {}, ""),
    (
        '/dispute propose D-1 freelancer:60 because:"Two of three sections work"',
        "dispute propose",
        "D-1",
        {"freelancer": "60", "because": "Two of three sections work"},
        "",
    ),
    ("/dispute vote D-1 yes", "dispute vote", "D-1", {}, "yes"),
    ("/dispute vote D-1 no", "dispute vote", "D-1", {}, "no"),
    ("/dispute arbitrate D-1 confirm:yes", "dispute arbitrate", "D-1", {"confirm": "yes"}, ""),
    (
        '/dispute rule D-1 freelancer:60 because:"As proposed"',
        "dispute rule",
        "D-1",
        {"freelancer": "60", "because": "As proposed"},
        "",
    ),
    (
        "/feedback leave C-1 skills:5 quality:5 availability:5 deadlines:4 communication:5 cooperation:5 private:9 "
        "A pleasure",
        "feedback leave",
        "C-1",
        {
            "skills": "5",
            "quality": "5",
            "availability": "5",
            "deadlines": "4",
            "communication": "5",
            "cooperation": "5",
            "private": "9",
        },
        "A pleasure",
    ),
    ("/admin grant mediator U-4", "admin grant", "", {}, "mediator U-4"),
    ("/admin mediation here", "admin mediation", "", {}, "here"),
    ("/admin announce here", "admin announce", "", {}, "here"),
    ("/hours log 2h", "hours log", "", {}, "2h"),
    ("/wallet deposit 40", "wallet deposit", "", {}, "40"),
]


@pytest.mark.parametrize(("line", "command", "refs", "fields", "words"), STORY, ids=[line[0] for line in STORY])
def test_every_line_of_the_story_is_read(
    line: str, command: str, refs: str, fields: dict[str, str], words: str
) -> None:
    noun, verb = command.split()
    expected = Parsed(
        noun,
        verb,
        tuple(ref for ref in map(Ref.parse, refs.split()) if ref),
        {name: [value] for name, value in fields.items()},
        words,
        (),
    )
    assert read(line) == expected
    assert read(line.removeprefix("/")) == expected
    assert read(line.replace(noun, f"{noun}@ParleyBot", 1).replace(" ", "\u00a0 ", 1)) == expected


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ('name:"Ann Client"', "Ann Client"),
        ("name:'Ann Client'", "Ann Client"),
        ("name:“Ann Client”", "Ann Client"),
        ("name:‘Ann Client’", "Ann Client"),
        ("name:„Ann Client“", "Ann Client"),
        ("name:«Ann Client»", "Ann Client"),
        ("name:»Ann Client«", "Ann Client"),
        ("name:”Ann Client”", "Ann Client"),
        ('name:“Ann Client"', "Ann Client"),
        ('name="Ann Client"', "Ann Client"),
        ('name: "Ann Client"', "Ann Client"),
        ('NAME:"Ann Client"', "Ann Client"),
        ('name:"Ann O\'Hara"', "Ann O'Hara"),
        ("name:O'Hara", "O'Hara"),
        ("name:O’Hara", "O’Hara"),
        ('name:"', '"'),
        ('name:"Ann', '"Ann'),
        ('name:""', ""),
        ("name:", ""),
        ("name:a=b:c", "a=b:c"),
        ('name:"line\nline"', "line\nline"),
        ('name:5"x7"', '5"x7"'),
        ('name:"a b","c d"', "a b,c d"),
    ],
)
def test_quotes_of_every_shape_hold_a_value_together(typed: str, name: str) -> None:
    assert read(f"/account join {typed}").fields == {"name": [name]}


@pytest.mark.parametrize(
    "words",
    [
        "I don't know, isn't it?",
        "’tis the season, isn’t it",
        "He said “yes” to me",
        'a 5" screen and a 7" one',
        "Meet at 10:30, or 9:15",
        "See https://example.org/a?b=c and http://localhost:8080/x",
        "Please note: this is new",
        "Thanks:) and bye:-(",
        "if a==b or std::vector",
        "C:\\temp and x=1",
        "As in M-2, see J-7",
        "First line\n\nSecond line",
        "“colour:blue” is a quotation",
        "<!channel> <@U1> :wave:",
        '"open',
        "a « b",
    ],
)
def test_free_text_stays_as_typed(words: str) -> None:
    parsed = read(f"/contract say C-1 {words}")
    assert (parsed.refs, parsed.fields, parsed.words, parsed.unknown) == ((Ref("C", 1),), {}, words, ())


def test_quotes_around_all_of_the_free_text_fall_away() -> None:
    assert read('/job post "Build a page" kind:fixed').words == "Build a page"
    assert read('/job post "Build" a "page" kind:fixed').words == '"Build" a "page"'


def test_a_word_that_is_no_field_is_told_apart() -> None:
    parsed = read("/job post Build a page colour:blue budget:500 size=big colour:red tone:''")
    assert parsed.unknown == ("colour", "size", "tone")
    assert parsed.fields == {"budget": ["500"]}
    assert parsed.words == "Build a page"


def test_a_repeated_field_adds_up() -> None:
    assert read("/job post skills:html skills=css,js Skills:go").fields == {"skills": ["html", "css,js", "go"]}


def test_a_field_may_be_written_with_either_dash() -> None:
    assert read("/contract limit C-1 weekly-limit:20h").fields == {"weekly_limit": ["20h"]}


def test_references_come_first_in_any_case_and_with_fields_between() -> None:
    assert read("/job invite j-1, U-2").refs == (Ref("J", 1), Ref("U", 2))
    parsed = read("/contract offer amount:300 u-2 scope:Logo for C-1")
    assert (parsed.refs, parsed.words) == ((Ref("U", 2),), "for C-1")
    assert read("/wallet give-refund dep\u20115").refs == (Ref("DEP", 5),)
    assert read("/milestone revise M-1: wrong colour").words == "wrong colour"


@pytest.mark.parametrize(
    ("typed", "noun", "verb"),
    [
        ("/job", "job", ""),
        ("job", "job", ""),
        ("  /JOB  ", "job", ""),
        ("/Job Post x", "job", "post"),
        ("/job J-1", "job", "show"),
        ("/job kind:fixed", "job", "show"),
        ("/job J-007", "job", "show"),
        ("/hours C-2", "hours", ""),
        ("/contract approve_change C-1", "contract", "approve-change"),
        ("/contract approve change C-1", "contract", "approve-change"),
        ("/contract Approve-Change C-1", "contract", "approve-change"),
        ("/post A page", "job", "post"),
        ("/fund M-1", "milestone", "fund"),
        ("/start@ParleyBot", "market", ""),
        ("/\u200bjob post", "job", "post"),
    ],
)
def test_nouns_verbs_and_aliases_are_found(typed: str, noun: str, verb: str) -> None:
    parsed = read(typed)
    assert (parsed.noun, parsed.verb) == (noun, verb)


def test_a_two_word_verb_that_was_typed_apart_leaves_nothing_behind() -> None:
    assert read("/contract approve change C-1").refs == (Ref("C", 1),)


@pytest.mark.parametrize(
    ("typed", "word", "offered"),
    [
        ("/job psot a page", "psot", ("post",)),
        ("/milestone aprove M-1", "aprove", ("approve",)),
        ("/contract xyzzy", "xyzzy", ()),
        ("/job «landing page»", "landing page", ()),
        ("/job " + "x" * 40_000, "x" * 40_000, ()),
    ],
)
def test_an_unknown_verb_names_the_near_ones_and_nothing_else(typed: str, word: str, offered: tuple[str, ...]) -> None:
    with pytest.raises(UnknownVerb) as mistake:
        read(typed)
    assert (mistake.value.word, mistake.value.near) == (word, offered)


@pytest.mark.parametrize(
    ("typed", "word", "offered"),
    [
        ("/jbo post", "jbo", ("job",)),
        ("/milstone", "milstone", ("milestone",)),
        ("/", "", ()),
        ("", "", ()),
        ("?", "?", ()),
    ],
)
def test_an_unknown_noun_names_the_near_ones(typed: str, word: str, offered: tuple[str, ...]) -> None:
    with pytest.raises(UnknownNoun) as mistake:
        read(typed)
    assert (mistake.value.word, mistake.value.near) == (word, offered)


def test_at_most_three_are_offered() -> None:
    assert len(near("aaaa", ["aaab", "aaac", "aaad", "aaae"])) == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "J",
        "J-",
        "-1",
        "J-0",
        "J-01",
        "J--1",
        "J-1x",
        "X-1",
        "J12",
        "J-1.5",
        "J-\uff19",
        "J-9223372036854775808",
        "UTF-8",
    ],
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert Ref.parse(text) is None


@given(st.sampled_from(sorted(KINDS)), st.integers(1, 2**63 - 1))
def test_a_reference_reads_back(kind: str, number: int) -> None:
    ref = Ref(kind, number)
    assert Ref.parse(str(ref)) == Ref.parse(str(ref).lower()) == ref


@settings(max_examples=2000, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab :=\"'“”‘’„«»\n\u00a0-1/") | st.characters(), max_size=60))
def test_no_text_breaks_the_tokenizer_and_no_character_is_lost(text: str) -> None:
    tokens = tokenize(text)
    assert "".join(token.gap + token.raw for token in tokens) == text.rstrip()
    assert not any(token.raw.startswith(token.gap) for token in tokens if token.gap)


WORD = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
VALUE = st.from_regex(r"[A-Za-z0-9 ,;=:.'?-]{0,20}", fullmatch=True)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.integers(1, 10**6)), max_size=3),
    st.dictionaries(st.sampled_from(FIELDS["job"].split()), VALUE, max_size=4),
    st.lists(WORD, max_size=5),
)
def test_a_command_that_is_written_out_reads_back(
    refs: list[tuple[str, int]], fields: dict[str, str], words: list[str]
) -> None:
    references = tuple(Ref(kind, number) for kind, number in refs)
    quoted = [f'{name}:"{value}"' for name, value in fields.items()]
    line = " ".join(["/job", "post", *map(str, references), *words, *quoted])
    expected = {name: [value] for name, value in fields.items()}
    assert read(line) == Parsed("job", "post", references, expected, " ".join(words), ())


@pytest.mark.parametrize("noise", ["„a ", '"', "' '", "a:", "«", "x=“", " ", "\u200b"])
def test_a_very_long_text_is_read_in_no_time(noise: str) -> None:
    started = time.perf_counter()
    read("/contract say C-1 " + noise * 40_000)
    assert time.perf_counter() - started < 3
