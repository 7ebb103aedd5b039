"""The standard papers: what is asked for, and the exact text that is shown and signed.

The texts are samples in plain words, agreed between the two named in them; nobody drew them up for a particular law.
Whoever shows a text keeps it with its digest: that text is what was signed, in the language it was read in, whatever
a later version says. A text names its contract, and says how far beyond it it reaches; that is what reuse rests on.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.language import N_
from core.language import translate as _
from core.onboarding.texts import (
    BACKGROUND,
    CLASSIFICATION,
    CLOSING,
    CONDUCT,
    CONFIDENTIALITY,
    CONTRACTOR,
    OWN,
    OWNERSHIP,
)
from core.text import visible
from statemachines.machine import Role

DAY: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, or another task of the standard plan.

    `text` has places for client, freelancer, contract, title and date. `valid_days` None is for ever. What is not
    `reusable` is done anew for every contract.
    """

    kind: str
    order: int
    title: str
    help: str
    text: str
    owner: Role
    signature: bool = False
    file: bool = False
    review: bool = False
    valid_days: int | None = None
    reusable: bool = True


@dataclass(frozen=True, slots=True)
class Parties:
    """Whose names and which contract stand in a text."""

    client: str
    freelancer: str
    contract: str
    title: str
    date: date


STANDARD: Final = (
    Paper(
        "confidentiality",
        1,
        N_("Confidentiality agreement"),
        N_("Read the text and type your name. What you learn about the client stays with you."),
        CONFIDENTIALITY,
        Role.FREELANCER,
        signature=True,
        valid_days=365,
    ),
    Paper(
        "contractor",
        2,
        N_("Contractor agreement"),
        N_("Read the text and type your name. You work as an independent business, not as an employee."),
        CONTRACTOR,
        Role.FREELANCER,
        signature=True,
        valid_days=365,
    ),
    Paper(
        "ownership",
        3,
        N_("IP ownership"),
        N_("Read the text and type your name. What is paid for belongs to the client."),
        OWNERSHIP,
        Role.FREELANCER,
        signature=True,
    ),
    Paper(
        "conduct",
        4,
        N_("Code of conduct"),
        N_("Read the rules for working together and type your name."),
        CONDUCT,
        Role.FREELANCER,
        signature=True,
        valid_days=365,
    ),
    Paper(
        "classification",
        5,
        N_("Classification"),
        N_("Answer the questionnaire and decide: contractor, employee or rejected. Anew for every contract."),
        CLASSIFICATION,
        Role.CLIENT,
        reusable=False,
    ),
)
OPTIONAL: Final = (
    Paper(
        "background",
        6,
        N_("Background check"),
        N_("Read the text, attach what the client has asked for and type your name. The client looks at it."),
        BACKGROUND,
        Role.FREELANCER,
        signature=True,
        file=True,
        review=True,
        valid_days=365,
    ),
)
PAPERS: Final = {paper.kind: paper for paper in (*STANDARD, *OPTIONAL)}


def filled(paper: Paper, parties: Parties) -> str:
    """The exact text to show and sign, in the reader's language; a paragraph is one line.

    Names and titles stay on one line, so that nobody can write a paragraph of their own into the text.
    """
    return _filled(paper.text, parties)


def own_text(task: str, help: str, parties: Parties) -> str:
    """The text to sign for a task of the client's own: its title and its help text, as between these two."""
    return _filled(OWN, parties, task=task, help=help)


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def in_force(signed_at: int, now: int, valid_days: int | None) -> bool:
    """Whether what was signed then still holds (seconds since 1970); the last second counts."""
    return valid_days is None or now <= signed_at + valid_days * DAY


def _filled(template: str, parties: Parties, **more: str) -> str:
    given = {
        "client": parties.client,
        "freelancer": parties.freelancer,
        "contract": parties.contract,
        "title": parties.title,
        **more,
    }
    words = {name: " ".join(visible(value).split()) for name, value in given.items()}
    whole = f"{_unwrapped(_(template))}\n\n{_unwrapped(_(CLOSING))}\n"
    return whole.format(**words, date=parties.date.isoformat())


def _unwrapped(text: str) -> str:
    """The text with one line a paragraph or list item: a chat breaks lines where its screen ends."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(" ".join(paragraph.split("\n")).replace(" - ", "\n- ") for paragraph in paragraphs)
