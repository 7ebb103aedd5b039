"""docs/classification.md: by which rules contractor or employee is suggested, and the standard papers."""

from __future__ import annotations

from typing import Final

from core.documents.markdown import code, page, table
from core.onboarding.classification import CURRENT, HEADLINES, NOTE, Combination, RuleSet
from core.onboarding.papers import OPTIONAL, STANDARD, Paper

INTRO: Final = f"""\
Before a contract with onboarding begins, its client decides whether the freelancer works as a contractor or as an
employee of an employer of record, or rejects the contract. A questionnaire helps: its answers give points, and the
points a suggestion with reasons. To reject is never suggested.

{NOTE}"""
HOW: Final = f"""\
Points for employment minus points for a contractor: a lead of {CURRENT.lead} or more of either side is suggested,
anything closer is uncertain. Then the combinations below are looked at. Where questions are open, a suggestion is made
only if no answer to them could change it. So an answer that speaks for employment never makes the suggestion more like
a contractor's, and the same answers always give the same suggestion. A suggestion is kept with its answers and the
version of the rules, in `core/onboarding/questions.py` and `classification.py`; to change a rule, add a version.

How much an answer weighs is this product's choice, as no test gives numbers; control weighs most because every test
has it."""
SOURCES: Final = (
    ("IRS", "the common-law test of the United States' tax office, Publication 15-A"),
    ("29 CFR 795", "the economic reality test of the United States' Department of Labor, as of 2024"),
    (
        "ABC test",
        "California Labor Code 2775, Massachusetts c. 149 s. 148B, New Jersey: A, B and C, or employed",
    ),
    ("HMRC", "the United Kingdom's employment status manual, after Ready Mixed Concrete (1968)"),
    ("German SGB IV § 7", "Germany's Social Code: instructions and being part of the other's organisation"),
    ("ILO R198 13", "the International Labour Organization's Recommendation 198 (2006), paragraph 13"),
)


def classification() -> str:
    """The page."""
    headlines = table(("suggestion", "said as"), [(code(name), said) for name, said in HEADLINES.items()])
    return page(
        "Classification",
        INTRO,
        headlines,
        f"## How it is decided, version {CURRENT.version}",
        HOW,
        "## Questions",
        "Points below zero speak for a contractor, above zero for an employee.",
        questions(CURRENT),
        "## Combinations",
        "Some answers together are not for a sum to settle.",
        table(("name", "where", "then", "because", "after"), [_combination(one) for one in CURRENT.combinations]),
        "## Sources",
        table(("short", "what it is"), SOURCES),
        "## The standard papers",
        "What a company's template starts with, and what can be added. The texts are in `core/onboarding/texts.py`.",
        table(("paper", "kind", "owner", "asks for", "valid"), [_paper(paper) for paper in (*STANDARD, *OPTIONAL)]),
    )


def questions(rules: RuleSet) -> str:
    """The table of questions, one line an answer."""
    rows = []
    for question in rules.questions:
        for place, option in enumerate(question.options):
            head = (code(question.name), question.text) if place == 0 else ("", "")
            points = f"{option.weight:+d}".replace("-", "−") if option.weight else "0"
            rows.append((*head, f"{option.label} ({code(option.value)})", points, "" if place else question.source))
    return table(("name", "question", "answer", "points", "after"), rows)


def _combination(combination: Combination) -> tuple[str, ...]:
    where = " and ".join(_is(name, values) for name, values in combination.all_of)
    if combination.any_of:
        where += ", and one of: " + ", ".join(_is(name, values) for name, values in combination.any_of)
    then = "at least uncertain" if combination.lifts else "at most uncertain"
    return combination.name, where, then, combination.reason, combination.source


def _is(name: str, values: tuple[str, ...]) -> str:
    return f"{code(name)} is {' or '.join(map(code, values))}"


def _paper(paper: Paper) -> tuple[str, ...]:
    wanted = {"a signature": paper.signature, "a file": paper.file, "a review": paper.review}
    asks = ", ".join(name for name, asked in wanted.items() if asked) or "a decision"
    valid = f"{paper.valid_days} days" if paper.valid_days else "for ever" if paper.reusable else "this contract only"
    return paper.title, code(paper.kind), paper.owner, asks, valid
