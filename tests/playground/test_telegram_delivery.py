"""How updates reach the bot: long polling, webhooks with their secret, retries, redelivery, conflicts."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from telegram import Update
from telegram.error import BadRequest, Conflict, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from tests.playground.telegram_line import SECRET, Line, Product, new_bot, open_line, open_product

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def line(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it the library warns at every 429
    async with open_line() as opened:
        yield opened


@pytest_asyncio.fixture
async def product(line: Line) -> AsyncIterator[Product]:
    async with open_product(line) as opened:
        yield opened


async def test_polling_waits_for_an_update_and_forgets_what_was_confirmed(line: Line) -> None:
    bo = line.server.person("bo")
    waiting = asyncio.create_task(line.bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    await bo.types("one")
    (first,) = await waiting
    assert [update.update_id for update in await line.bot.get_updates()] == [first.update_id]
    await bo.types("two")
    await bo.types("three")
    later = await line.bot.get_updates(offset=first.update_id + 1, limit=1)
    assert [update.message.text for update in later if update.message] == ["two"]
    last = await line.bot.get_updates(offset=-1)
    assert [update.message.text for update in last if update.message] == ["three"]
    assert await line.bot.get_updates(offset=last[0].update_id + 1) == ()


async def test_a_second_poller_ends_the_first_with_a_conflict(line: Line) -> None:
    first = asyncio.create_task(line.bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    async with new_bot(line.url) as other:
        second = asyncio.create_task(other.get_updates(timeout=5))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await line.server.person("bo").types("hello")
        assert len(await second) == 1


async def test_a_poller_that_hung_up_is_no_conflict_and_takes_nothing(line: Line) -> None:
    gone = asyncio.create_task(line.bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    gone.cancel()
    await asyncio.sleep(0.1)
    await line.server.person("bo").types("hello")
    assert len(await line.bot.get_updates()) == 1


async def test_only_allowed_kinds_are_kept(line: Line) -> None:
    bo = line.server.person("bo")
    await line.bot.get_updates(allowed_updates=["message"])
    message = await bo.types("hello")
    await bo.edits(message, "hello again")
    await bo.block()
    assert [update.message is not None for update in await line.bot.get_updates()] == [True]


async def test_updates_expire(line: Line) -> None:
    await line.server.person("bo").types("hello")
    line.clock.now += 86_401
    assert await line.bot.get_updates() == ()


async def test_the_librarys_own_polling_works(line: Line) -> None:
    async def start(update: Update, _: Any) -> None:
        assert update.message is not None
        await update.message.reply_text("Welcome")

    application = Application.builder().bot(new_bot(line.url)).build()
    application.add_handler(CommandHandler("start", start))
    assert application.updater is not None
    async with application:
        await application.updater.start_polling()
        await application.start()
        bo = line.server.person("bo")
        await bo.starts()
        await line.server.settle()
        assert [message.text for message in bo.sees()] == ["/start", "Welcome"]
        await application.updater.stop()
        await application.stop()


async def test_a_webhook_is_called_with_its_secret_and_excludes_polling(line: Line, product: Product) -> None:
    async def start(update: Update, _: Any) -> None:
        assert update.message is not None
        await update.message.reply_text(f"Welcome {update.message.text}")

    product.application.add_handler(CommandHandler("start", start))
    bo = line.server.person("bo")
    await bo.starts("U5")
    await line.server.wait_until(lambda: len(bo.sees()) == 2)
    assert bo.sees()[-1].text == "Welcome /start U5"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await line.bot.get_updates()
    await line.server.settle()
    info = await line.bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (0, None)
    assert info.url.endswith("/telegram/webhook")


async def test_a_pressed_button_travels_through_the_application(line: Line, product: Product) -> None:
    async def approve(update: Update, _: Any) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer("Done")
        await update.callback_query.edit_message_text(f"Approved by {update.callback_query.from_user.first_name}")

    product.application.add_handler(CallbackQueryHandler(approve))
    bo = line.server.person("bo")
    await bo.starts()
    markup = {"inline_keyboard": [[{"text": "Approve", "callback_data": "v1"}]]}
    await line.bot.send_message(bo.id, "Approve?", api_kwargs={"reply_markup": markup})
    card = bo.sees()[-1]
    await bo.press(card, "Approve")
    await line.server.settle()
    assert (card.text, card.labels) == ("Approved by Bo", [])
    assert bo.toast is not None
    assert bo.toast.text == "Done"


async def test_a_failed_delivery_is_repeated_and_holds_up_its_chat_only(line: Line, product: Product) -> None:
    bo, carol = line.server.person("bo"), line.server.person("carol")
    product.answers = [500, 503, 429]
    await bo.types("one")
    await bo.types("two")
    await line.server.settle()
    first, second = sorted(set(product.received))
    assert product.received == [first, first, first, first, second]
    info = await line.bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 429 Too Many Requests"
    await carol.types("three")
    await line.server.settle()
    assert product.received[-1] == second + 1


async def test_updates_wait_while_no_webhook_answers(line: Line) -> None:
    bo = line.server.person("bo")
    await line.bot.set_webhook("http://127.0.0.1:9/nobody", secret_token=SECRET)
    await bo.types("hello")
    await line.server.wait_until(lambda: line.server.webhook.last_error)
    await line.bot.delete_webhook()
    assert [update.message.text for update in await line.bot.get_updates() if update.message] == ["hello"]


async def test_the_same_update_can_be_delivered_again(line: Line, product: Product) -> None:
    await line.server.person("bo").types("hello")
    await line.server.settle()
    assert await line.server.redeliver_last() == 200
    assert product.received[0] == product.received[1]
    await line.bot.delete_webhook()
    assert await line.server.redeliver_last() is None
    offset = product.received[0] + 1
    assert [update.update_id for update in await line.bot.get_updates(offset=offset)] == [product.received[0]]
    assert await line.bot.get_updates(offset=offset) == ()


async def test_forged_posts_carry_a_wrong_secret_or_none(line: Line, product: Product) -> None:
    forged = {"update_id": 1, "message": {"text": "/withdraw"}}
    assert (await line.server.forge(forged)).status_code == 403
    assert (await line.server.forge(forged, "guessed")).status_code == 403
    assert product.received == []


@pytest.mark.parametrize(
    ("url", "secret", "refusal"),
    [
        ("http://example.org/hook", None, "Bad webhook: an https url must be provided for webhook"),
        ("https:///hook", None, "Invalid webhook url specified"),
        ("http://127.0.0.1:port/hook", None, "Invalid webhook url specified"),
        ("http://127.0.0.1/hook", "with spaces", "Secret token contains unallowed characters"),
        ("http://127.0.0.1/hook", "x" * 257, "Secret token is too long"),
    ],
)
async def test_a_bad_webhook_is_refused(line: Line, url: str, secret: str | None, refusal: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await line.bot.set_webhook(url, secret_token=secret)


async def test_setting_a_webhook_ends_the_poll_and_can_drop_what_is_pending(line: Line) -> None:
    polling = asyncio.create_task(line.bot.get_updates(timeout=5))
    await asyncio.sleep(0.1)
    await line.bot.set_webhook("http://127.0.0.1:9/nobody")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await polling
    await line.server.person("bo").types("hello")
    await line.bot.delete_webhook(drop_pending_updates=True)
    assert await line.bot.get_updates() == ()


async def test_a_bot_can_log_out_but_not_close_at_once(line: Line) -> None:
    with pytest.raises(RetryAfter):
        await line.bot.close()
    assert await line.bot.log_out()
    with pytest.raises(BadRequest, match="Logged out"):
        await line.bot.get_me()
