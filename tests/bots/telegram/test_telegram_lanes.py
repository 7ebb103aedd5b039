"""Turns: in order within a chat, side by side across chats, never more at once than there is room for."""

import asyncio

from bots.telegram.lanes import Lanes


async def test_a_chat_is_served_in_the_order_of_asking_and_chats_share_the_room_there_is() -> None:
    lanes, order, at_once, most = Lanes(2), list[tuple[int, int]](), 0, 0

    async def work(chat: int, number: int) -> None:
        nonlocal at_once, most
        async with lanes.turn(chat):
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0.001)
            order.append((chat, number))
            at_once -= 1

    await asyncio.gather(*(work(chat, number) for number in range(5) for chat in range(4)))
    assert most == 2
    assert all([number for served, number in order if served == chat] == list(range(5)) for chat in range(4))


async def test_a_failed_or_cancelled_turn_leaves_the_way_free() -> None:
    lanes = Lanes(1)
    held = asyncio.Event()

    async def hold() -> None:
        async with lanes.turn(1):
            held.set()
            await asyncio.sleep(60)

    holder = asyncio.create_task(hold())
    await held.wait()
    waiter = asyncio.create_task(hold())
    await asyncio.sleep(0)
    waiter.cancel()
    holder.cancel()
    await asyncio.gather(holder, waiter, return_exceptions=True)
    async with asyncio.timeout(1), lanes.turn(1):
        assert holder.cancelled()
