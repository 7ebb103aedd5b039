"""response_url: five answers within half an hour, seen by one person or by the channel, or in place of the original."""

import secrets
from collections.abc import Mapping
from typing import Any

from bots.playground.slack.blocks import check_blocks, normalised
from bots.playground.slack.model import ApiError, Message
from bots.playground.slack.state import Hook, State

MOST_USES = 5
LIFETIME_SECONDS = 30 * 60
MOST_KEPT = 1_000  # nobody answers to what was asked so many deeds ago
NOTHING_TO_SHOW = "This content can't be displayed."


def new_hook(state: State, channel: str, user: str, source: Message | None = None) -> str:
    """A new response_url for this person in this channel; `source` is the message that was acted on."""
    key = secrets.token_urlsafe(18)
    forget_oldest(state.hooks, MOST_KEPT)
    state.hooks[key] = Hook(channel, user, state.now() + LIFETIME_SECONDS, source)
    return state.url(f"/hooks/{state.team_id}/{key}")


def forget_oldest(kept: dict[str, Any], most: int) -> None:
    """Make room for one more."""
    while len(kept) >= most:
        del kept[next(iter(kept))]


def use_hook(state: State, key: str, body: Mapping[str, Any]) -> None:
    """Raises `expired_url`, `used_url`, or what is wrong with the message."""
    hook = state.hooks.get(key)
    if hook is None or state.now() > hook.expires:
        raise ApiError("expired_url")
    if hook.uses >= MOST_USES:
        raise ApiError("used_url")
    answer(state, hook, body)
    hook.uses += 1


def answer(state: State, hook: Hook, body: Mapping[str, Any]) -> None:
    """Shows an answer that came through a response_url or as a slash command's reply."""
    original = hook.source
    if body.get("delete_original") and original:
        if original in state.messages[original.channel]:
            state.remove_message(original)
        return
    text, blocks = body.get("text") or "", body.get("blocks") or []
    if not text and not blocks:
        raise ApiError("no_text")
    check_blocks(blocks)
    blocks = normalised(blocks)
    if body.get("replace_original") and original and original in state.messages[hook.channel]:
        original.text, original.blocks = text or NOTHING_TO_SHOW, blocks
        state.tell("changed", hook.channel, original.only_for, original)
        return
    thread = body.get("thread_ts") or (original.thread_ts if original else None)
    only_for = None if body.get("response_type") == "in_channel" else hook.user
    shown = {"blocks": blocks, "thread_ts": thread, "only_for": only_for, "bot": state.as_app()}
    posted = state.post(hook.channel, state.bot_user.id, text or NOTHING_TO_SHOW, **shown)
    hook.source = hook.source or posted
