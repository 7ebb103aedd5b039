"""The records of onboarding: the case of a contract, its tasks, what was signed for them, a company's template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from storage.records import Contract, OfContract, Thing


@dataclass(slots=True)
class Case(Thing, OfContract):
    """The onboarding of a contract; it has the contract's number. `template` is the version it was opened from."""

    kind: ClassVar[str] = "case"
    prefix: ClassVar[str] = "ONB"

    template: int
    decision: str
    completed_at: int | None
    contract: Contract

    @property
    def title(self) -> str:
        """The title of its contract."""
        return self.contract.title

    @property
    def contract_id(self) -> int:
        """The number of its contract."""
        return self.id


@dataclass(slots=True)
class Task(Thing, OfContract):
    """One task of a case.

    `paper` says which standard paper it is, or "own"; `wording` is the hash of its text before names are filled in.
    `after` are, as JSON, the titles of the tasks that come first. `waits_on` is the role whose turn it is since
    `waits_since`, empty while it is nobody's.
    """

    kind: ClassVar[str] = "task"
    prefix: ClassVar[str] = "T"

    case_id: int
    position: int
    paper: str
    wording: str
    title: str
    help: str
    text: str
    owner: str
    reviewer: str
    wants_file: int
    wants_signature: int
    valid_days: int | None
    after: str
    remark: str
    files: str
    answers: str
    decision: str
    reason: str
    reused_from: int | None
    done_at: int | None
    waits_on: str
    waits_since: int | None
    reminded: int
    contract: Contract

    @property
    def contract_id(self) -> int:
        """The number of its contract."""
        return self.case_id


@dataclass(slots=True)
class Signature:
    """A typed name under the exact `text` that was shown; `hash` covers text, name, person, platform and moment."""

    task_id: int
    number: int
    person_id: int
    name: str
    text: str
    text_hash: str
    hash: str
    platform: str
    created_at: int


@dataclass(slots=True)
class Template:
    """One version of a company's tasks, as JSON; `by_default` puts new contracts through it."""

    client_id: int
    number: int
    tasks: str
    by_default: int
    created_at: int
