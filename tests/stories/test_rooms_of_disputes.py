"""A dispute in the mediators' forum: taken by a press in its topic, talked over there and in the parties' own chats."""

from __future__ import annotations

from typing import Any

from tests.stories.people import OnTelegram
from tests.stories.test_by_words import TO_FUNDED, play
from tests.stories.town import town


async def test_a_mediator_works_in_a_topic_while_the_sides_talk_from_their_own_chats(sqlite_url: str) -> None:
    async with town(sqlite_url) as there:
        olga = OnTelegram(there, there.server.person("olga", id=4242))
        ann, bo, mia = there.on_slack("ann"), there.on_telegram("bo"), there.on_telegram("mia")
        await play(there, {"ann": ann, "bo": bo}, TO_FUNDED)
        await olga.types("/account join role:both name:Olga")
        await mia.types('/account join role:both name:"Mia Between"')
        await olga.types("/admin grant mediator U-4")
        forum = await olga.person.creates_group("Mediation", mia.person, forum=True)
        await olga.person.promotes_bot(forum, "can_manage_topics")
        await olga.person.types("/admin mediation here", forum)
        await there.passes(seconds=900)

        await ann.types('/dispute open M-1 reason:quality statement:"Half of it is missing"')
        await bo.types('/dispute respond D-1 decline statement:"All of it is there"')
        (topic,) = forum.topics.values()
        assert topic.name.startswith("D-1 ")

        def written() -> list[Any]:
            return [m for m in mia.person.sees(forum, topic) if m.sender.is_bot and m.text]

        root, *said = written()
        assert root.text.startswith("D-1 ")
        assert [m.text.splitlines()[0] for m in said] == ["Ann Client · statement", "Bo Maker · statement"]
        assert "Half of it is missing" in said[0].text
        await mia.person.press(root, "Take this case")
        await there.settles()
        assert "Mia Between" in root.text
        await mia.person.types("Which sections are missing?", forum, topic)
        await there.settles()
        for side in (ann, bo):
            assert "Which sections are missing?" in side.reads()
            assert "Mia Between (your code " in side.reads()
        await bo.replies_in_thread("D-1", "None, all three are there")
        assert written()[-1].text == "Bo Maker · statement\n\nNone, all three are there"
        await mia.person.types("/dispute propose freelancer:60 because:Two of three work", forum, topic)
        await there.settles()
        assert (await there.record("D-1"))["state"] == "proposed"
        await ann.types("/dispute vote D-1 yes")
        await bo.types("/dispute vote D-1 yes")
        assert (await there.record("D-1"))["state"] == "resolved"
        assert topic.closed
        assert len({m.text.split()[0] for m in written() if m.text.startswith("D-1 ")}) == 1
