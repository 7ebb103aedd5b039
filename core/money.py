"""Money: a whole number of minor units and a currency. Reading, writing, sharing out; never a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import NoReturn

from babel.numbers import NumberPattern, get_currency_symbol

from core.language import locale_of
from core.language import translate as _
from core.text import visible

LIMIT = 9 * 10**14
"""The largest amount anybody may type, in minor units."""

# ISO 4217 by decimals. Babel's own table follows everyday use instead (no decimals for PKR or RSD).
_CODES = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR "
    "IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN "
    "NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
    "STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
EXPONENTS = {code: digits for digits, codes in _CODES.items() for code in codes.split()}
"""Every currency that can be used, with its number of decimals."""

# Symbols that several currencies share: the person's own currency if it is one of them, else the first.
_SHARED = {
    "$": "USD AUD ARS BBD BMD BND BSD BZD CAD CLP COP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD UYU XCD",
    "\u00a3": "GBP EGP FKP GIP SHP",
    "\u00a5": "JPY CNY",
    "kr": "SEK DKK ISK NOK",
    "FCFA": "XAF XOF",
    "US$": "USD",
    "z\u0142": "PLN",
    "\u20bd": "RUB",
    "\u20b4": "UAH",
    "\u20ba": "TRY",
    "\u20a6": "NGN",
}

_NUMBER = re.compile(r"[0-9](?:[0-9.,'\u2019 ]*[0-9])?")
_ONE_SEPARATOR = re.compile(r"([0-9]+)[.,]([0-9]+)")
_UNCLEAR = re.compile(r"([1-9][0-9]{0,2})[.,]([0-9]{3})")
_GROUPED = re.compile(r"([1-9][0-9]{0,2}(?:([.,' \u2019])[0-9]{3})(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?")
_INDIAN = re.compile(r"([1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3})(?:\.([0-9]+))?")
_CODE = re.compile(r"[A-Za-z]{3}")
_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=[0-9])")
_LONGEST = 40


class MoneyError(ValueError):
    """An amount that cannot be taken: `message` is a sentence for the person, `example` a right value."""

    def __init__(self, message: str, example: str) -> None:
        super().__init__(message)
        self.message = message
        self.example = example


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of one ISO 4217 currency; below zero only as a difference.

    Raises TypeError if `minor` is anything but an int, ValueError for a currency that is not in EXPONENTS.
    Adding, subtracting and comparing two currencies raises ValueError.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        _whole(self.minor)
        if self.currency not in EXPONENTS:
            raise ValueError(f"not a currency: {self.currency!r}")

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def __str__(self) -> str:
        return format_money(self)


def exponent(currency: str) -> int:
    """How many decimals the currency has (JPY 0, USD 2, KWD 3). Raises MoneyError for one nobody knows."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        message = _("“{currency}” is not a currency I know — write its three letters, like “USD” or “EUR”.")
        raise MoneyError(message.format(currency=currency[:_LONGEST]), "USD") from None


def parse_money(text: str, default_currency: str) -> Money:
    """Read an amount a person typed, `500`, `$500`, `500 EUR`, `1,234.50` or `1 234,50`; 1 to LIMIT minor units.

    Raises MoneyError for everything else, and for `1,234`, which could be two amounts.
    """
    text = " ".join(visible(text).split())
    found = _NUMBER.search(text)
    if any(sign.isnumeric() and not sign.isascii() for sign in text):
        _refuse(_("“{text}” has other digits than 0 to 9 — write it like “{example}”."), text)
    if found is None or len(text) > _LONGEST:
        _refuse(_("“{text}” is not an amount — write it like “{example}”."), text)
    before, after = text[: found.start()].strip(), text[found.end() :].strip()
    if before.startswith(("-", "\u2212")) or before.endswith(("-", "\u2212")):
        _refuse(_("“{text}” is below zero — write an amount above zero, like “{example}”."), text)
    currency = _currency(before, after, default_currency, text)
    whole, decimals = _digits(found[0], exponent(currency), text)
    minor = int(whole + decimals.ljust(EXPONENTS[currency], "0"))
    if minor == 0:
        _refuse(_("“{text}” is zero — write an amount above zero, like “{example}”."), text)
    if minor > LIMIT:
        message = _("“{text}” is too large — {limit} is the most, write an amount like “{example}”.")
        _refuse(message, text, limit=format_money(Money(LIMIT, currency)))
    return Money(minor, currency)


def format_money(money: Money, locale: str = "en") -> str:
    """The amount as people of this language write it, always with all of its decimals."""
    return _format(money.minor, money.currency, locale)


def plain(money: Money) -> str:
    """The amount as it would be typed: `450.00 USD`."""
    digits = exponent(money.currency)
    whole, rest = divmod(money.minor, 10**digits)
    return f"{whole}.{rest:0{digits}} {money.currency}" if digits else f"{whole} {money.currency}"


def share(amount: int, basis_points: int) -> int:
    """The part of an amount, in minor units, that is so many hundredths of a percent; a half goes to the even unit."""
    whole, rest = divmod(_whole(amount) * _whole(basis_points), 10_000)
    return whole + (rest > 5_000 or (rest == 5_000 and whole % 2 == 1))


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Cut an amount (minor units, not negative) into parts by weight; the parts add up to it exactly.

    The units left over go to the largest remainders, the first in the list if two are equal.
    Raises ValueError for a negative amount or weight, or weights that are all zero.
    """
    total = sum(_whole(weight) for weight in weights)
    if _whole(amount) < 0 or total <= 0 or min(weights) < 0:
        raise ValueError("split needs an amount and weights that are not negative, and one weight above zero")
    parts = [amount * weight // total for weight in weights]
    remainders = [amount * weight % total for weight in weights]
    largest = sorted(range(len(weights)), key=lambda index: -remainders[index])
    for index in largest[: amount - sum(parts)]:
        parts[index] += 1
    return parts


def _whole(number: int) -> int:
    if type(number) is not int:
        raise TypeError(f"minor units are whole numbers, not {type(number).__name__}")
    return number


def _refuse(message: str, text: str, example: str = "500", **details: object) -> NoReturn:
    raise MoneyError(message.format(text=text[:_LONGEST], example=example, **details), example)


def _currency(before: str, after: str, default: str, text: str) -> str:
    """The currency named before or after the number; both may name it, if they agree (`$500 CAD`)."""
    if not before and not after:
        return default
    named = _named(after, default, text) if after else default
    first = _named(before, named, text) if before else named
    if first != (_named(after, first, text) if after else first):
        _refuse(_("“{text}” names two currencies — write one, like “{example}”."), text, "500 EUR")
    return first


def _named(unit: str, default: str, text: str) -> str:
    if unit.upper() in EXPONENTS:
        return unit.upper()
    codes = _symbols().get(unit.replace(" ", ""))
    if codes:
        return default if default in codes else codes[0]
    if _CODE.fullmatch(unit):
        exponent(unit)
    _refuse(_("“{text}” is not an amount — write it like “{example}”."), text)


@cache
def _symbols() -> dict[str, list[str]]:
    symbols = {"".join(get_currency_symbol(code, "en").split()): [code] for code in EXPONENTS}
    return symbols | {symbol: codes.split() for symbol, codes in _SHARED.items()}


def _digits(number: str, decimals: int, text: str) -> tuple[str, str]:
    """The digits before and after the decimal separator; at most `decimals` after it."""
    unclear = _UNCLEAR.fullmatch(number)
    if unclear:
        _ask_back(number, unclear[1], unclear[2], decimals)
    fraction = ""
    if number.isdigit():
        whole = number
    elif found := _ONE_SEPARATOR.fullmatch(number):
        whole, fraction = found[1], found[2]
    elif found := _GROUPED.fullmatch(number):
        whole, fraction = found[1], found[3] or ""
    elif found := _INDIAN.fullmatch(number):
        whole, fraction = found[1], found[2] or ""
    else:
        _refuse(_("“{text}” is not an amount — write it like “{example}”."), text, "1,234.50")
    if len(fraction) > decimals:
        if decimals == 0:
            _refuse(_("“{text}” has decimals, and this currency has none — write it like “{example}”."), text)
        message = _("“{text}” has too many decimals, {most} is the most here — write it like “{example}”.")
        _refuse(message, text, "500.50", most=decimals)
    return re.sub("[^0-9]", "", whole), fraction


def _ask_back(number: str, thousands: str, rest: str, decimals: int) -> NoReturn:
    """`1,234` could be two amounts: name both, and how each is written so that nobody can misread it."""
    whole, small = thousands + rest, f"{thousands}.{rest}"
    message = _("“{number}” could be {whole} or {small} — write “{whole}”.")
    if decimals > 0:
        message = _("“{number}” could be {whole} or {small} — write “{whole}” or “{clear}”.")
    # No group begins with a zero: `01.234` is clear where the currency has three decimals.
    clear = f"0{small}" if decimals == len(rest) else f"{thousands}.{rest[:decimals].ljust(decimals, '0')}"
    raise MoneyError(message.format(number=number, whole=whole, small=small, clear=clear), whole)


@lru_cache(maxsize=4096)
def _format(minor: int, currency: str, locale: str) -> str:
    amount = Decimal(minor).scaleb(-EXPONENTS[currency])
    written: str = _pattern(currency, locale).apply(amount, locale_of(locale), currency=currency, currency_digits=False)
    return _LETTER_BEFORE_DIGIT.sub("\u00a0", written)


@lru_cache(maxsize=256)
def _pattern(currency: str, locale: str) -> NumberPattern:
    """The language's way to write a currency, with the decimals of ISO 4217 instead of Babel's."""
    pattern: NumberPattern = copy(locale_of(locale).currency_formats["standard"])
    pattern.frac_prec = (EXPONENTS[currency],) * 2
    return pattern
