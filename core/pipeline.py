"""The one path: every request, whatever door it came through, is answered here in one database transaction."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import structlog

from core import answering, intake, refusing
from core.asking import NeedsMade, NeedsToWrite, Wanted
from core.card import Card, Reply
from core.command import CATALOG
from core.context import Context
from core.language import _, use_language
from core.market import Market
from core.refusal import Refusal
from core.request import Request
from core.wire import dump_reply, load_reply
from storage.database import Busy, Conflict, Lost, Session, Transaction, Unavailable
from storage.queries import journal, people
from storage.records import Person

ATTEMPTS: Final = 5
LONGEST_PAUSE: Final = 0.05
SystemCommand = Callable[[Context], None]
_LOG: Final = structlog.get_logger()


def _unexpected(request: Request) -> Reply:
    """An error that nobody foresaw: everything is rolled back, and its reference is in the log as well."""
    reference = f"E-{secrets.token_hex(4)}"
    _LOG.exception("unexpected error", reference=reference, source=request.source, command=request.command)
    sentence = _("Something went wrong on our side. Nothing was done, and no money has moved.")
    hint = _("Please try again. If it goes on, tell an operator: {reference}").format(reference=reference)
    return Reply(card=Card((sentence,), ((hint,),)), ok=False, toast=sentence)


class Pipeline:
    """Answers requests. `system` are the commands that only the system gives: due deadlines, provider events."""

    def __init__(self, market: Market, system: Mapping[str, SystemCommand]) -> None:
        self._market, self._system = market, system

    def reads(self, request: Request) -> bool:
        """Whether the request surely changes nothing, so that a reader may take it."""
        if request.who is None:
            return False
        if request.command:
            entry = CATALOG.get(request.command)
            return entry is not None and entry.reads and not request.answers
        if not request.text.startswith("/"):
            return False
        try:
            call = intake.typed(request.text)
        except Refusal:
            return True
        return call.command.reads and not call.answers

    def handle(self, session: Session, request: Request) -> Reply:
        """The reply to a request; whatever it changed is committed.

        The same delivery twice has one effect and gets the same reply. Raises Busy or Unavailable when the database
        cannot take it: nothing was changed then.
        """
        made: dict[Wanted, object] = {}
        while True:
            try:
                return self.answer(session, request, made)
            except NeedsMade as needed:
                made[needed.wanted] = needed.make()

    def answer(self, session: Session, request: Request, made: Mapping[Wanted, object]) -> Reply:
        """The same, of a request that what is `made` is there for. Raises NeedsMade for what is not there yet."""
        for attempt in range(ATTEMPTS):
            try:
                return self._attempt(session, request, made)
            except (Busy, Lost, Conflict) as error:
                self._market.book.forget()
                if attempt == ATTEMPTS - 1:
                    return self._overtaken(session, request, error)
                time.sleep(random.uniform(0, LONGEST_PAUSE))
            except (NeedsMade, Refusal, Unavailable):
                raise
            except Exception:
                if request.who is None:
                    raise
                return _unexpected(request)
        raise AssertionError("unreachable")

    def _attempt(self, session: Session, request: Request, made: Mapping[Wanted, object]) -> Reply:
        try:
            return self._once(session, request, made, reading=self.reads(request))
        except NeedsToWrite:
            return self._once(session, request, made, reading=False)

    def _once(self, session: Session, request: Request, made: Mapping[Wanted, object], *, reading: bool) -> Reply:
        context: Context | None = None
        try:
            with session.transaction(write=not reading) as transaction:
                context, reply = self._arrive(transaction, request)
                if reply is not None:
                    return reply
                context.reading, context.made = reading, made
                with use_language(context.language):
                    reply = self._answer(context)
                    shown = reply.card.thing if reply.card and reply.live and request.durable else ""
                    told = context.news.publish(context, shown)
                    if not reading:
                        self._store(transaction, request, reply, context.now)
        except Refusal as refusal:
            assert context is not None
            return self._refuse(session, context, refusal, store=not reading)
        if told:
            self._market.wake()
        return reply

    def _arrive(self, transaction: Transaction, request: Request) -> tuple[Context, Reply | None]:
        """Who asks, and the reply if this delivery was answered already."""
        now = self._market.clock.now()
        delivery = {"source": request.source, "key": request.key}
        if request.who is not None:
            who = {"platform": request.who.platform, "team": request.who.team, "user_id": request.who.user_id}
            if (arrival := transaction.one(people.ARRIVE, {**who, **delivery})) is not None:
                person, _blocked, stored = arrival
                self._knight(request, person)
                context = Context(transaction, self._market, now, request, person)
                return context, load_reply(stored) if stored else None
        stored = transaction.one(journal.DELIVERED, delivery)
        context = Context(transaction, self._market, now, request, None)
        return context, load_reply(stored) if stored else None

    def _knight(self, request: Request, person: Person) -> None:
        """People named in the settings are operators from the start."""
        who = request.who
        if who and (who.platform, who.team, who.user_id) in self._market.operators and not person.granted("operator"):
            person.roles = f"{person.roles},operator".strip(",")

    def _answer(self, context: Context) -> Reply:
        request = context.request
        if request.who is None:
            self._system[request.command](context)
            return Reply()
        return self._addressed(context, answering.answer(context))

    def _addressed(self, context: Context, reply: Reply) -> Reply:
        """The reply with its reader's zone and language, and with what the chat is to do with it."""
        request, card = context.request, reply.card
        pressed = bool(request.seen) and card is not None and card.thing == request.ref
        live = card is not None and bool(card.contract) and card.contract == card.thing
        if pressed and not live and self._pressed_on_live(context):
            pressed = False  # a part's card comes below: the card of the whole stays what it is
        return replace(
            reply,
            zone=context.zone,
            language=context.language,
            replaces=reply.replaces or pressed,
            live=live,
        )

    def _pressed_on_live(self, context: Context) -> bool:
        """Whether the button was on a card that is kept up to date."""
        place = context.request.place
        where = {"platform": place.platform, "team": place.team, "chat": place.chat, "message_id": place.message_id}
        return bool(place.message_id) and context.transaction.one(journal.LIVE_AT, where) is not None

    def _refuse(self, session: Session, context: Context, refusal: Refusal, *, store: bool) -> Reply:
        """Answer a refusal; what the request had begun is rolled back already."""
        if context.request.who is None:
            raise refusal
        with session.transaction(write=store) as transaction:
            again = Context(transaction, self._market, context.now, context.request, context.person_or_none)
            with use_language(again.language):
                reply = self._addressed(again, refusing.refused(again, refusal, may_write=store))
            if store:
                self._store(transaction, context.request, reply, context.now)
        return reply

    def _overtaken(self, session: Session, request: Request, error: Exception) -> Reply:
        """Somebody else was faster every time. Whoever met a rule of the database is told, the rest is raised."""
        if request.who is None or not isinstance(error, Conflict):
            raise error
        _LOG.warning("conflict", command=request.command, source=request.source, rule=str(error).splitlines()[0])
        with session.transaction(write=False) as transaction:
            context, _reply = self._arrive(transaction, request)
        refusal = Refusal(
            _("Something else happened to it at the very same moment, so nothing was done."),
            _("Please look and try again."),
        )
        return self._refuse(session, context, refusal, store=False)

    def _store(self, transaction: Transaction, request: Request, reply: Reply, now: int) -> None:
        values: dict[str, Any] = {
            "source": request.source,
            "key": request.key,
            "reply": dump_reply(reply),
            "created_at": now,
        }
        transaction.run(journal.DELIVER, values)
