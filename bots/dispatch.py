"""Sending the outbox: in order for each person and channel, paced, retried, to another chat if one is shut."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import structlog

from bots.gateway import Address, Attachment, Blocked, Gateway, Gone, Moved, Outgoing, Rejected, RetryLater
from bots.limits import LIMITS, UNLIMITED, Limits, Pace
from core import delivery as outgoing
from core import files, receipts
from core.card import Card
from core.delivery import Delivery, Mailbox, digest
from core.desk import Desk
from core.market import Market
from core.outbox import PROVIDER, ROOM
from core.payments.clerk import Clerk
from core.payments.provider import Unreachable
from core.request import SYSTEM, Request, Who

LONGEST_WAIT: Final = 5.0
NO_GATEWAY_PAUSE: Final = 30.0
DAY: Final = 86_400
_LOG: Final = structlog.get_logger()


class Dispatcher:
    """Delivers claimed rows. Several processes may run one: a lane is only ever one's at a time."""

    def __init__(
        self,
        desk: Desk,
        market: Market,
        clerk: Clerk,
        gateways: Mapping[str, Gateway],
        limits: Mapping[str, Limits] = LIMITS,
    ) -> None:
        self._desk, self._market, self._clerk, self._gateways = desk, market, clerk, gateways
        self.stopping = False
        self._paces = {name: Pace(limits.get(name, UNLIMITED)) for name in gateways}

    async def run(self) -> int:
        """Deliver until nothing is due or `stopping` is set; answers with how many rows that were."""
        done = 0
        while not self.stopping:
            claimed = await self._desk.write(lambda session: outgoing.claim(session, self._market))
            if not claimed:
                break
            await asyncio.gather(*(self._safely(delivery) for delivery in claimed))
            done += len(claimed)
        return done

    async def _safely(self, delivery: Delivery) -> None:
        try:
            if delivery.kind == PROVIDER:
                await self._to_provider(delivery)
            else:
                await self._deliver(delivery)
        except Exception as error:
            _LOG.exception("delivery failed", row=delivery.id, kind=delivery.kind, thing=delivery.thing)
            await self._put_back(delivery, None, type(error).__name__)

    async def _to_provider(self, delivery: Delivery) -> None:
        try:
            await self._desk.outside(lambda session: self._clerk.perform(session, delivery))
        except Unreachable as error:
            await self._put_back(delivery, None, str(error))
        else:
            await self._done(delivery)

    async def _deliver(self, delivery: Delivery) -> None:
        """Try the person's places one after the other."""
        refusals: list[str] = []
        blocked = 0
        for mailbox in delivery.mailboxes:
            gateway = self._gateways.get(mailbox.platform)
            if gateway is None:
                refusals.append(f"{mailbox.platform} is not connected")
                continue
            try:
                await (self._to_room if delivery.kind == ROOM else self._to_mailbox)(gateway, mailbox, delivery)
            except RetryLater as error:
                until = time.monotonic() + error.seconds
                self._paces[mailbox.platform].hold(_chat_of(mailbox), until)
                return await self._put_back(delivery, error.seconds or None, str(error))
            except Moved as error:
                await self._moved(mailbox, error.chat)
                return await self._put_back(delivery, 0, "the chat moved")
            except Blocked as error:
                refusals.append(f"{mailbox.platform}: {error}")
                blocked += 1
                await self._blocked(mailbox)
                continue
            except Rejected as error:
                return await self._bury(delivery, f"{mailbox.platform}: {error}")
            return await self._done(delivery, mailbox, "; ".join(refusals))
        if all("not connected" in why for why in refusals):
            return await self._put_back(delivery, NO_GATEWAY_PAUSE, "; ".join(refusals))
        await self._bury(delivery, "; ".join(refusals))
        return await self._report(delivery) if blocked and blocked == len(delivery.mailboxes) else None

    async def _to_mailbox(self, gateway: Gateway, mailbox: Mailbox, delivery: Delivery) -> None:
        """The notice if there is one, and the live card brought up to date."""
        live, card = delivery.live, delivery.card
        if card is None:
            if live is not None and (mailbox.live_id or delivery.post_live):
                await self._keep_live(gateway, mailbox, delivery, live)
            return
        is_first = bool(live) and not mailbox.live_id
        if is_first and card.thing == card.contract:
            await self._send(gateway, mailbox, delivery, card, live=True)
            return
        if is_first and live is not None:
            mailbox = await self._send(gateway, mailbox, delivery, live, live=True, silent=True)
        await self._send(gateway, mailbox, delivery, card, live=False, under=mailbox.live_id)
        if live is not None and not is_first:
            await self._keep_live(gateway, mailbox, delivery, live)

    async def _keep_live(self, gateway: Gateway, mailbox: Mailbox, delivery: Delivery, live: Card) -> None:
        if not mailbox.live_id:
            await self._send(gateway, mailbox, delivery, live, live=True, silent=True)
            return
        if digest(live) == mailbox.live_shown:
            return
        await self._pace(mailbox)
        try:
            await gateway.edit(_address(mailbox), mailbox.live_id, _outgoing(delivery, live))
        except Gone:
            await self._send(gateway, mailbox, delivery, live, live=True, silent=True)
        else:
            await self._shown(mailbox, mailbox.live_id, live, delivery, live=True)

    async def _to_room(self, gateway: Gateway, mailbox: Mailbox, delivery: Delivery) -> None:
        """The card on top brought up to date, or a new one, and what is said under it."""
        assert delivery.live is not None
        if mailbox.live_id:
            mailbox = await self._look_at_root(gateway, mailbox, delivery, delivery.live)
        if not mailbox.live_id:
            mailbox = await self._open_room(gateway, mailbox, delivery, delivery.live)
        if delivery.card is not None:
            under = "" if mailbox.topic else mailbox.live_id
            await self._send(gateway, mailbox, delivery, delivery.card, live=False, under=under)
        if delivery.closes:
            await gateway.close(_address(mailbox))

    async def _look_at_root(self, gateway: Gateway, mailbox: Mailbox, delivery: Delivery, live: Card) -> Mailbox:
        """Edit the root, even to what it shows: only so a platform tells that it is gone, with all under it."""
        if digest(live) == mailbox.live_shown and delivery.card is None:
            return mailbox
        await self._pace(mailbox)
        try:
            await gateway.edit(_address(mailbox), mailbox.live_id, _outgoing(delivery, live))
        except Gone:
            return replace(mailbox, live_id="")
        await self._shown(mailbox, mailbox.live_id, live, delivery, live=True)
        return await self._housed(replace(mailbox, live_shown=digest(live)), delivery)

    async def _open_room(self, gateway: Gateway, mailbox: Mailbox, delivery: Delivery, live: Card) -> Mailbox:
        """A new root, in the topic that is there; each step is noted at once, so that none is taken twice."""
        if mailbox.topic:
            try:
                return await self._housed(await self._send(gateway, mailbox, delivery, live, live=True), delivery)
            except Gone:
                _LOG.info("a topic is gone", thing=delivery.thing)
        await self._pace(mailbox)
        mailbox = replace(mailbox, topic=await gateway.open(_address(mailbox), delivery.title))
        await self._housed(mailbox, delivery)
        return await self._housed(await self._send(gateway, mailbox, delivery, live, live=True), delivery)

    async def _send(
        self,
        gateway: Gateway,
        mailbox: Mailbox,
        delivery: Delivery,
        card: Card,
        *,
        live: bool,
        under: str = "",
        silent: bool = False,
    ) -> Mailbox:
        await self._pace(mailbox)
        attached: tuple[Attachment, ...] = ()
        if card.files:
            found = await self._desk.read(lambda session: files.stored(session, card.files))
            attached = tuple(Attachment(*file) for file in found)
        message = _outgoing(delivery, card, under=under, silent=silent, attached=attached)
        chat, message_id = await gateway.send(_address(mailbox), message)
        there = replace(mailbox, chat=chat)
        if mailbox.user_id and chat != mailbox.chat:
            who = Who(mailbox.platform, mailbox.team, mailbox.user_id, chat=chat)
            await self._desk.write(lambda session: receipts.reached(session, self._market, who, blocked=False))
        if card.contract or card.thing:
            await self._shown(there, message_id, card, delivery, live=live)
        return replace(there, live_id=message_id, live_shown=digest(card)) if live else there

    async def _pace(self, mailbox: Mailbox) -> None:
        """Wait for this chat's turn; a long wait goes back to the outbox."""
        pace = self._paces[mailbox.platform]
        wait = pace.reserve(_chat_of(mailbox), time.monotonic(), group=not mailbox.user_id)
        if wait > LONGEST_WAIT:
            raise RetryLater(wait, "pacing")
        if wait > 0:
            await asyncio.sleep(wait)

    async def _shown(self, mailbox: Mailbox, message_id: str, card: Card, delivery: Delivery, *, live: bool) -> None:
        await self._desk.write(
            lambda session: receipts.shown(
                session, self._market, mailbox, message_id, card, live=live, person_id=delivery.person_id
            )
        )

    async def _housed(self, mailbox: Mailbox, delivery: Delivery) -> Mailbox:
        await self._desk.write(lambda session: receipts.housed(session, delivery, mailbox))
        return mailbox

    async def _done(self, delivery: Delivery, mailbox: Mailbox | None = None, why: str = "") -> None:
        await self._desk.write(lambda session: receipts.sent(session, self._market, delivery, mailbox, why))

    async def _put_back(self, delivery: Delivery, seconds: float | None, why: str) -> None:
        kept = await self._desk.write(lambda session: receipts.put_back(session, self._market, delivery, seconds, why))
        if not kept:
            _LOG.warning("delivery given up", row=delivery.id, kind=delivery.kind, thing=delivery.thing, why=why)

    async def _bury(self, delivery: Delivery, why: str) -> None:
        await self._desk.write(lambda session: receipts.bury(session, delivery, why or "nowhere to deliver to"))
        _LOG.warning("undeliverable", row=delivery.id, kind=delivery.kind, thing=delivery.thing, why=why)

    async def _report(self, delivery: Delivery) -> None:
        """Tell the core that nobody is there, once a day for each person or team and thing."""
        day = self._market.clock.now() // DAY
        whom = str(delivery.person_id or delivery.purpose)
        key = f"unreachable:{whom}:{delivery.thing}:{day}"
        await self._desk.ask(Request(SYSTEM, key, command="system.unreachable", ref=delivery.thing, extra=whom))

    async def _blocked(self, mailbox: Mailbox) -> None:
        if mailbox.user_id:
            who = Who(mailbox.platform, mailbox.team, mailbox.user_id, chat=mailbox.chat)
            await self._desk.write(lambda session: receipts.reached(session, self._market, who, blocked=True))

    async def _moved(self, mailbox: Mailbox, chat: str) -> None:
        await self._desk.write(
            lambda session: receipts.moved(session, mailbox.platform, mailbox.team, mailbox.chat, chat)
        )


def _chat_of(mailbox: Mailbox) -> str:
    return f"{mailbox.team}|{mailbox.chat or mailbox.user_id}"


def _address(mailbox: Mailbox) -> Address:
    return Address(mailbox.platform, mailbox.team, mailbox.chat, mailbox.user_id, mailbox.topic)


def _outgoing(
    delivery: Delivery,
    card: Card,
    *,
    under: str = "",
    silent: bool = False,
    attached: tuple[Attachment, ...] = (),
) -> Outgoing:
    return Outgoing(card, delivery.zone, delivery.language, under, silent or delivery.silent, attached)
