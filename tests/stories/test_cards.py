"""A card that waits says who acts next, until when in the reader's zone and UTC, and what happens if nobody does."""

from __future__ import annotations

import pytest

from tests.stories.test_by_words import TO_FUNDED, play
from tests.stories.town import town

OFFER = "\n".join(TO_FUNDED.strip().splitlines()[:6])
SUBMIT = "bo /milestone submit M-1 Here it is"
REFUND = "ann /milestone refund M-1 We changed plans"
WAITING = {
    "offer": ((OFFER,), "bo", "decides", "the offer expires"),
    "review": ((TO_FUNDED, SUBMIT), "ann", "reviews", "is released to"),
    "refund": ((TO_FUNDED, SUBMIT, REFUND), "bo", "answers", "goes back to"),
}


@pytest.mark.parametrize("client_on", ["slack", "telegram"])
@pytest.mark.parametrize("waiting", WAITING)
async def test_a_waiting_card_says_who_until_when_and_what_otherwise(
    sqlite_url: str, client_on: str, waiting: str
) -> None:
    parts, actor, acts, otherwise = WAITING[waiting]
    async with town(sqlite_url) as there:
        people = {"ann": there.on(client_on, "ann"), "bo": there.on_telegram("bo")}
        for person in people.values():
            await person.types("/account join role:both")
            await person.types("/account set timezone:Berlin")
        for lines in parts:
            await play(there, people, lines)
        text = people[actor].reads()
        names = {"ann": "Ann Client", "bo": "Bo Maker"}
        assert f"{names[actor]} {acts}" in text or f"@{actor} {acts}" in text
        (sentence,) = {line for line in text.splitlines() if otherwise in line}
        assert "UTC" in sentence
        assert sentence.count(":") >= 2, "one time in the reader's zone, one in UTC"
