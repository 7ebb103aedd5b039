"""Rooms: where a team works on one thing, as a thread or a forum topic of its channel."""

from sqlalchemy import Index, PrimaryKeyConstraint

from storage.tables.columns import table, whole, words

ROOMS = table(
    "rooms",
    words("purpose"),
    words("thing"),
    words("platform", default=""),
    words("team", default=""),
    words("chat", default=""),
    words("topic", default=""),
    words("message_id", default=""),
    words("shown", default=""),
    whole("created_at"),
    whole("closed_at", null=True),
    PrimaryKeyConstraint("purpose", "thing"),
    Index("ix_rooms_chat", "chat"),
)
