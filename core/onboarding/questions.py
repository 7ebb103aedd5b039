"""The questionnaire of a classification and its weights: data only, `core/onboarding/classification.py` adds up.

Each answer carries points: below zero they speak for a contractor, above zero for an employee. Answers stand in that
order, from the freest to the most bound, so that an answer further down never makes work look more like a
contractor's. Where the questions come from:

- What a marketplace asks before it classifies: place, business facts, terms, and whether the client controls when,
  where and how.
- The common-law test of the United States' tax office (Publication 15-A): behavioural control, financial control
  and the relationship of the two.
- The economic reality test of its labour department (29 CFR 795): chance of profit or loss, investment, permanence,
  control, being integral to the business, skill and initiative.
- The ABC test (California Labor Code 2775, Massachusetts c. 149 s. 148B, New Jersey): (A) free of control, (B) outside
  the client's usual business, (C) an established business of one's own; whoever misses one is an employee.
- The United Kingdom's status tests (Ready Mixed Concrete, 1968; HMRC's status manual): personal service or a
  substitute, control, being part and parcel of the organisation, financial risk.
- Germany's section 7 of Social Code IV: working to instructions and being part of the other's organisation.
- The International Labour Organization's Recommendation 198 (2006), paragraph 13: hours or a workplace set by the
  other, tools provided, solely or mainly for one, of a certain length, pay at intervals, no financial risk.

How much each weighs is ours: no test gives numbers. Control weighs most because every test has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.card import Choice
from core.language import N_


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: how it weighs, and the sentence that explains it; none where it weighs nothing."""

    value: str
    label: str
    weight: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `options` run from what speaks most for a contractor to what speaks most for an employee."""

    name: str
    subject: str
    text: str
    source: str
    options: tuple[Option, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The answers as buttons and forms offer them."""
        return tuple(Choice(option.value, option.label) for option in self.options)

    def rank(self, value: str) -> int:
        """The place of an answer, 0 for what speaks most for a contractor. Raises KeyError for an unknown one."""
        for place, option in enumerate(self.options):
            if option.value == value:
                return place
        raise KeyError(value)


CONTROL: Final = N_("control")
MONEY: Final = N_("money and risk")
RELATIONSHIP: Final = N_("relationship")
PLACE: Final = N_("place")

VERSION_1: Final = (
    Question(
        "hours",
        CONTROL,
        N_("Who decides when the work is done?"),
        "IRS behavioural control; ILO R198 13(a); German SGB IV § 7",
        (
            Option("freelancer", N_("The freelancer"), -2, N_("The freelancer decides when the work is done.")),
            Option("both", N_("Both, with some fixed times"), 0),
            Option("client", N_("The client"), 3, N_("The client decides when the work is done.")),
        ),
    ),
    Question(
        "place",
        CONTROL,
        N_("Who decides where the work is done?"),
        "IRS behavioural control; HMRC control; ILO R198 13(a); German SGB IV § 7",
        (
            Option("freelancer", N_("The freelancer"), -1, N_("The freelancer decides where the work is done.")),
            Option("both", N_("Both, with some fixed days"), 0),
            Option("client", N_("The client"), 2, N_("The client decides where the work is done.")),
        ),
    ),
    Question(
        "method",
        CONTROL,
        N_("Who decides how the work is done?"),
        "IRS behavioural control; ABC test (A); HMRC control; German SGB IV § 7",
        (
            Option("freelancer", N_("The freelancer"), -3, N_("Only the result counts; how is up to the freelancer.")),
            Option("both", N_("The client gives guidelines"), 0),
            Option("client", N_("The client instructs"), 4, N_("The client instructs how the work is done.")),
        ),
    ),
    Question(
        "tools",
        MONEY,
        N_("Whose tools and equipment are used?"),
        "IRS financial control; 29 CFR 795 investment; ILO R198 13(a)",
        (
            Option("freelancer", N_("The freelancer’s"), -2, N_("The freelancer brings the tools and pays for them.")),
            Option("both", N_("Some of each"), 0),
            Option("client", N_("The client’s"), 2, N_("The client provides the tools.")),
        ),
    ),
    Question(
        "pay",
        MONEY,
        N_("How is the work paid?"),
        "IRS financial control; 29 CFR 795 profit or loss; HMRC financial risk; ILO R198 13(b)",
        (
            Option(
                "result",
                N_("A price for the result"),
                -2,
                N_("A price for the result leaves profit and loss with the freelancer."),
            ),
            Option("hours", N_("By the hour or day"), 0),
            Option("salary", N_("The same sum every month"), 2, N_("The same sum every month is paid like a salary.")),
        ),
    ),
    Question(
        "clients",
        RELATIONSHIP,
        N_("Does the freelancer have other clients?"),
        "IRS financial control; ABC test (C); ILO R198 13(a) and (b)",
        (
            Option("several", N_("Yes, several"), -3, N_("The freelancer has several other clients.")),
            Option("few", N_("One other, or small ones"), -1, N_("The freelancer has another client.")),
            Option("none", N_("No, only this one"), 3, N_("The freelancer lives on this client alone.")),
        ),
    ),
    Question(
        "exclusivity",
        RELATIONSHIP,
        N_("May the freelancer work for others meanwhile?"),
        "IRS relationship; 29 CFR 795 control; ABC test (C)",
        (
            Option("free", N_("Yes, for anybody"), -2, N_("The freelancer may work for anybody meanwhile.")),
            Option(
                "limited",
                N_("Yes, except competitors"),
                1,
                N_("The freelancer may not work for competitors meanwhile."),
            ),
            Option("none", N_("No"), 3, N_("The freelancer may not work for anybody else meanwhile.")),
        ),
    ),
    Question(
        "business",
        RELATIONSHIP,
        N_("Is the freelancer registered as a business?"),
        "ABC test (C); 29 CFR 795 skill and initiative",
        (
            Option("company", N_("Yes, as a company"), -3, N_("The freelancer works through a registered company.")),
            Option("sole", N_("Yes, in their own name"), -2, N_("The freelancer has a registered business.")),
            Option("none", N_("No"), 3, N_("The freelancer has no registered business.")),
        ),
    ),
    Question(
        "substitute",
        RELATIONSHIP,
        N_("May the freelancer send somebody else to do it?"),
        "HMRC personal service (Ready Mixed Concrete); ILO R198 13(a)",
        (
            Option("yes", N_("Yes, anybody able"), -3, N_("The freelancer may send somebody else to do the work.")),
            Option("agreed", N_("If the client agrees"), 0),
            Option("no", N_("No"), 1, N_("The freelancer has to do the work in person.")),
        ),
    ),
    Question(
        "length",
        RELATIONSHIP,
        N_("How long will the work last?"),
        "IRS relationship; 29 CFR 795 permanence; ILO R198 13(a)",
        (
            Option("short", N_("Under three months"), -2, N_("The work is done in under three months.")),
            Option("medium", N_("Three to twelve months"), 0),
            Option("long", N_("Longer, or open-ended"), 3, N_("The work lasts more than a year or has no end.")),
        ),
    ),
    Question(
        "integration",
        RELATIONSHIP,
        N_("How closely does the freelancer join the team?"),
        "HMRC part and parcel; ILO R198 13(a); German SGB IV § 7",
        (
            Option("outside", N_("Delivers from outside"), -2, N_("The freelancer stays outside the client’s team.")),
            Option("meetings", N_("Joins some meetings"), 0),
            Option("member", N_("Like a member of it"), 4, N_("The freelancer works like a member of the team.")),
        ),
    ),
    Question(
        "core",
        RELATIONSHIP,
        N_("Is the work what the client itself sells?"),
        "ABC test (B); 29 CFR 795 integral; IRS relationship",
        (
            Option("no", N_("No"), -2, N_("The work lies outside the client’s usual business.")),
            Option("partly", N_("Partly"), 0),
            Option("yes", N_("Yes"), 2, N_("The work is the client’s usual business.")),
        ),
    ),
    Question(
        "country",
        PLACE,
        N_("Where does the freelancer work from?"),
        "ABC test: California Labor Code 2775, Massachusetts c. 149 s. 148B, New Jersey",
        (
            Option("europe", N_("European Union or EEA"), 0),
            Option("uk", N_("United Kingdom"), 0),
            Option("us", N_("United States, elsewhere"), 0),
            Option("other", N_("Another country"), 0),
            Option(
                "abc",
                N_("California, Massachusetts or New Jersey"),
                3,
                N_("The law of California, Massachusetts and New Jersey presumes employment."),
            ),
        ),
    ),
)
