"""One request at work, and the one place where a state changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from core import effects, guards
from core.asking import Asking, NeedsMade, Wanted
from core.confirmation import Confirmation, Summary
from core.files import keep
from core.market import Market
from core.news import News
from core.recipes import RECIPES
from core.request import Request, Upload
from statemachines.machine import NEW, Announce, Arm, Notify, Post, Role, Tell, Transition
from storage.database import Transaction
from storage.queries import journal, marketplace
from storage.records import Person

Made = TypeVar("Made")
Step = Callable[["Context", Any], None]
_ENTERING: Final[dict[tuple[str, str], list[Step]]] = {}


def entering(kind: str, *states: str) -> Callable[[Step], Step]:
    """Declare what is done just before a thing of this kind goes into one of these states, in the same transaction."""

    def declare(step: Step) -> Step:
        for state in states:
            _ENTERING.setdefault((kind, state), []).append(step)
        return step

    return declare


class Context(Asking):
    """What a handler works with."""

    def __init__(
        self, transaction: Transaction, market: Market, now: int, request: Request, person: Person | None
    ) -> None:
        super().__init__(transaction, market, now, request, person)
        self.news = News()
        self.confirmed: str | None = None
        self.reading = False
        self.made: Mapping[Wanted, Any] = {}

    def outside(self, make: Callable[..., Made], *given: Any) -> Made:
        """What `make` makes of what it is given, made outside of the transaction: the request begins anew then."""
        wanted = (make, *given)
        if wanted not in self.made:
            raise NeedsMade(wanted)
        made: Made = self.made[wanted]
        return made

    @property
    def minute(self) -> int:
        """The moment, to the minute: what is made outside has the same one when the request begins anew."""
        return self.now - self.now % 60

    def confirm(self, summary: Summary) -> None:
        """Go on only if the person has confirmed these very figures. Raises Confirmation, which asks them to."""
        if self.confirmed not in {"yes", summary.figures}:
            raise Confirmation(summary, changed=self.confirmed is not None)

    def keep_files(self) -> tuple[int, ...]:
        """Store the files that came with the request; answers with their ids."""
        return tuple(keep(self.transaction, self.me.id, upload, self.now) for upload in self.request.files)

    def keep_file(self, name: str, media_type: str, content: bytes) -> int:
        """Store a file as the person's; answers with its id."""
        return keep(self.transaction, self.me.id, Upload(name, media_type, content), self.now)

    def fire(
        self,
        thing: Any,
        event: str,
        *,
        role: Role | None = None,
        note: str = "",
        details: Mapping[str, int] | None = None,
        due_at: int | None = None,
        **changes: Any,
    ) -> None:
        """Make `event` happen to the thing: the only place where a state changes.

        `details` go to the ledger recipe, `due_at` replaces the policy's period for the deadline that is armed, and
        `changes` are columns written together with the state. Raises Refusal; writes nothing in that case.
        """
        row = self.judge(thing, event, role)
        if row.source != row.target:
            for step in _ENTERING.get((thing.kind, row.target), ()):
                step(self, thing)
        role = role or self.acting_role(thing) or Role.SYSTEM
        postings = [RECIPES[effect.recipe](thing, details or {}) for effect in row.then if isinstance(effect, Post)]
        for posting in postings:
            changes |= posting.changes
        if stamp := effects.STAMPS.get((thing.kind, event, row.target)):
            changes[stamp] = self.now
        changes |= effects.OVER.get((thing.kind, row.target), {})
        self._move(thing, row, changes)
        self._record(thing, row, role, note)
        for posting in postings:
            effects.write(self, thing, posting)
        self._follow(thing, row, note, due_at)

    def create(self, kind: str, event: str, /, *, note: str = "", role: Role | None = None, **values: Any) -> Any:
        """Bring a new thing into the world by the machine's first event, made by its client or freelancer.

        A `role` says who makes it instead.
        """
        columns = {"state": NEW, "version": 0, "created_at": self.now, **values}
        row = self.transaction.one(marketplace.create(kind, tuple(columns)), columns)
        assert row is not None
        thing = self.transaction.one(marketplace.THING[kind], {"id": row[0]})
        assert thing is not None
        self.fire(thing, event, role=role, note=note)
        return thing

    def change(self, thing: Any, **changes: Any) -> None:
        """Write columns of a thing that no state depends on."""
        self.transaction.run(
            marketplace.change(thing.kind, tuple(changes)), {"thing_id": thing.id, **changes}, expect=1
        )
        _show(thing, changes)

    def note(self, person: Person, event: str, note: str) -> None:
        """Write a line of a person's own history: what an operator did, or the system found."""
        version = (self.transaction.one(journal.LAST_VERSION, {"thing": person.ref}) or 0) + 1
        values = {"thing": person.ref, "event": event, "source": None, "target": event, "version": version}
        role = Role.SYSTEM if self.reader_id is None else Role.OPERATOR
        by = {"actor_id": self.reader_id, "role": role, "note": note, "created_at": self.now}
        self.transaction.run(journal.RECORD, values | by)

    def _follow(self, thing: Any, row: Transition, note: str, due_at: int | None) -> None:
        effects.stop_clocks(self, thing, row)
        self.news.touch(thing)
        for effect in row.then:
            match effect:
                case Arm():
                    effects.arm(self, thing, effect, row, due_at)
                case Notify():
                    self.news.tell(self, thing, row.event, effect.role, note)
                case Tell():
                    for other in effects.RELATED[thing.kind, effect.machine](self, thing):
                        if guards.can(self, other, effect.event, Role.SYSTEM):
                            details = effects.handed_on(thing, other, effect.event)
                            self.fire(other, effect.event, role=Role.SYSTEM, note=note, details=details)
                case Announce():
                    self.news.announce(thing, row.event)

    def _move(self, thing: Any, row: Transition, changes: dict[str, Any]) -> None:
        values = {
            "thing_id": thing.id,
            "from_state": thing.state,
            "from_version": thing.version,
            "to_state": row.target,
            "to_version": thing.version + 1,
            **changes,
        }
        self.transaction.run(marketplace.move(thing.kind, tuple(changes)), values, expect=1)
        thing.state, thing.version = row.target, thing.version + 1
        _show(thing, changes)

    def _record(self, thing: Any, row: Transition, role: Role, note: str) -> None:
        self.transaction.run(
            journal.RECORD,
            {
                "thing": thing.ref,
                "event": row.event,
                "source": None if row.source == NEW else row.source,
                "target": row.target,
                "version": thing.version,
                "actor_id": None if role is Role.SYSTEM else self.reader_id or getattr(thing, f"{role}_id", None),
                "role": role,
                "note": note,
                "created_at": self.now,
            },
        )


def _show(thing: Any, changes: Mapping[str, Any]) -> None:
    """Let the record show what was written; columns that no record shows, like a job's search text, stay out of it."""
    for name, value in changes.items():
        if hasattr(thing, name):
            setattr(thing, name, value)
