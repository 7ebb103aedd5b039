"""Modals and Home tabs: opening, stacking, updating, and what the app's answer to a submission does."""

import secrets
from typing import Any

from bots.playground.slack import inputs
from bots.playground.slack.blocks import check_view, normalised
from bots.playground.slack.hooks import MOST_KEPT, forget_oldest
from bots.playground.slack.model import ApiError, Json, View
from bots.playground.slack.state import State, Trigger

TRIGGER_SECONDS = 3.0
MOST_STACKED = 3
TROUBLE = "We had some trouble connecting. Try again?"


def new_trigger(state: State, user: str) -> str:
    trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
    forget_oldest(state.triggers, MOST_KEPT)
    state.triggers[trigger_id] = Trigger(user, state.now() + TRIGGER_SECONDS)
    return trigger_id


def _exchange(state: State, trigger_id: str) -> str:
    """The person behind a trigger, which is used up by this."""
    trigger = state.triggers.get(trigger_id)
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if state.now() > trigger.expires:
        raise ApiError("expired_trigger_id")
    trigger.used = True
    return trigger.user


def open_view(state: State, trigger_id: str, definition: Any) -> View:
    check_view(definition, "modal")
    _check_external_id(state, definition)
    user = _exchange(state, trigger_id)
    for old in state.stacks.get(user, []):
        state.views.pop(old.id, None)
    view = _new_view(state, user, definition)
    state.stacks[user] = [view]
    state.tell("view", user=user)
    return view


def push_view(state: State, trigger_id: str, definition: Any) -> View:
    check_view(definition, "modal")
    _check_external_id(state, definition)
    return _push(state, _exchange(state, trigger_id), definition)


def _push(state: State, user: str, definition: Any) -> View:
    stack = state.stacks.get(user, [])
    if not stack:
        raise ApiError("not_found")
    if len(stack) >= MOST_STACKED:
        raise ApiError("push_limit_reached")
    view = _new_view(state, user, definition)
    view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    state.tell("view", user=user)
    return view


def update_view(state: State, view: View, definition: Any, known_hash: str | None = None) -> View:
    """Raises `hash_conflict` when the caller knows another version. What was typed stays where the ids stay."""
    check_view(definition, "modal")
    if known_hash and known_hash != view.hash:
        raise ApiError("hash_conflict")
    _check_external_id(state, definition, but=view)
    _define(state, view, definition)
    state.tell("view", user=view.user)
    return view


def publish_home(state: State, user: str, definition: Any, known_hash: str | None = None) -> View:
    if not state.config.home_tab:
        raise ApiError("not_enabled")
    check_view(definition, "home")
    home = state.homes.get(user)
    if known_hash and (home is None or known_hash != home.hash):
        raise ApiError("hash_conflict")
    if home is None:
        home = state.homes[user] = _new_view(state, user, definition)
    else:
        _define(state, home, definition)
    state.tell("home", user=user)
    return home


def find_view(state: State, view_id: str, external_id: str) -> View:
    """Raises `not_found` for views that are closed or never were."""
    by_name = (view for view in state.views.values() if external_id and view.external_id == external_id)
    view = state.views.get(view_id) or next(by_name, None)
    if view is None:
        raise ApiError("not_found")
    return view


def close_view(state: State, view: View, everything: bool = False) -> None:
    """Takes a view off its stack, and with `everything` the whole stack."""
    stack = state.stacks.get(view.user, [])
    keep = [] if everything else stack[: stack.index(view)] if view in stack else stack
    for gone in stack[len(keep) :]:
        state.views.pop(gone.id, None)
    state.stacks[view.user] = keep
    state.tell("view", user=view.user)


def apply_answer(state: State, view: View, answer: Any) -> None:
    """What the app's answer to a submission does. Raises ApiError or KeyError for one that Slack cannot follow."""
    action = answer.get("response_action") if answer else None
    if action is None:
        close_view(state, view)
    elif action == "clear":
        close_view(state, view, everything=True)
    elif action == "errors":
        _show_errors(state, view, answer["errors"])
    elif action == "update":
        update_view(state, view, answer["view"])
    elif action == "push":
        check_view(answer["view"], "modal")
        _push(state, view.user, answer["view"])
    else:
        raise ApiError("invalid_response_action")


def _show_errors(state: State, view: View, errors: dict[str, str]) -> None:
    inputs_here = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not errors or not set(errors) <= inputs_here:
        raise ApiError("invalid_errors")
    view.errors = dict(errors)
    state.tell("view", user=view.user)


def _new_view(state: State, user: str, definition: Json) -> View:
    view_id = state.new_id("V")
    view = View(view_id, user, {}, "", root_id=view_id)
    _define(state, view, definition)
    state.views[view_id] = view
    return view


def _define(state: State, view: View, definition: Json) -> None:
    view.definition = {**definition, "blocks": normalised(definition["blocks"])}
    view.hash = f"{int(state.now())}.{secrets.token_hex(4)}"
    view.errors, view.trouble = {}, None
    view.values = inputs.values(view.blocks, view.values)


def _check_external_id(state: State, definition: Json, but: View | None = None) -> None:
    external_id = definition.get("external_id")
    if external_id and any(view.external_id == external_id for view in state.views.values() if view is not but):
        raise ApiError("duplicate_external_id")
