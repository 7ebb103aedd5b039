"""What a bot says about itself: names and descriptions by language, commands by scope and language, menu buttons."""

from collections.abc import Iterator

from bots.playground.telegram.model import MEMBERS, Chat, Json, User

Scope = tuple[str, int, int]
DEFAULT_SCOPE: Scope = ("default", 0, 0)
DEFAULT_BUTTON: Json = {"type": "commands"}


class Profile:
    """Everything set with setMy… and setChatMenuButton; language "" means every language."""

    def __init__(self) -> None:
        self.texts: dict[tuple[str, str], str] = {}
        self.commands: dict[tuple[Scope, str], list[Json]] = {}
        self.menu_buttons: dict[int, Json] = {}

    def text(self, kind: str, language: str) -> str:
        """`name`, `description` or `short_description` in a language, else the one for every language."""
        return self.texts.get((kind, language)) or self.texts.get((kind, ""), "")

    def menu_button(self, chat_id: int) -> Json:
        """The menu button of a private chat, else the one set for all (chat 0)."""
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(0, DEFAULT_BUTTON)

    def menu(self, chat: Chat, user: User) -> list[Json]:
        """The commands that `user` is offered in `chat`: those of the narrowest scope that has any."""
        languages = (user.language_code or "", "")
        for scope in _scopes(chat, user):
            for language in languages:
                if commands := self.commands.get((scope, language)):
                    return commands
        return []


def _scopes(chat: Chat, user: User) -> Iterator[Scope]:
    """From the narrowest to the widest."""
    if chat.is_private:
        yield ("chat", chat.id, 0)
        yield ("all_private_chats", 0, 0)
    else:
        administrates = chat.statuses.get(user.id) in MEMBERS[:2]
        yield ("chat_member", chat.id, user.id)
        if administrates:
            yield ("chat_administrators", chat.id, 0)
        yield ("chat", chat.id, 0)
        if administrates:
            yield ("all_chat_administrators", 0, 0)
        yield ("all_group_chats", 0, 0)
    yield DEFAULT_SCOPE
