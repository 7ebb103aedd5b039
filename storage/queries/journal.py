"""Deliveries, history, deadlines, outbox, cards, drafts, confirmations and heartbeats."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, exists, func, select, update

from storage.records import Deadline, Event, columns
from storage.statement import Statement, creating, inserting, one_of
from storage.tables.journal import (
    CARDS,
    CONFIRMATIONS,
    DEADLINES,
    DELIVERIES,
    DRAFTS,
    HEARTBEATS,
    HISTORY,
    OUTBOX,
)

DELIVERED = Statement(
    select(DELIVERIES.c.reply).where(DELIVERIES.c.source == bindparam("source"), DELIVERIES.c.key == bindparam("key")),
    into=str,
)
DELIVER = inserting(DELIVERIES, "source", "key", "reply", "created_at")
FORGET_DELIVERIES = Statement(DELIVERIES.delete().where(DELIVERIES.c.created_at < bindparam("before")))

RECORD = inserting(HISTORY, "thing", "event", "source", "target", "version", "actor_id", "role", "note", "created_at")
HISTORY_OF = Statement(
    select(*columns(Event, HISTORY)).where(HISTORY.c.thing == bindparam("thing")).order_by(HISTORY.c.id), into=Event
)
LAST_VERSION = Statement(
    select(func.coalesce(func.max(HISTORY.c.version), 0)).where(HISTORY.c.thing == bindparam("thing")), into=int
)
ENTERED_FROM = Statement(
    select(HISTORY.c.event, HISTORY.c.source)
    .where(
        HISTORY.c.thing == bindparam("thing"),
        HISTORY.c.target == bindparam("state"),
        HISTORY.c.source != bindparam("state"),
    )
    .order_by(HISTORY.c.id.desc())
)
EVENTS_SINCE = Statement(
    select(func.count())
    .select_from(HISTORY)
    .where(
        HISTORY.c.thing == bindparam("thing"),
        HISTORY.c.event == bindparam("event"),
        HISTORY.c.created_at > bindparam("since"),
    ),
    into=int,
)

ARM = inserting(DEADLINES, "thing", "event", "against", "reminder", "due_at", "armed_at")
OPEN_DEADLINES = Statement(
    select(*columns(Deadline, DEADLINES))
    .where(DEADLINES.c.thing == bindparam("thing"), one_of(DEADLINES.c.status, "open"))
    .order_by(DEADLINES.c.due_at),
    into=Deadline,
)
CANCEL_DEADLINES = Statement(
    update(DEADLINES)
    .where(DEADLINES.c.thing == bindparam("of_thing"), one_of(DEADLINES.c.status, "open", "frozen"))
    .values(status="cancelled")
)
CANCEL_RUNNING = Statement(
    update(DEADLINES)
    .where(DEADLINES.c.thing == bindparam("of_thing"), one_of(DEADLINES.c.status, "open"))
    .values(status="cancelled")
)
CANCEL_DEADLINE = Statement(
    update(DEADLINES)
    .where(
        DEADLINES.c.thing == bindparam("of_thing"),
        DEADLINES.c.event == bindparam("of_event"),
        one_of(DEADLINES.c.status, "open", "frozen"),
    )
    .values(status="cancelled")
)
FREEZE_DEADLINES = Statement(
    update(DEADLINES)
    .where(DEADLINES.c.thing == bindparam("of_thing"), one_of(DEADLINES.c.status, "open"))
    .values(status="frozen", frozen_in=bindparam("state"), left_over=DEADLINES.c.due_at - bindparam("now"))
)
THAW_DEADLINES = Statement(
    update(DEADLINES)
    .where(one_of(DEADLINES.c.status, "frozen"), DEADLINES.c.frozen_in == bindparam("state"))
    .values(status="open", frozen_in="", due_at=bindparam("now") + DEADLINES.c.left_over, left_over=None)
)
EXTEND_DEADLINES = Statement(
    update(DEADLINES)
    .where(
        one_of(DEADLINES.c.status, "open"),
        DEADLINES.c.against != "",
        DEADLINES.c.armed_at < bindparam("outage_from"),
        DEADLINES.c.due_at > bindparam("outage_from"),
    )
    .values(due_at=DEADLINES.c.due_at + bindparam("outage"))
)
DUE = Statement(
    select(*columns(Deadline, DEADLINES))
    .where(
        one_of(DEADLINES.c.status, "open"),
        DEADLINES.c.due_at <= bindparam("now"),
        DEADLINES.c.lease_until <= bindparam("now"),
    )
    .order_by(DEADLINES.c.due_at, DEADLINES.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True),
    into=Deadline,
)
NEXT_DEADLINE = Statement(
    select(func.coalesce(func.min(DEADLINES.c.due_at), 0)).where(
        one_of(DEADLINES.c.status, "open"), DEADLINES.c.due_at > bindparam("now")
    ),
    into=int,
)
LEASE_DEADLINE = Statement(
    update(DEADLINES)
    .where(DEADLINES.c.id == bindparam("deadline_id"))
    .values(lease_until=bindparam("until"), attempts=DEADLINES.c.attempts + 1)
)
FINISH_DEADLINE = Statement(
    update(DEADLINES)
    .where(DEADLINES.c.id == bindparam("deadline_id"), one_of(DEADLINES.c.status, "open"))
    .values(status="done")
)
POSTPONE_DEADLINE = Statement(
    update(DEADLINES)
    .where(DEADLINES.c.id == bindparam("deadline_id"), one_of(DEADLINES.c.status, "open"))
    .values(due_at=bindparam("due_at"), lease_until=0)
)

ENQUEUE = inserting(OUTBOX, "lane", "kind", "person_id", "place", "thing", "payload", "not_before", "created_at")
_EARLIER = OUTBOX.alias("earlier")
CLAIMABLE = Statement(
    select(
        OUTBOX.c.id,
        OUTBOX.c.lane,
        OUTBOX.c.kind,
        OUTBOX.c.person_id,
        OUTBOX.c.place,
        OUTBOX.c.thing,
        OUTBOX.c.payload,
        OUTBOX.c.attempts,
        OUTBOX.c.created_at,
    )
    .where(
        one_of(OUTBOX.c.status, "queued"),
        OUTBOX.c.not_before <= bindparam("now"),
        OUTBOX.c.lease_until <= bindparam("now"),
        ~exists().where(
            and_(_EARLIER.c.lane == OUTBOX.c.lane, _EARLIER.c.id < OUTBOX.c.id, one_of(_EARLIER.c.status, "queued"))
        ),
    )
    .order_by(OUTBOX.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=OUTBOX)
)
LEASE = Statement(
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row_id"))
    .values(lease_until=bindparam("until"), attempts=OUTBOX.c.attempts + 1)
)
RELEASE_OUTBOX = Statement(
    update(OUTBOX).where(OUTBOX.c.status == "queued", OUTBOX.c.lease_until > 0).values(lease_until=0)
)
RELEASE_DEADLINES = Statement(
    update(DEADLINES).where(DEADLINES.c.status == "open", DEADLINES.c.lease_until > 0).values(lease_until=0)
)
SENT = Statement(
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row_id"), one_of(OUTBOX.c.status, "queued"))
    .values(status="sent", sent_at=bindparam("now"), sent_to=bindparam("to"), error=bindparam("why"))
)
PUT_BACK = Statement(
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row_id"), one_of(OUTBOX.c.status, "queued"))
    .values(not_before=bindparam("at"), lease_until=0, error=bindparam("why"))
)
BURY = Statement(
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row_id"), one_of(OUTBOX.c.status, "queued"))
    .values(status="dead", error=bindparam("why"))
)
REVIVE = Statement(
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("row_id"), one_of(OUTBOX.c.status, "dead"))
    .values(status="queued", attempts=0, not_before=0, lease_until=0)
)
DEAD = Statement(
    select(
        OUTBOX.c.id,
        OUTBOX.c.lane,
        OUTBOX.c.kind,
        OUTBOX.c.person_id,
        OUTBOX.c.thing,
        OUTBOX.c.error,
        OUTBOX.c.created_at,
    )
    .where(one_of(OUTBOX.c.status, "dead"))
    .order_by(OUTBOX.c.id.desc())
    .limit(bindparam("most"))
)
NEWER_QUEUED = Statement(
    select(OUTBOX.c.id).where(
        OUTBOX.c.lane == bindparam("lane"),
        OUTBOX.c.thing == bindparam("thing"),
        OUTBOX.c.id > bindparam("row_id"),
        one_of(OUTBOX.c.status, "queued"),
    ),
    into=int,
)
NEXT_IN_OUTBOX = Statement(
    select(func.coalesce(func.min(OUTBOX.c.not_before), 0)).where(
        one_of(OUTBOX.c.status, "queued"), OUTBOX.c.not_before > bindparam("now")
    ),
    into=int,
)

SHOW_CARD = inserting(
    CARDS, "platform", "team", "chat", "message_id", "thing", "live", "person_id", "shown", "created_at"
)
CARD_AT = Statement(
    select(CARDS.c.thing).where(
        CARDS.c.platform == bindparam("platform"),
        CARDS.c.team == bindparam("team"),
        CARDS.c.chat == bindparam("chat"),
        CARDS.c.message_id == bindparam("message_id"),
    ),
    into=str,
)
LIVE_AT = Statement(
    select(CARDS.c.thing).where(
        CARDS.c.platform == bindparam("platform"),
        CARDS.c.team == bindparam("team"),
        CARDS.c.chat == bindparam("chat"),
        CARDS.c.message_id == bindparam("message_id"),
        CARDS.c.live == 1,
    ),
    into=str,
)
LIVE_CARD = Statement(
    select(CARDS.c.message_id, CARDS.c.shown).where(
        CARDS.c.platform == bindparam("platform"),
        CARDS.c.team == bindparam("team"),
        CARDS.c.chat == bindparam("chat"),
        CARDS.c.thing == bindparam("thing"),
        CARDS.c.live == 1,
    )
)
RETIRE_CARDS = Statement(
    update(CARDS)
    .where(
        CARDS.c.platform == bindparam("of_platform"),
        CARDS.c.team == bindparam("of_team"),
        CARDS.c.chat == bindparam("of_chat"),
        CARDS.c.thing == bindparam("of_thing"),
        CARDS.c.live == 1,
    )
    .values(live=0)
)
RETOUCH_CARD = Statement(
    update(CARDS)
    .where(
        CARDS.c.platform == bindparam("of_platform"),
        CARDS.c.team == bindparam("of_team"),
        CARDS.c.chat == bindparam("of_chat"),
        CARDS.c.message_id == bindparam("of_message"),
    )
    .values(shown=bindparam("new_shown"), thing=bindparam("new_thing"), live=bindparam("new_live"))
)
MOVE_CARDS = Statement(
    update(CARDS)
    .where(CARDS.c.platform == bindparam("of_platform"), CARDS.c.chat == bindparam("old_chat"))
    .values(chat=bindparam("new_chat"))
)

DRAFT = Statement(
    select(DRAFTS.c.id, DRAFTS.c.command, DRAFTS.c.answers, DRAFTS.c.asking, DRAFTS.c.asked, DRAFTS.c.expires_at).where(
        DRAFTS.c.person_id == bindparam("person_id"), DRAFTS.c.chat == bindparam("chat")
    )
)
START_DRAFT = creating(DRAFTS, "id", "person_id", "chat", "command", "answers", "asking", "asked", "expires_at")
DROP_DRAFT = Statement(
    DRAFTS.delete().where(DRAFTS.c.person_id == bindparam("person_id"), DRAFTS.c.chat == bindparam("chat"))
)
FORGET_DRAFTS = Statement(DRAFTS.delete().where(DRAFTS.c.expires_at < bindparam("now")))

ASK_CONFIRMATION = inserting(CONFIRMATIONS, "token", "person_id", "command", "answers", "figures", "expires_at")
CONFIRMATION = Statement(
    select(
        CONFIRMATIONS.c.person_id,
        CONFIRMATIONS.c.command,
        CONFIRMATIONS.c.answers,
        CONFIRMATIONS.c.figures,
        CONFIRMATIONS.c.expires_at,
        CONFIRMATIONS.c.used_at,
    )
    .where(CONFIRMATIONS.c.token == bindparam("token"))
    .with_for_update()
)
USE_CONFIRMATION = Statement(
    update(CONFIRMATIONS)
    .where(CONFIRMATIONS.c.token == bindparam("of_token"), CONFIRMATIONS.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)

BEAT = Statement(update(HEARTBEATS).where(HEARTBEATS.c.name == bindparam("of_name")).values(beat_at=bindparam("now")))
FIRST_BEAT = inserting(HEARTBEATS, "name", "beat_at")
LAST_BEAT = Statement(
    select(HEARTBEATS.c.beat_at).where(HEARTBEATS.c.name == bindparam("name")).with_for_update(), into=int
)
