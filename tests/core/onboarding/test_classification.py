"""The suggestion: explained, the same for the same answers, and never freer for an answer that binds more."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.onboarding.classification import (
    CURRENT,
    DECISIONS,
    QUESTIONS,
    RULES,
    Combination,
    Suggestion,
    UnknownAnswer,
    missing,
    suggest,
)
from core.onboarding.questions import Question

EVERY_QUESTION = pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])
EVERY_COMBINATION = pytest.mark.parametrize(
    "combination", CURRENT.combinations, ids=[combination.name for combination in CURRENT.combinations]
)
SOME: Final = st.fixed_dictionaries(
    {},
    optional={question.name: st.sampled_from([option.value for option in question.options]) for question in QUESTIONS},
)
ALL: Final = st.fixed_dictionaries(
    {question.name: st.sampled_from([option.value for option in question.options]) for question in QUESTIONS}
)
FREEST: Final = {question.name: question.options[0].value for question in QUESTIONS}
MOST_BOUND: Final = {question.name: question.options[-1].value for question in QUESTIONS}
# The answers nearest to saying nothing.
EVEN: Final = {question.name: min(question.options, key=lambda o: abs(o.weight)).value for question in QUESTIONS}


def rank(suggestion: Suggestion) -> int:
    return DECISIONS.index(suggestion.decision)


def closed(answers: Mapping[str, str], name: str, upwards: bool, combination: Combination) -> bool:
    """Whether moving this answer on in one direction keeps the combination."""
    question = next(question for question in QUESTIONS if question.name == name)
    place = question.rank(answers[name])
    further = question.options[place:] if upwards else question.options[: place + 1]
    return all(combination.holds({**answers, name: option.value}) for option in further)


def test_the_questionnaire_asks_for_what_a_classification_rests_on() -> None:
    asked = {question.name for question in QUESTIONS}
    assert {"hours", "place", "tools", "exclusivity", "clients", "business", "country", "length"} <= asked
    assert "integration" in asked


@EVERY_QUESTION
def test_a_question_is_one_short_sentence_with_answers_that_fit_on_buttons(question: Question) -> None:
    assert question.text.endswith("?")
    assert len(question.text) <= 60
    assert 2 <= len(question.options) <= 5
    assert len({choice.value for choice in question.choices}) == len(question.options)
    assert all(0 < len(choice.label) <= 40 and len(choice.value) <= 30 for choice in question.choices)


@EVERY_QUESTION
def test_the_answers_of_a_question_stand_from_free_to_bound(question: Question) -> None:
    weights = [option.weight for option in question.options]
    assert weights == sorted(weights)
    assert weights[0] <= 0 <= weights[-1]


@EVERY_QUESTION
def test_every_answer_with_points_has_a_reason_and_every_question_a_source(question: Question) -> None:
    assert question.source
    assert all(bool(option.reason) == bool(option.weight) for option in question.options)
    assert all(option.reason.endswith(".") for option in question.options if option.reason)


@EVERY_COMBINATION
def test_a_combination_names_questions_and_answers_that_exist(combination: Combination) -> None:
    offered = {question.name: {option.value for option in question.options} for question in QUESTIONS}
    for name, values in (*combination.all_of, *combination.any_of):
        assert set(values) <= offered[name]
    assert combination.source
    assert combination.reason


@EVERY_COMBINATION
@given(answers=ALL)
def test_a_combination_holds_on_in_the_direction_it_pushes(answers: dict[str, str], combination: Combination) -> None:
    if combination.holds(answers):
        assert all(closed(answers, name, combination.lifts, combination) for name in answers)


@given(SOME)
def test_the_same_answers_give_the_same_suggestion_in_any_order(answers: dict[str, str]) -> None:
    turned = dict(reversed(answers.items()))
    assert suggest(answers) == suggest(turned) == suggest(answers, CURRENT.version)


@given(SOME, st.sampled_from(QUESTIONS))
def test_an_answer_that_binds_more_never_makes_it_more_like_a_contractor(
    answers: dict[str, str], question: Question
) -> None:
    found = [suggest({**answers, question.name: option.value}) for option in question.options]
    for freer, bound in pairwise(found):
        assert rank(freer) <= rank(bound)
        assert freer.points_for_contractor >= bound.points_for_contractor
        assert freer.points_for_employee <= bound.points_for_employee


@given(SOME, st.sampled_from(QUESTIONS))
def test_answering_one_more_question_never_turns_a_clear_suggestion_round(
    answers: dict[str, str], question: Question
) -> None:
    answers.pop(question.name, None)
    before = suggest(answers)
    if before.decision != "uncertain":
        assert {suggest({**answers, question.name: option.value}).decision for option in question.options} == {
            before.decision
        }


@given(SOME)
def test_what_is_not_answered_is_named_and_what_has_points_is_explained(answers: dict[str, str]) -> None:
    suggestion = suggest(answers)
    assert set(suggestion.unanswered) == {question.name for question in QUESTIONS} - set(answers)
    said = missing(suggestion)
    assert [q.name for q in QUESTIONS if q.text in said] == list(suggestion.unanswered)
    chosen = [q.options[q.rank(answers[q.name])] for q in QUESTIONS if q.name in answers]
    assert suggestion.points_for_employee - suggestion.points_for_contractor == sum(option.weight for option in chosen)
    for option in chosen:
        assert not option.weight or any(reason.startswith(option.reason) for reason in suggestion.reasons)
    assert suggestion.version == CURRENT.version
    assert suggestion.note == "This is a suggestion by fixed rules, not legal advice; the decision is yours."


def test_a_freelancer_with_a_business_and_many_clients_is_suggested_as_a_contractor() -> None:
    usual = EVEN | {
        "hours": "freelancer",
        "place": "freelancer",
        "method": "freelancer",
        "tools": "freelancer",
        "pay": "result",
        "clients": "several",
        "exclusivity": "free",
        "business": "sole",
        "substitute": "no",
        "length": "short",
        "integration": "outside",
        "country": "uk",
    }
    suggestion = suggest(usual)
    assert suggestion.decision == "contractor"
    assert suggestion.headline == "The answers speak for a contractor."
    assert (suggestion.points_for_contractor, suggestion.points_for_employee) == (21, 1)
    assert suggestion.reasons[0] == "Only the result counts; how is up to the freelancer. (3 points for a contractor)"
    assert suggestion.unanswered == ()


def test_somebody_who_is_directed_like_staff_is_suggested_as_an_employee() -> None:
    suggestion = suggest(MOST_BOUND | {"country": "europe"})
    assert suggestion.decision == "employee"
    assert "employer of record" in suggestion.headline
    assert suggestion.reasons[0] == "The client decides when, where and how: every test calls that control."


def test_the_extremes_are_clear_and_the_middle_is_not() -> None:
    found = [suggest(answers).decision for answers in (FREEST, EVEN, MOST_BOUND)]
    assert found == ["contractor", "uncertain", "employee"]


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("directed", {"hours": "client", "place": "client", "method": "client"}),
        ("dependent", {"clients": "none", "exclusivity": "none"}),
        ("absorbed", {"integration": "member", "length": "long"}),
        ("abc", {"country": "abc", "core": "yes"}),
    ],
)
def test_some_combinations_are_for_a_lawyer_however_free_the_rest_is(name: str, answers: dict[str, str]) -> None:
    suggestion = suggest(FREEST | answers)
    assert suggestion.points_for_contractor - suggestion.points_for_employee >= CURRENT.lead
    assert suggestion.decision == "uncertain"
    assert "ask a lawyer" in suggestion.headline
    [combination] = [combination for combination in CURRENT.combinations if combination.name == name]
    assert suggestion.reasons[0] == combination.reason


def test_where_the_abc_test_is_law_a_contractor_who_meets_all_three_is_still_one() -> None:
    assert suggest(FREEST | {"country": "abc"}).decision == "contractor"


def test_a_company_that_may_send_somebody_else_is_not_suggested_as_an_employee() -> None:
    suggestion = suggest(MOST_BOUND | {"business": "company", "substitute": "yes"})
    assert suggestion.points_for_employee - suggestion.points_for_contractor >= CURRENT.lead
    assert suggestion.decision == "uncertain"


def test_without_answers_nothing_is_suggested_and_every_question_is_named() -> None:
    suggestion = suggest({})
    assert suggestion.decision == "uncertain"
    assert suggestion.headline.startswith("Too little is answered")
    assert suggestion.reasons == ()
    assert suggestion.unanswered == tuple(question.name for question in QUESTIONS)
    assert missing(suggest(FREEST)) == ""


def test_a_suggestion_that_no_open_question_can_change_stands() -> None:
    answers = dict(MOST_BOUND)
    del answers["tools"]
    suggestion = suggest(answers)
    assert (suggestion.decision, suggestion.unanswered) == ("employee", ("tools",))


@pytest.mark.parametrize(("answers", "field"), [({"mood": "good"}, "mood"), ({"hours": "nobody"}, "hours")])
def test_an_answer_that_is_not_offered_is_refused_with_its_question(answers: dict[str, str], field: str) -> None:
    with pytest.raises(UnknownAnswer) as refused:
        suggest(answers)
    assert refused.value.field == field
    assert next(iter(answers.values())) in str(refused.value) or field in str(refused.value)


def test_rules_that_never_were_are_an_error_and_each_version_knows_its_number() -> None:
    with pytest.raises(KeyError):
        suggest({}, version=99)
    assert all(rules.version == number for number, rules in RULES.items())


@pytest.mark.parametrize(
    ("answers", "lead", "decision"),
    [
        ({"method": "freelancer", "substitute": "yes"}, -8, "contractor"),
        ({"method": "freelancer", "hours": "freelancer"}, -7, "uncertain"),
        ({"method": "client", "integration": "member", "substitute": "no"}, 7, "uncertain"),
        ({"method": "client", "integration": "member", "tools": "client"}, 8, "employee"),
    ],
)
def test_a_lead_of_eight_points_is_clear_and_one_less_is_not(answers: dict[str, str], lead: int, decision: str) -> None:
    suggestion = suggest(EVEN | answers)
    assert suggestion.points_for_employee - suggestion.points_for_contractor == lead
    assert suggestion.decision == decision
