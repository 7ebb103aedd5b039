"""Who the bot is and how it gets its updates: getMe, getUpdates, webhooks, logOut, close."""

from dataclasses import dataclass
from typing import Any

from bots.playground.telegram.model import Json
from bots.playground.telegram.params import Params
from bots.playground.telegram.refusals import bad_request, conflict, too_many_requests
from bots.playground.telegram.updates import KINDS, ON_REQUEST_ONLY
from bots.playground.telegram.world import World

LONGEST_POLL_SECONDS = 50
CLOSE_REFUSED_SECONDS = 600


@dataclass(frozen=True)
class Described:
    """A result whose envelope carries a remark."""

    value: Any
    description: str


def get_me(world: World, params: Params) -> Json:
    return {
        **world.bot.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, params: Params) -> list[Json]:
    if world.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(_allowed(params))
    limit = min(max(params.integer("limit", 100), 1), 100)
    timeout = min(max(params.integer("timeout"), 0), LONGEST_POLL_SECONDS)
    return await world.updates.poll(params.integer("offset"), limit, timeout)


async def set_webhook(world: World, params: Params) -> Described:
    url = params.text("url")
    if not url:
        return await delete_webhook(world, params)
    max_connections = min(max(params.integer("max_connections", 40), 1), 100)
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    remark = world.webhook.set(url, params.text("secret_token"), max_connections)
    world.updates.allow(_allowed(params))
    return Described(True, remark)


async def delete_webhook(world: World, params: Params) -> Described:
    if params.flag("drop_pending_updates"):
        world.updates.clear()
    return Described(True, world.webhook.delete())


def get_webhook_info(world: World, params: Params) -> Json:
    allowed = world.updates.allowed
    unusual: Json = {} if allowed == KINDS - ON_REQUEST_ONLY else {"allowed_updates": sorted(allowed)}
    return world.webhook.info() | unusual


def log_out(world: World, params: Params) -> bool:
    world.webhook.delete()
    world.updates.clear()
    world.logged_out = True
    return True


def close(world: World, params: Params) -> bool:
    """Refused in the first ten minutes after the start, as Telegram does."""
    left = world.started_at + CLOSE_REFUSED_SECONDS - world.clock()
    if left > 0:
        raise too_many_requests(int(left) + 1)
    return True


def _allowed(params: Params) -> list[str] | None:
    kinds = params.structure("allowed_updates")
    if kinds is None:
        return None
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("can't parse allowed updates JSON object")
    return kinds


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": log_out,
    "close": close,
}
