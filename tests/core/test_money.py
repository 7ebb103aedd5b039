"""Amounts: what people type, what is stored, what they read, and that no unit is ever lost."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.money import EXPONENTS, LIMIT, Money, MoneyError, exponent, format_money, parse_money, share, split

CURRENCIES = st.sampled_from(sorted(EXPONENTS))
AMOUNTS = st.integers(min_value=1, max_value=LIMIT)


def read(text: str, currency: str) -> Money | MoneyError:
    try:
        return parse_money(text, currency)
    except MoneyError as refusal:
        return refusal


@pytest.mark.parametrize(
    ("typed", "minor", "currency"),
    [
        ("500", 50000, "USD"),
        ("$500", 50000, "USD"),
        ("500$", 50000, "USD"),
        ("500 EUR", 50000, "EUR"),
        ("500eur", 50000, "EUR"),
        ("EUR 500", 50000, "EUR"),
        ("€500", 50000, "EUR"),
        ("500 €", 50000, "EUR"),
        ("£12.50", 1250, "GBP"),
        ("$500 CAD", 50000, "CAD"),
        ("US$500", 50000, "USD"),
        ("1,234.50", 123450, "USD"),
        ("1.234,50 EUR", 123450, "EUR"),
        ("1 234,50", 123450, "USD"),
        ("1\u00a0234,50 €", 123450, "EUR"),
        ("1\u202f234,50 €", 123450, "EUR"),
        ("1'234.50 CHF", 123450, "CHF"),
        ("1’234.50 CHF", 123450, "CHF"),
        ("1,234,567", 123456700, "USD"),
        ("₹1,00,000", 10000000, "INR"),
        ("1,5", 150, "USD"),
        ("0.01", 1, "USD"),
        ("0500", 50000, "USD"),
        ("1234 JPY", 1234, "JPY"),
        ("1.5 KWD", 1500, "KWD"),
        ("01.234 KWD", 1234, "KWD"),
        ("1234.567 KWD", 1234567, "KWD"),
        ("1.2345 CLF", 12345, "CLF"),
        ("\u200f500\u200e", 50000, "USD"),
        ("9000000000000.00", LIMIT, "USD"),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, minor: int, currency: str) -> None:
    assert parse_money(typed, "USD") == Money(minor, currency)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "is not an amount"),
        ("   ", "is not an amount"),
        ("abc", "is not an amount"),
        ("NaN", "is not an amount"),
        ("inf", "is not an amount"),
        ("1e400", "is not an amount"),
        ("0x10", "is not an amount"),
        ("+5", "is not an amount"),
        ("(500)", "is not an amount"),
        ("5-10", "is not an amount"),
        ("500.", "is not an amount"),
        ("1..5", "is not an amount"),
        ("1,2,3", "is not an amount"),
        ("12,34.5", "is not an amount"),
        ("1,234.567,89", "is not an amount"),
        ("500 dollars", "is not an amount"),
        ("<!channel>", "is not an amount"),
        ("1" * 40_000, "is not an amount"),
        ("-5", "is below zero"),
        ("−5", "is below zero"),
        ("-$5", "is below zero"),
        ("$-5", "is below zero"),
        ("0", "is zero"),
        ("0.00", "is zero"),
        ("9000000000000.01", "is too large — $9,000,000,000,000.00 is the most"),
        ("9223372036854775808", "is too large"),
        ("٣", "other digits than 0 to 9"),
        ("\uff15\uff10\uff10", "other digits than 0 to 9"),
        ("1½", "other digits than 0 to 9"),
        ("500.123", "“500.123” could be 500123 or 500.123"),
        ("0.123", "too many decimals, 2 is the most here"),
        ("500.1234", "too many decimals"),
        ("1,234.567", "too many decimals"),
        ("1.2345 KWD", "too many decimals, 3 is the most here"),
        ("500.50 JPY", "has decimals, and this currency has none"),
        ("500,0 JPY", "has decimals, and this currency has none"),
        ("500 ABC", "“ABC” is not a currency I know"),
        ("500 XXX", "“XXX” is not a currency I know"),
        ("$500 EUR", "names two currencies"),
        ("EUR 500 USD", "names two currencies"),
    ],
)
def test_a_wrong_amount_is_refused_with_its_reason_and_an_example_that_works(typed: str, reason: str) -> None:
    with pytest.raises(MoneyError, match=re.escape(reason)) as refusal:
        parse_money(typed, "USD")
    assert len(refusal.value.message) < 200
    if "currency I know" not in reason:
        assert parse_money(refusal.value.example, "USD").minor > 0


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("1,234", "“1,234” could be 1234 or 1.234 — write “1234” or “1.23”."),
        ("1.234", "“1.234” could be 1234 or 1.234 — write “1234” or “1.23”."),
        ("999,000 EUR", "“999,000” could be 999000 or 999.000 — write “999000” or “999.00”."),
        ("1,234 KWD", "“1,234” could be 1234 or 1.234 — write “1234” or “01.234”."),
        ("1.234 JPY", "“1.234” could be 1234 or 1.234 — write “1234”."),
    ],
)
def test_a_separator_that_could_mean_two_things_is_asked_back(typed: str, question: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        parse_money(typed, "USD")
    assert refusal.value.message == question
    for clear in re.findall("“([^”]+)”", question)[1:]:
        assert parse_money(clear, "KWD" if "KWD" in typed else "USD").minor > 0


def test_a_shared_symbol_means_the_persons_own_currency() -> None:
    assert parse_money("$5", "CAD") == Money(500, "CAD")
    assert parse_money("$5", "EUR") == Money(500, "USD")
    assert parse_money("¥5", "CNY") == Money(500, "CNY")
    assert parse_money("¥5", "EUR") == Money(5, "JPY")


def test_decimals_follow_iso_4217() -> None:
    assert [exponent(code) for code in ("JPY", "USD", "PKR", "KWD", "CLF")] == [0, 2, 2, 3, 4]
    with pytest.raises(MoneyError, match="“XXX” is not a currency"):
        exponent("XXX")


@pytest.mark.parametrize("minor", [5.0, 5.5, True, "5", None])
def test_money_is_made_of_whole_units_only(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "USD")  # type: ignore[arg-type]  # the wrong types are the point
    with pytest.raises(TypeError):
        share(minor, 500)  # type: ignore[arg-type]  # as above
    with pytest.raises(TypeError):
        split(100, [minor, 1])  # type: ignore[list-item]  # as above


def test_money_adds_and_compares_in_one_currency_only() -> None:
    five, seven, euro = Money(5, "USD"), Money(7, "USD"), Money(5, "EUR")
    assert five + seven == Money(12, "USD")
    assert five - seven == Money(-2, "USD")
    assert five < seven <= Money(7, "USD") >= seven > five
    assert five != euro
    for mixed in (lambda: five + euro, lambda: five - euro, lambda: five < euro, lambda: five >= euro):
        with pytest.raises(ValueError, match="USD and EUR do not mix"):
            mixed()
    with pytest.raises(ValueError, match="not a currency"):
        Money(1, "XXX")


@pytest.mark.parametrize(
    ("money", "locale", "shown"),
    [
        (Money(123450, "USD"), "en", "$1,234.50"),
        (Money(-123450, "USD"), "en", "-$1,234.50"),
        (Money(0, "USD"), "en", "$0.00"),
        (Money(123450, "EUR"), "de", "1.234,50\u00a0€"),
        (Money(123450, "EUR"), "de-DE", "1.234,50\u00a0€"),
        (Money(1234, "JPY"), "en", "¥1,234"),
        (Money(1234567, "KWD"), "en", "KWD\u00a01,234.567"),
        (Money(123450, "PKR"), "en", "PKR\u00a01,234.50"),
        (Money(LIMIT, "USD"), "en", "$9,000,000,000,000.00"),
        (Money(500, "USD"), "no such language", "$5.00"),
        (Money(500, "USD"), "../../etc", "$5.00"),
    ],
)
def test_an_amount_is_shown_with_all_its_decimals(money: Money, locale: str, shown: str) -> None:
    assert format_money(money, locale) == shown


def test_an_arabic_amount_keeps_its_direction_mark() -> None:
    assert format_money(Money(123450, "EUR"), "ar") == "\u200f1,234.50\u00a0€"


@settings(max_examples=1000, deadline=None)
@given(AMOUNTS, CURRENCIES, st.sampled_from(["en", "de", "fr", "es", "ar", "sv", "hi"]))
def test_what_is_shown_reads_back_as_the_same_amount_or_is_asked_back(minor: int, code: str, locale: str) -> None:
    money = Money(minor, code)
    shown = format_money(money, locale)
    if locale == "en":
        outcome = read(shown, code)
        assert outcome == money or (isinstance(outcome, MoneyError) and "could be" in outcome.message)
    assert "".join(sign for sign in shown if "0" <= sign <= "9").lstrip("0") == str(minor)


@settings(max_examples=1000, deadline=None)
@given(AMOUNTS, CURRENCIES)
def test_the_plain_way_to_write_an_amount_is_always_read(minor: int, code: str) -> None:
    digits = EXPONENTS[code]
    whole, rest = divmod(minor, 10**digits)
    decimals = f".{rest:0{digits}}" if digits else ""
    assert parse_money(f"0{whole}{decimals} {code}", "USD") == Money(minor, code)


@settings(max_examples=1000, deadline=None)
@given(st.text(max_size=50) | st.from_regex(r"[-$€ ]?[0-9., ']{1,20}[ A-Za-z€$]{0,4}", fullmatch=True))
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    outcome = read(text, "USD")
    if isinstance(outcome, MoneyError):
        assert outcome.message
        assert outcome.example
    else:
        assert 1 <= outcome.minor <= LIMIT


@pytest.mark.parametrize(
    ("amount", "basis_points", "part"),
    [(10000, 1000, 1000), (5, 1000, 0), (15, 1000, 2), (25, 1000, 2), (35, 1000, 4), (26, 1000, 3), (0, 1000, 0)],
)
def test_a_share_is_rounded_half_to_even(amount: int, basis_points: int, part: int) -> None:
    assert share(amount, basis_points) == part


def test_a_hundred_thousand_fees_and_nets_add_up_to_the_gross() -> None:
    chance = random.Random(36)
    for _ in range(100_000):
        gross, points = chance.randint(1, LIMIT), chance.randint(0, 10_000)
        fee = share(gross, points)
        net = gross - fee
        assert 0 <= fee <= gross
        assert fee + net == gross
        assert abs(fee * 10_000 - gross * points) <= 5_000


def test_a_hundred_thousand_splits_lose_nothing() -> None:
    chance = random.Random(37)
    for _ in range(100_000):
        amount, weights = chance.randint(0, LIMIT), [chance.randint(0, 10_000) for _ in range(chance.randint(1, 6))]
        weights[-1] += 1
        parts = split(amount, weights)
        assert sum(parts) == amount
        assert all(
            abs(part * sum(weights) - amount * weight) < sum(weights)
            for part, weight in zip(parts, weights, strict=True)
        )


@settings(max_examples=500, deadline=None)
@given(st.integers(0, LIMIT), st.lists(st.integers(0, 2**40), min_size=1, max_size=20).filter(any))
def test_parts_add_up_and_are_within_one_unit_of_exact(amount: int, weights: list[int]) -> None:
    parts = split(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - amount * weight) < sum(weights)


def test_units_left_over_go_to_the_largest_remainder_and_then_the_first() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(101, [1, 1, 1]) == [34, 34, 33]
    assert split(10, [2, 3, 3]) == [2, 4, 4]
    assert split(1, [1, 3]) == [0, 1]
    assert split(0, [1, 2]) == [0, 0]
    assert split(5, [0, 1]) == [0, 5]


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [-1, 2])])
def test_what_cannot_be_split_is_refused(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="split needs"):
        split(amount, weights)
