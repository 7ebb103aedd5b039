"""Reading one answer of each kind. What cannot be read raises Mistake: it names the field and shows an example."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from core.card import Choice
from core.command import Field, Kind
from core.context import Context
from core.duration import CLOCK, WhenError, clock_time, parse_duration, parse_period
from core.files import unfit
from core.grammar import Ref
from core.language import _
from core.money import EXPONENTS, Money, MoneyError, parse_money
from core.refusal import Mistake, NotFound
from core.text import TextError, clean
from core.when import parse_day, parse_moment
from core.zone import parse_zone
from storage.queries import onboarding, people

MOST_IN_A_LIST: Final = 20
YES: Final = frozenset({"yes", "y", "on", "true", "1"})
NO: Final = frozenset({"no", "n", "off", "false", "0"})
_HOURS: Final = re.compile(r"([01]?\d|2[0-3])\s*[-–]\s*([01]?\d|2[0-3])")
_CLOCK: Final = re.compile(CLOCK.format(""))
_KEPT: Final = re.compile(r"#[1-9][0-9]{0,17}")
_PERCENT: Final = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*%?")
_MONTH: Final = re.compile(r"2[0-9]{3}-(0[1-9]|1[0-2])")


def offered(field: Field) -> tuple[Choice, ...]:
    """Answers that are one press away; a percentage can be typed as well."""
    match field.kind:
        case Kind.FLAG:
            return field.choices or (Choice("yes", _("Yes")), Choice("no", _("No")))
        case Kind.PERCENT:
            return tuple(Choice(part, f"{part} %") for part in ("25", "50", "75"))
    return field.choices


def read(context: Context, field: Field, texts: Sequence[str]) -> Any:
    """The value of a field from what was typed: one text, or several where the field is a list. Raises Mistake."""
    try:
        return _READERS[field.kind](context, field, texts)
    except (MoneyError, WhenError) as error:
        raise Mistake(field.name, error.message, error.example) from error
    except TextError as error:
        raise Mistake(field.name, str(error), field.example) from error


def empty(field: Field) -> Any:
    """The value of a field that was left out."""
    return () if field.kind in {Kind.WORDS, Kind.LINES, Kind.LINKS, Kind.MILESTONES, Kind.FILES, Kind.PAPERS} else None


def _line(_context: Context, field: Field, texts: Sequence[str]) -> str:
    return clean(" ".join(texts), field.limit, multiline=False)


def _long(_context: Context, field: Field, texts: Sequence[str]) -> str:
    return clean("\n".join(texts), field.limit, multiline=True)


def _money(context: Context, field: Field, texts: Sequence[str]) -> Money:
    return parse_money(texts[-1], context.currency)


def _number(_context: Context, field: Field, texts: Sequence[str]) -> int:
    text = texts[-1].strip()
    if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0 and len(text) <= 5):
        raise Mistake(field.name, _("“{text}” is not a whole number above zero.").format(text=text[:40]), field.example)
    return int(text)


def _period(_context: Context, _field: Field, texts: Sequence[str]) -> int:
    return parse_period(texts[-1])


def _duration(_context: Context, _field: Field, texts: Sequence[str]) -> int:
    return parse_duration(texts[-1])


def _date(context: Context, field: Field, texts: Sequence[str]) -> int:
    now = datetime.fromtimestamp(context.now, UTC)
    moment = int(parse_moment(texts[-1], now, context.zone, "future").timestamp())
    if moment <= context.now:
        raise Mistake(field.name, _("“{text}” is in the past.").format(text=texts[-1]), field.example)
    return moment


def _day(context: Context, _field: Field, texts: Sequence[str]) -> date:
    today = datetime.fromtimestamp(context.now, ZoneInfo(context.zone)).date()
    return parse_day(texts[-1], today)


def _clock(_context: Context, field: Field, texts: Sequence[str]) -> time:
    found = _CLOCK.fullmatch(texts[-1].strip().casefold())
    clock = clock_time(found["hour"], found["minute"], found["half"]) if found else None
    if clock is None:
        raise Mistake(field.name, _("“{text}” is no time of day.").format(text=texts[-1][:20]), field.example)
    return clock


def _choice(_context: Context, field: Field, texts: Sequence[str]) -> str:
    text = texts[-1].strip().casefold()
    for choice in field.choices:
        if text in {choice.value.casefold(), choice.label.casefold()}:
            return choice.value
    offered = ", ".join(f"“{choice.value}”" for choice in field.choices)
    sentence = _("“{text}” is none of {offered}.").format(text=text[:40], offered=offered)
    raise Mistake(field.name, sentence, field.choices[0].value if field.choices else field.example)


def _flag(_context: Context, field: Field, texts: Sequence[str]) -> bool:
    text = texts[-1].strip().casefold()
    if text not in YES | NO:
        raise Mistake(field.name, _("“{text}” is neither yes nor no.").format(text=text[:40]), "yes")
    return text in YES


def _percent(_context: Context, field: Field, texts: Sequence[str]) -> int:
    """Basis points: `62.5 %` is 6250."""
    text = texts[-1].strip()
    found = _PERCENT.fullmatch(text)
    part = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else -1
    if not 0 <= part <= 10_000:
        sentence = _("“{text}” is not a percentage from 0 to 100, with at most two decimals.")
        raise Mistake(field.name, sentence.format(text=text[:40]), field.example)
    return part


def _words(_context: Context, field: Field, texts: Sequence[str]) -> tuple[str, ...]:
    parts = [clean(part, 40, multiline=False) for text in texts for part in re.split(r"[,;\n]", text) if part.strip()]
    return _few(field, parts)


def _lines(_context: Context, field: Field, texts: Sequence[str]) -> tuple[str, ...]:
    parts = [
        clean(part, field.limit, multiline=False) for text in texts for part in re.split(r"[;\n]", text) if part.strip()
    ]
    return _few(field, parts)


def _links(_context: Context, field: Field, texts: Sequence[str]) -> tuple[str, ...]:
    parts = [part.strip("<>") for text in texts for part in text.split()]
    for part in parts:
        if not re.fullmatch(r"https?://[^\s<>|\"]{3,500}", part):
            raise Mistake(field.name, _("“{text}” is not a web address.").format(text=part[:60]), "https://example.org")
    return _few(field, parts)


def _few(field: Field, parts: Sequence[str]) -> tuple[str, ...]:
    if len(parts) > MOST_IN_A_LIST:
        sentence = _("{number} entries, and {most} are the most.").format(number=len(parts), most=MOST_IN_A_LIST)
        raise Mistake(field.name, sentence, field.example)
    return tuple(dict.fromkeys(parts))


def _milestones(context: Context, field: Field, texts: Sequence[str]) -> tuple[tuple[str, Money], ...]:
    found: list[tuple[str, Money]] = []
    for part in (part for text in texts for part in re.split(r"[;\n]", text) if part.strip()):
        title, equals, amount = part.rpartition("=")
        if not equals or not title.strip():
            sentence = _("“{text}” has no amount: write each milestone as a title, “=” and an amount.")
            raise Mistake(field.name, sentence.format(text=part.strip()[:60]), field.example)
        found.append((clean(title, 80, multiline=False), parse_money(amount, context.currency)))
    if len({money.currency for _title, money in found}) > 1:
        raise Mistake(field.name, _("All milestones of a contract are in one currency."), field.example)
    if len(found) > MOST_IN_A_LIST:
        raise Mistake(field.name, _("{most} milestones are the most.").format(most=MOST_IN_A_LIST), field.example)
    return tuple(found)


def _person(context: Context, field: Field, texts: Sequence[str]) -> Any:
    ref = Ref.parse(texts[-1].strip())
    if ref is None or ref.kind != "U":
        sentence = _("“{text}” is not a person's reference.").format(text=texts[-1][:40])
        raise Mistake(field.name, sentence, "U-2")
    person = context.transaction.one(people.PERSON, {"id": ref.number})
    if person is None:
        raise NotFound(str(ref))
    return person


def _zone(_context: Context, _field: Field, texts: Sequence[str]) -> str:
    return parse_zone(texts[-1])


def _currency(_context: Context, field: Field, texts: Sequence[str]) -> str:
    code = texts[-1].strip().upper()
    if code not in EXPONENTS:
        raise Mistake(field.name, _("“{text}” is not a currency's code.").format(text=code[:10]), "EUR")
    return code


def _hours(_context: Context, field: Field, texts: Sequence[str]) -> str:
    text = texts[-1].strip()
    if text.casefold() in NO:
        return ""
    found = _HOURS.fullmatch(text)
    if not found:
        raise Mistake(field.name, _("“{text}” is no span of hours.").format(text=text[:40]), "21-8")
    return f"{int(found[1])}-{int(found[2])}"


def _month(context: Context, field: Field, texts: Sequence[str]) -> str:
    found = _MONTH.fullmatch(texts[-1].strip())
    if not found:
        raise Mistake(field.name, _("“{text}” is not a month.").format(text=texts[-1][:20]), "2026-11")
    return texts[-1].strip()


def _files(context: Context, _field: Field, texts: Sequence[str]) -> tuple[int, ...]:
    """What came with this request; a form's earlier answer names files that are kept already."""
    named = [int(text[1:]) for text in texts if _KEPT.fullmatch(text)]
    mine = [context.transaction.one(onboarding.FILE_OF, {"id": file, "owner_id": context.me.id}) for file in named]
    return tuple(file for file in mine if file is not None) or context.keep_files()


def _papers(context: Context, field: Field, texts: Sequence[str]) -> tuple[int, ...]:
    for upload in context.request.files:
        if why := unfit(upload):
            raise Mistake(field.name, why)
    return _files(context, field, texts)


Reader = Callable[[Context, Field, Sequence[str]], Any]
_READERS: Final[dict[Kind, Reader]] = {
    Kind.TEXT: _line,
    Kind.LONG: _long,
    Kind.NAME: _line,
    Kind.MONEY: _money,
    Kind.NUMBER: _number,
    Kind.PERIOD: _period,
    Kind.DURATION: _duration,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.WORDS: _words,
    Kind.LINES: _lines,
    Kind.LINKS: _links,
    Kind.MILESTONES: _milestones,
    Kind.PERSON: _person,
    Kind.ZONE: _zone,
    Kind.CURRENCY: _currency,
    Kind.HOURS: _hours,
    Kind.FILES: _files,
    Kind.PAPERS: _papers,
    Kind.MONTH: _month,
    Kind.PERCENT: _percent,
    Kind.DAY: _day,
    Kind.CLOCK: _clock,
}
