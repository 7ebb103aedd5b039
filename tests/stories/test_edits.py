"""What people edit and delete in their chats: the other side is told across platforms, and the record keeps it all."""

from __future__ import annotations

from typing import Any

import pytest

from storage.queries import messages
from tests.stories.test_by_words import TO_FUNDED, play
from tests.stories.town import Town, town


async def wordings(there: Town) -> list[tuple[str, bool]]:
    """Every later wording of a message in C-1, and whether it was deleted."""

    def ask(session: Any) -> list[tuple[str, bool]]:
        with session.transaction(write=False) as transaction:
            found = transaction.all(messages.REWORDED, {"thing": "C-1"})
        return [(text, bool(deleted)) for _number, text, deleted, _at in found]

    return list(await there.house.desk.read(ask))


@pytest.mark.parametrize("way", ["in the thread", "as a command"])
async def test_words_edited_and_deleted_on_slack_reach_telegram_and_stay_on_record(sqlite_url: str, way: str) -> None:
    async with town(sqlite_url) as there:
        ann, bo = there.on_slack("ann"), there.on_telegram("bo")
        await play(there, {"ann": ann, "bo": bo}, TO_FUNDED)
        words = "On to the next one" if way == "in the thread" else "contract say C-1 On to the next one"
        if way == "in the thread":
            await ann.replies_in_thread("C-1", words)
        else:
            await ann.types(words)
        written = next(m for m in reversed(ann.all_messages()) if m.text == words)
        await ann.person.edits(written, words.replace("next one", "last one"))
        await there.settles()
        assert "edited: On to the last one" in bo.reads()
        await ann.person.deletes(written)
        await there.settles()
        assert "deleted by its author; the text is kept for the record: On to the last one" in bo.reads()
        assert await wordings(there) == [("On to the last one", False), ("", True)]
        assert "did not understand" not in ann.reads()


async def test_words_edited_on_telegram_reach_slack_and_stay_on_record(sqlite_url: str) -> None:
    async with town(sqlite_url, pulls=True) as there:
        ann, bo = there.on_slack("ann"), there.on_telegram("bo")
        await play(there, {"ann": ann, "bo": bo}, TO_FUNDED)
        await bo.replies_in_thread("C-1", "It comes on Monday")
        written = next(m for m in reversed(bo.person.sees()) if m.text == "It comes on Monday")
        before = len(bo.person.sees())
        await bo.person.edits(written, "It comes on Friday")
        await there.settles()
        assert "edited: It comes on Friday" in ann.reads()
        assert await wordings(there) == [("It comes on Friday", False)]
        assert len(bo.person.sees()) == before, "whoever edits is not answered"
