"""views.*: modals and Home tabs."""

from collections.abc import Callable

from bots.playground.slack import views
from bots.playground.slack.args import Args
from bots.playground.slack.model import ApiError, Json, View
from bots.playground.slack.state import State


def _told(state: State, view: View) -> Json:
    return {"view": view.as_json(state.team_id, state.app_id, state.bot_id)}


def open_(state: State, args: Args) -> Json:
    return _told(state, views.open_view(state, args.need("trigger_id"), args.parsed("view")))


def push(state: State, args: Args) -> Json:
    return _told(state, views.push_view(state, args.need("trigger_id"), args.parsed("view")))


def update(state: State, args: Args) -> Json:
    view = views.find_view(state, args.text("view_id"), args.text("external_id"))
    if view.type != "modal":
        raise ApiError("not_found")
    return _told(state, views.update_view(state, view, args.parsed("view"), args.text("hash")))


def publish(state: State, args: Args) -> Json:
    user = args.need("user_id")
    if user not in state.users or state.users[user].is_bot:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["invalid `user_id`"]})
    return _told(state, views.publish_home(state, user, args.parsed("view"), args.text("hash")))


METHODS: dict[str, Callable[[State, Args], Json]] = {
    "views.open": open_,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
