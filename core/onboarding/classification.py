"""Contractor or employee: a suggestion from a questionnaire, by rules in versions; a person decides.

Points of the answers are added (`core/onboarding/questions.py`, where each comes from). A clear lead of either side
is suggested, anything closer is uncertain. Then combinations that no sum should settle: some lift the result at least
to uncertain, one lowers it at most to uncertain. Where answers are missing the result stands only if no answer could
change it. So an answer that speaks for employment never makes the suggestion more like a contractor's, and the same
answers always give the same result. Rejecting is never suggested: that is for the client to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from core.language import N_, ngettext
from core.language import translate as _
from core.onboarding.questions import VERSION_1, Question

Decision = Literal["contractor", "uncertain", "employee"]
DECISIONS: Final[tuple[Decision, ...]] = ("contractor", "uncertain", "employee")
_UNCERTAIN: Final = 1

HEADLINES: Final[dict[Decision, str]] = {
    "contractor": N_("The answers speak for a contractor."),
    "uncertain": N_("The answers do not settle it: ask a lawyer before you decide."),
    "employee": N_("The answers speak for an employee, through an employer of record."),
}
OPEN: Final = N_("Too little is answered for a suggestion: the open questions could turn it either way.")
NOTE: Final = N_("This is a suggestion by fixed rules, not legal advice; the decision is yours.")


class UnknownAnswer(ValueError):
    """An answer that the questionnaire does not offer; `str()` is the sentence for the person, `field` the question."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Combination:
    """Answers that together outweigh the sum.

    It holds where every question of `all_of`, and at least one of `any_of` if there are any, has one of the answers.
    With `lifts` the result is at least uncertain, else at most.
    """

    name: str
    lifts: bool
    all_of: tuple[tuple[str, tuple[str, ...]], ...]
    any_of: tuple[tuple[str, tuple[str, ...]], ...]
    reason: str
    source: str

    def holds(self, answers: Mapping[str, str]) -> bool:
        """Whether these answers make it."""
        given = [answers.get(name) in values for name, values in self.any_of]
        return all(answers.get(name) in values for name, values in self.all_of) and (any(given) or not given)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of the rules; a lead of `lead` points is clear."""

    version: int
    questions: tuple[Question, ...]
    combinations: tuple[Combination, ...]
    lead: int

    def question(self, name: str) -> Question | None:
        """The question of this name."""
        return next((question for question in self.questions if question.name == name), None)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the rules make of the answers, and why: the weightiest reason first. `version` is the rule set's."""

    decision: Decision
    points_for_contractor: int
    points_for_employee: int
    reasons: tuple[str, ...]
    unanswered: tuple[str, ...]
    version: int
    headline: str
    note: str


COMBINATIONS_1: Final = (
    Combination(
        "directed",
        True,
        (("hours", ("client",)), ("place", ("client",)), ("method", ("client",))),
        (),
        N_("The client decides when, where and how: every test calls that control."),
        "IRS behavioural control; HMRC control; German SGB IV § 7",
    ),
    Combination(
        "dependent",
        True,
        (("clients", ("none",)), ("exclusivity", ("none",))),
        (),
        N_("The freelancer has no other client and may not have one: that is dependence."),
        "ILO R198 13; 29 CFR 795",
    ),
    Combination(
        "absorbed",
        True,
        (("integration", ("member",)), ("length", ("long",))),
        (),
        N_("A member of the team without an end in sight is hard to tell from staff."),
        "HMRC part and parcel; 29 CFR 795 permanence",
    ),
    Combination(
        "abc",
        True,
        (("country", ("abc",)),),
        (
            ("hours", ("client",)),
            ("method", ("client",)),
            ("core", ("yes",)),
            ("clients", ("none",)),
            ("business", ("none",)),
        ),
        N_("Where the ABC test is law, one of its three parts is not met; only an exception could help."),
        "California Labor Code 2775–2784, Massachusetts c. 149 s. 148B, New Jersey",
    ),
    Combination(
        "own company",
        False,
        (("business", ("company",)), ("substitute", ("yes",))),
        (),
        N_("A company that may send somebody else cannot simply be employed."),
        "HMRC personal service (Ready Mixed Concrete)",
    ),
)

RULES: Final = {1: RuleSet(1, VERSION_1, COMBINATIONS_1, lead=8)}
CURRENT: Final = RULES[1]
QUESTIONS: Final = CURRENT.questions


def suggest(answers: Mapping[str, str], version: int = CURRENT.version) -> Suggestion:
    """The suggestion for these answers (question name → value), by this version of the rules.

    Raises UnknownAnswer for a question or a value that the questionnaire does not have, KeyError for a version that
    never was.
    """
    rules = RULES[version]
    _check(rules, answers)
    weights = _weights(rules, answers)
    unanswered = tuple(question.name for question in rules.questions if question.name not in answers)
    free, bound = _range(rules, answers)
    decision = DECISIONS[free if free == bound else _UNCERTAIN]
    return Suggestion(
        decision=decision,
        points_for_contractor=-sum(weight for weight in weights if weight < 0),
        points_for_employee=sum(weight for weight in weights if weight > 0),
        reasons=_reasons(rules, answers),
        unanswered=unanswered,
        version=version,
        headline=_(HEADLINES[decision] if free == bound else OPEN),
        note=_(NOTE),
    )


def missing(suggestion: Suggestion) -> str:
    """The sentence that names the unanswered questions; empty where there are none."""
    rules = RULES[suggestion.version]
    texts = [_(question.text) for question in rules.questions if question.name in suggestion.unanswered]
    return _("Not answered: {questions}").format(questions=" ".join(texts)) if texts else ""


def _check(rules: RuleSet, answers: Mapping[str, str]) -> None:
    for name, value in answers.items():
        question = rules.question(name)
        if question is None:
            raise UnknownAnswer(name, _("The questionnaire does not ask for “{name}”.").format(name=name))
        if value not in {option.value for option in question.options}:
            offered = ", ".join(option.value for option in question.options)
            sentence = _("“{value}” is no answer to “{question}” Offered: {offered}.")
            raise UnknownAnswer(name, sentence.format(value=value, question=_(question.text), offered=offered))


def _weights(rules: RuleSet, answers: Mapping[str, str]) -> list[int]:
    asked = [question for question in rules.questions if question.name in answers]
    return [question.options[question.rank(answers[question.name])].weight for question in asked]


def _range(rules: RuleSet, answers: Mapping[str, str]) -> tuple[int, int]:
    """The results if all open questions were answered for a contractor, and if for an employee."""
    free = _filled(rules, answers, lambda question: question.options[0].value)
    bound = _filled(rules, answers, lambda question: question.options[-1].value)
    return _result(rules, free), _result(rules, bound)


def _filled(rules: RuleSet, answers: Mapping[str, str], pick: Callable[[Question], str]) -> dict[str, str]:
    return {question.name: answers.get(question.name) or pick(question) for question in rules.questions}


def _result(rules: RuleSet, answers: Mapping[str, str]) -> int:
    balance = sum(_weights(rules, answers))
    result = 2 if balance >= rules.lead else 0 if balance <= -rules.lead else _UNCERTAIN
    holding = {combination.lifts for combination in rules.combinations if combination.holds(answers)}
    least, most = (_UNCERTAIN if True in holding else 0), (_UNCERTAIN if False in holding else 2)
    return max(least, min(most, result))


def _reasons(rules: RuleSet, answers: Mapping[str, str]) -> tuple[str, ...]:
    together = [_(combination.reason) for combination in rules.combinations if combination.holds(answers)]
    found = []
    for question in rules.questions:
        if question.name in answers:
            option = question.options[question.rank(answers[question.name])]
            if option.weight:
                found.append((-abs(option.weight), _explained(option.reason, option.weight)))
    # A stable sort by weight: equals stay in the order they are asked in.
    return (*together, *(sentence for _weight, sentence in sorted(found, key=lambda pair: pair[0])))


def _explained(reason: str, weight: int) -> str:
    if weight > 0:
        side = ngettext("{number} point for employment", "{number} points for employment", weight)
    else:
        side = ngettext("{number} point for a contractor", "{number} points for a contractor", -weight)
    return f"{_(reason)} ({side.format(number=abs(weight))})"
