"""A world to tell stories in: persons on two platforms, one house, a clock that stands still until it is moved."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from core import receipts, report
from core.card import Card, Form, Line, Press, Reply, text_of
from core.clock import Clock
from core.delivery import Delivery, claim
from core.house import House, open_house
from core.ledger import PLATFORM
from core.outbox import NOTICE, PROVIDER
from core.request import Place, Request, Who
from storage.database import Session
from storage.sqlite import SQLiteSession

SECRET: Final = "a secret of thirty-two characters"
START: Final = 1_763_978_400  # Monday 2025-11-24 10:00 UTC
MINUTE, HOUR, DAY = 60, 3_600, 86_400
KEYS: Final = itertools.count(1)  # of all worlds, so that one that opens again repeats none
NOTHING: Final[Mapping[str, str]] = {}
ACCOUNT: Final = "DE02120300000000202051"
JOB: Final = '/job post Build a landing page kind:fixed budget:500 skills:html,css description:"One page, two weeks"'
BID: Final = '/proposal send J-1 bid:450 duration:"2 weeks" cover:"I have built ten of these"'
OFFER: Final = '/contract offer P-1 amount:500 milestones:"Draft=200; Final=300" scope:"One page" due:"in 2 weeks"'


class StoppedClock(Clock):
    """Time that passes only when it is told to."""

    def now(self) -> int:
        """The product's time."""
        return START + self.offset


@dataclass(frozen=True)
class Persona:
    """Somebody at a chat. Slack asks by whole forms, Telegram question by question."""

    nick: str
    name: str
    platform: Literal["slack", "telegram"]

    @property
    def who(self) -> Who:
        """The identity that the chat tells."""
        team = "T0" if self.platform == "slack" else ""
        return Who(self.platform, team, f"id-of-{self.nick}", name=self.name, chat=self.chat)

    @property
    def chat(self) -> str:
        """Where they are alone with Parley."""
        return f"chat-of-{self.nick}"

    @property
    def place(self) -> Place:
        """Their private chat as the place of a request."""
        return Place(self.platform, self.who.team, self.chat)


PERSONAS: Final = (
    Persona("ann", "Ann Client", "slack"),
    Persona("bo", "Bo Maker", "telegram"),
    Persona("cy", "Cy Other", "telegram"),
    Persona("dee", "Dee Buyer", "slack"),
    Persona("eve", "Eve Stranger", "slack"),
    Persona("oz", "Oz Operator", "slack"),
    Persona("new", "Never Joined", "telegram"),
)
# Who joins only where a story has a dispute: two mediators, of whom one may also rule, and an arbiter.
NEUTRALS: Final = (
    Persona("mo", "Mo Mediator", "slack"),
    Persona("abe", "Abe Arbiter", "telegram"),
    Persona("mia", "Mia Between", "slack"),
)


@dataclass
class World:
    """One house and its people. Close it when the story is over.

    `ann` is a client on Slack, `bo` and `cy` freelancers on Telegram, `dee` another client, `eve` both and a party to
    nothing, `oz` an operator, `new` has not joined.
    """

    url: str
    clock: StoppedClock = field(default_factory=StoppedClock)
    inboxes: dict[str, list[Card]] = field(default_factory=dict, repr=False)
    live: dict[tuple[str, str], Card] = field(default_factory=dict, repr=False)
    channels: dict[str, list[Card]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        operator = self.persona("oz").who
        operators = frozenset({(operator.platform, operator.team, operator.user_id)})
        self.house: House = open_house(self.url, SECRET, clock=self.clock, operators=operators)
        self.session: Session = self.house.database.session()
        if isinstance(self.session, SQLiteSession):  # else most of the time goes into waiting for the disk
            self.session._connection.execute("PRAGMA synchronous = OFF")

    def close(self) -> None:
        """Let go of the database."""
        self.session.close()
        self.house.close()

    # people and what they do

    @staticmethod
    def persona(nick: str) -> Persona:
        """The person of this nickname."""
        return next(persona for persona in (*PERSONAS, *NEUTRALS) if persona.nick == nick)

    def ref(self, nick: str) -> str:
        """The reference of somebody who has joined: U-1."""
        shown = self.says(nick, "/account show").card
        assert shown is not None
        return text_of(shown.head).split()[0]

    def number(self, nick: str) -> int:
        """The number in that reference."""
        return int(self.ref(nick).removeprefix("U-"))

    def request(self, nick: str, **asked: Any) -> Request:
        """A request by a person, delivered under a key of its own unless one is given."""
        persona = self.persona(nick)
        given = {
            "source": f"{persona.platform}:test",
            "key": f"key-{next(KEYS)}",
            "who": persona.who,
            "place": persona.place,
            "forms": "whole" if persona.platform == "slack" else "questions",
            "durable": persona.platform == "telegram",
        }
        return Request(**{**given, **asked})

    def hears(self, request: Request, session: Session | None = None) -> Reply:
        """What the house answers; never that something went wrong in it."""
        reply = self.house.pipeline.handle(session or self.session, request)
        assert "went wrong" not in reply.toast, told(reply)
        return reply

    def says(self, nick: str, text: str, **asked: Any) -> Reply:
        """A person types something."""
        return self.hears(self.request(nick, text=text, **asked))

    def does(self, nick: str, text: str, **asked: Any) -> Reply:
        """A person types something, and it is done."""
        reply = self.says(nick, text, **asked)
        assert reply.ok, told(reply)
        assert reply.form is None, f"{text} opened a form"
        return reply

    def presses(self, nick: str, shown: Reply | Card, label: str, **asked: Any) -> Reply:
        """A person presses the button of this label."""
        return self.hears(self.pressing(nick, button(shown, label), **asked))

    def pressing(self, nick: str, press: Press, **asked: Any) -> Request:
        """The request that a pressed button makes."""
        carried = {"command": press.command, "ref": press.ref, "seen": press.version, "extra": press.extra}
        return self.request(nick, **{**carried, **asked})

    def answers(self, nick: str, *texts: str) -> Reply:
        """A person answers one question after the other; gives the reply to the last answer."""
        replies = [self.says(nick, text) for text in texts]
        return replies[-1]

    def submits(self, nick: str, form: Reply | Form, answers: Mapping[str, str] = NOTHING, **asked: Any) -> Reply:
        """A person fills in a whole form: what it shows already stays unless it is answered anew."""
        shown = form.form if isinstance(form, Reply) else form
        assert shown is not None, "there is no form"
        filled = dict(shown.known) | {shown_field.name: shown_field.value for shown_field in shown.fields}
        filled |= answers
        given = {name: (text,) for name, text in filled.items() if text}
        return self.hears(
            self.request(nick, command=shown.command, ref=shown.ref, answers=given, submitted=True, **asked)
        )

    # time

    def passes(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> None:
        """Let time go by with somebody at work all the while: a tick at least once a day, and at the end."""
        left = days * DAY + hours * HOUR + minutes * MINUTE + seconds
        self.delivers()
        while left > 0:
            step = min(left, DAY)
            self.clock.advance(step)
            self.ticks()
            left -= step

    def sleeps(self, *, days: int = 0, hours: int = 0, minutes: int = 0) -> None:
        """Let time go by with nobody at work: a downtime, which the next tick finds out about."""
        gone = days * DAY + hours * HOUR + minutes * MINUTE
        self.clock.advance(gone)
        with self.session.transaction(write=True):
            self.session.execute(f"UPDATE heartbeats SET beat_at = {int(time.time()) - gone}", {})

    def ticks(self) -> None:
        """One tick of the background work: beat, sweep, provider events, deliveries."""
        self.house.sweeper.beat(self.session)
        self.house.sweeper.sweep(self.session)
        self.delivers()
        for _ in range(100):
            if not self.house.clerk.collect(self.session):
                return
            self.delivers()
        raise AssertionError("the payment provider never stops talking")

    def delivers(self) -> None:
        """Send everything that waits in the outbox: cards to inboxes, payments to the provider."""
        while claimed := claim(self.session, self.house.market):
            for delivery in claimed:
                self._deliver(delivery)
                receipts.sent(self.session, self.house.market, delivery)

    def _deliver(self, delivery: Delivery) -> None:
        if delivery.kind == PROVIDER:
            self.house.clerk.perform(self.session, delivery)
        elif delivery.place:
            assert delivery.live is not None
            self.channels.setdefault(delivery.place, []).append(delivery.live)
            if delivery.card is not None:
                self.channels[delivery.place].append(delivery.card)
        else:
            nick = delivery.mailboxes[0].user_id.removeprefix("id-of-")
            if delivery.live is not None:
                self.live[nick, delivery.thing] = delivery.live
            if delivery.kind == NOTICE and delivery.card is not None:
                self.inboxes.setdefault(nick, []).append(delivery.card)

    # what can be seen

    def inbox(self, nick: str) -> list[Card]:
        """The notices that a person has been sent since they last looked."""
        self.delivers()
        return self.inboxes.pop(nick, [])

    def recorded(self, ref: str) -> dict[str, Any]:
        """Everything that is recorded about a reference, as `show --json` prints it."""
        with self.session.transaction(write=False) as transaction:
            found = report.thing(transaction, ref)
        assert found is not None, f"there is no {ref}"
        return found

    def state(self, ref: str) -> str:
        """How a thing stands."""
        state: str = self.recorded(ref)["state"]
        return state

    def events(self, ref: str) -> list[str]:
        """What has happened to a thing, oldest first."""
        return [line["event"] for line in self.recorded(ref)["history"]]

    def deadlines(self, ref: str) -> dict[str, int]:
        """What the system will do to a thing, with the seconds left until then."""
        with self.session.transaction(write=False):
            rows = self.session.execute(
                f"SELECT event, due_at FROM deadlines WHERE thing = '{ref}' AND status = 'open' AND reminder = 0", {}
            ).fetchall()
        return {event: due_at - self.clock.now() for event, due_at in rows}

    def balances(self) -> dict[tuple[str, str, str], int]:
        """Every account that is not at 0, by kind, owner and currency, in minor units."""
        with self.session.transaction(write=False) as transaction:
            rows = report.balances(transaction)
        return {(row["account"], row["owner"] or PLATFORM, row["currency"]): row["balance"] for row in rows}

    def balance(self, owner: str, account: str, currency: str = "USD") -> int:
        """What an account holds, in minor units: of a person by nickname, a contract by reference, or "platform"."""
        nicks = {persona.nick for persona in (*PERSONAS, *NEUTRALS)}
        name = PLATFORM if owner == "platform" else self.ref(owner) if owner in nicks else owner
        return self.balances().get((account, name, currency), 0)

    def ledger_ok(self) -> bool:
        """Whether every invariant of the ledger holds; says which does not."""
        with self.session.transaction(write=False) as transaction:
            violations = report.violations(transaction)
        assert violations == []
        return True

    # the story so far

    def joined(self) -> World:
        """Everybody but `new` has joined."""
        roles = {"ann": "client", "bo": "freelancer", "cy": "freelancer", "dee": "client", "eve": "both", "oz": "both"}
        for nick, role in roles.items():
            self.does(nick, f'/account join role:{role} name:"{self.persona(nick).name}"')
        return self

    def posted(self) -> World:
        """Ann has posted the job J-1."""
        self.joined().does("ann", JOB)
        return self

    def bid(self) -> World:
        """Bo has sent the proposal P-1."""
        self.posted().does("bo", BID)
        return self

    def offered(self) -> World:
        """Ann has offered C-1 with the milestones M-1 over 200 and M-2 over 300 dollars."""
        self.bid().does("ann", OFFER)
        return self

    def hired(self) -> World:
        """Bo has accepted."""
        self.offered().does("bo", '/contract accept C-1 signature:"Bo Maker"')
        return self

    def funded(self) -> World:
        """The money for M-1 has arrived in escrow."""
        self.hired().does("ann", "/milestone fund M-1 confirm:yes")
        self.passes(seconds=2)
        assert self.state("M-1") == "funded"
        return self

    def submitted(self) -> World:
        """Bo has handed M-1 in."""
        self.funded().does("bo", "/milestone submit M-1 First draft is here link:https://example.org/draft")
        return self

    def released(self) -> World:
        """Ann has approved M-1."""
        self.submitted().does("ann", "/milestone approve M-1 confirm:yes")
        return self

    def cleared(self) -> World:
        """Bo's money for M-1 is available and his payout method is active."""
        self.released().does("bo", f'/wallet method add kind:bank name:"Bo Maker" account:{ACCOUNT}')
        self.passes(days=5)
        return self

    def with_neutrals(self) -> World:
        """Mo and Mia are mediators, Abe and Mia arbiters: U-7, U-9 and U-8."""
        for persona in NEUTRALS:
            self.does(persona.nick, f'/account join role:both name:"{persona.name}"')
        for grant in ("mediator U-7", "arbiter U-8", "mediator U-9", "arbiter U-9"):
            self.does("oz", f"/admin grant {grant}")
        return self

    def disputed(self) -> World:
        """Ann disputes all of M-1 after Bo handed it in: D-1."""
        self.submitted().with_neutrals().passes(minutes=10)
        self.does("ann", '/dispute open M-1 reason:quality statement:"Half of it is missing"')
        return self

    def declined(self) -> World:
        """Bo has declined the claim; nobody mediates yet."""
        self.disputed().does("bo", '/dispute respond D-1 decline statement:"All of it is there"')
        return self

    def mediated(self) -> World:
        """Mo has taken the case."""
        self.declined().does("mo", "/dispute claim D-1")
        return self

    def has(self, nick: str, amount: str) -> World:
        """A client has this much more in the wallet."""
        self.does(nick, f'/wallet deposit "{amount}" confirm:yes')
        self.passes(seconds=2)
        return self


@contextmanager
def open_world(url: str) -> Iterator[World]:
    """A world over a migrated database."""
    world = World(url)
    try:
        yield world
    finally:
        world.close()


def told(shown: Reply | Card) -> str:
    """All the words of a reply or card."""
    card = shown.card if isinstance(shown, Reply) else shown
    if card is None:
        assert isinstance(shown, Reply)
        assert shown.form is not None
        return "\n".join([shown.form.title, *(f"{name}: {error}" for name, error in shown.form.errors.items())])
    fields: list[Line] = [(f"{label}: ", *line) for label, line in card.fields]
    return "\n".join(text_of(line) for line in (card.head, *card.lines, *fields))


def labels(shown: Reply | Card) -> list[str]:
    """The labels of a card's buttons."""
    card = shown.card if isinstance(shown, Reply) else shown
    return [] if card is None else [found.label for found in card.buttons]


def button(shown: Reply | Card, label: str) -> Press:
    """What the button of this label carries."""
    card = shown.card if isinstance(shown, Reply) else shown
    assert card is not None, "there is no card"
    press = next((found.press for found in card.buttons if found.label == label), None)
    assert press is not None, f"no button {label!r} among {labels(shown)}"
    return press
