"""Pressing, choosing and filling in: a person's hands on messages, modals and Home tabs."""

from collections.abc import Mapping
from typing import Any

from bots.playground.slack import inputs, payloads, views
from bots.playground.slack.blocks import interactive
from bots.playground.slack.deliver import Deliverer
from bots.playground.slack.model import ApiError, Exchange, File, Json, Message, NotPossible, User, View
from bots.playground.slack.state import State

Name = str | tuple[str, str]
"""An element by its words, or exactly by its block_id and action_id."""


class Forms:
    """What a person can do with the elements they see."""

    def __init__(self, state: State, deliverer: Deliverer, user: User) -> None:
        self.state = state
        self.deliverer = deliverer
        self.user = user

    @property
    def view(self) -> View | None:
        """The modal on top, if one is open."""
        stack = self.state.stacks.get(self.user.id, [])
        return stack[-1] if stack else None

    def check_sees(self, message: Message) -> None:
        """Raises NotPossible for a message hidden from this person."""
        hidden = message.only_for not in (None, self.user.id)
        if hidden or self.user.id not in self.state.channels[message.channel].members:
            raise NotPossible(f"{self.user.name} does not see this message")

    async def press(self, where: Message | View, button: Name, confirm: bool = True) -> Exchange | None:
        """Presses a button by its label, action_id or value (or the one whose label contains the word).

        With `confirm=False` the person says no to the button's question, and nothing is sent.
        """
        block, element = self._find(where, button, lambda element: element["type"] == "button")
        if "confirm" in element and not confirm:
            return None
        action = {"type": "button", "text": element["text"]}
        action |= {name: element[name] for name in ("value", "url", "style") if name in element}
        return await self._act(where, block, element, action)

    async def chooses(self, where: Message | View, element: Name, value: Any) -> Exchange | None:
        """Picks in a menu, picker or box outside of a form's inputs; the element by label, placeholder or action_id."""
        block, found = self._find(where, element, lambda element: element["type"] != "button")
        if found["type"] == "overflow":
            picked = {"type": "overflow", "selected_option": inputs.option(found, value)}
            return await self._act(where, block, found, picked)
        entry = inputs.filled(found, value, self.state.ids())
        self._values(where).setdefault(block["block_id"], {})[found["action_id"]] = entry
        self._tell_typed(where)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return None
        return await self._act(where, block, found, entry)

    async def fills(self, view: View | None, answers: Mapping[Any, Any]) -> None:
        """Puts values into a form: by label, action_id or block_id. See `inputs.filled` for what goes in."""
        form = self._on_top(view)
        for name, value in answers.items():
            for file in value if isinstance(value, list) else [value]:
                if isinstance(file, File):
                    file.given_to_app = True
            await self.chooses(form, name, value)

    async def attaches(self, view: View | None, element: Name, file: File) -> None:
        """Puts one more file into a form's input for files; raises NotPossible where there is none."""
        form = self._on_top(view)
        block, found = self._find(form, element, lambda element: element["type"] == "file_input")
        ids = block["block_id"], found["action_id"]
        before = [self.state.files[held["id"]] for held in form.values[ids[0]][ids[1]]["files"]]
        await self.fills(form, {ids: [*before, file]})

    async def submit(self, view: View | None = None) -> Exchange | None:
        """Sends the form, unless the client itself complains (then `view.errors` says about what)."""
        form = self._on_top(view)
        if "submit" not in form.definition:
            raise NotPossible("this view has nothing to submit")
        form.trouble, form.errors = None, inputs.problems(form)
        self.state.tell("view", user=self.user.id)
        if form.errors:
            return None
        exchange = await self.deliverer.interaction(payloads.view_submission(self.state, form))
        try:
            if not exchange.ok:
                raise ApiError(exchange.problem or "")
            views.apply_answer(self.state, form, exchange.response)
        except (ApiError, KeyError, AttributeError, TypeError) as error:
            exchange.problem = exchange.problem or f"the answer cannot be followed: {error}"
            form.trouble = views.TROUBLE
            self.state.tell("view", user=self.user.id)
        return exchange

    async def close(self, view: View | None = None, everything: bool = False) -> Exchange | None:
        """Closes the form, with `everything` the views below it too; the app hears of it if it wants to."""
        form = self._on_top(view)
        everything = everything or bool(form.definition.get("clear_on_close"))
        closed = payloads.view_closed(self.state, form, everything)
        views.close_view(self.state, form, everything)
        return await self.deliverer.interaction(closed) if form.definition.get("notify_on_close") else None

    async def suggestions(self, where: Message | View, element: str, query: str) -> list[Json]:
        """The options the app offers in an external select for what was typed."""
        block, found = self._find(where, element, lambda element: element["type"].endswith("external_select"))
        ids = block["block_id"], found["action_id"]
        asked = payloads.block_suggestion(self.state, self.user, where, *ids, query)
        exchange = await self.deliverer.interaction(asked)
        offered = exchange.response if isinstance(exchange.response, dict) else {}
        grouped = [option for group in offered.get("option_groups", []) for option in group["options"]]
        return [*offered.get("options", []), *grouped]

    def _on_top(self, view: View | None) -> View:
        if self.view is None or view not in (None, self.view):
            raise NotPossible(f"{self.user.name} has no such form open")
        return self.view

    def _values(self, where: Message | View) -> Json:
        return where.values if isinstance(where, View) else where.typed.setdefault(self.user.id, {})

    def _tell_typed(self, where: Message | View) -> None:
        if isinstance(where, Message):
            self.state.tell("typed", where.channel, self.user.id, where)
        else:
            self.state.tell("home" if where.type == "home" else "view", user=self.user.id)

    async def _act(self, where: Message | View, block: Json, element: Json, action: Json) -> Exchange:
        if not self.state.config.interactivity:
            raise NotPossible("This app is not configured to handle interactive responses.")
        ids = {"action_id": element["action_id"], "block_id": block["block_id"], "action_ts": self.state.new_ts()}
        payload = payloads.block_actions(self.state, self.user, where, [action | ids])
        return await self.deliverer.interaction(payload)

    def _find(self, where: Message | View, name: Name, fits: Any) -> tuple[Json, Json]:
        if isinstance(where, Message):
            self.check_sees(where)
        elif where.user != self.user.id:
            raise NotPossible(f"{self.user.name} does not see this view")
        there = [(block, element) for block, element in interactive(where.blocks) if fits(element)]
        if isinstance(name, tuple):
            exact, near = [pair for pair in there if name == (pair[0]["block_id"], pair[1]["action_id"])], []
        else:
            exact = [pair for pair in there if name in _names(*pair)]
            near = [pair for pair in there if name.lower() in inputs.label(*pair).lower()]
        found = exact or near
        if not found or (not exact and len(near) > 1):
            raise NotPossible(f"{name!r} is not one of {[inputs.label(*pair) for pair in there]}")
        return found[0]


def _names(block: Json, element: Json) -> tuple[str | None, ...]:
    return inputs.label(block, element), element["action_id"], block["block_id"], element.get("value")
