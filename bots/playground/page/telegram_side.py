"""The server as JSON for the page."""

from typing import Any

from bots.playground.page.deed import Deed


class TelegramSide:
    def __init__(self, workspace: Any, seats: Any) -> None:
        self._w = workspace

    def snapshot(self) -> dict[str, Any]:
        return {"bot": {}, "users": {}, "chats": [], "messages": {}, "menus": {}}

    def change(self, change: Any) -> list[dict[str, Any]]:
        return []

    async def act(self, seat: Any, deed: str, details: Any) -> Deed | None: ...
    async def upload(self, seat: Any, details: Any, name: str, content: bytes) -> Deed | None: ...
    def file(self, file_id: str) -> Any: ...
