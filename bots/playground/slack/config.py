"""What the app was installed with: its scopes, events, slash commands and tabs, as its manifest says.

Without a manifest everything is allowed and the usual events are sent. With one, what it does not declare is refused
or stays silent, as on Slack.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bots.playground.slack.model import ApiError

USUAL_EVENTS = frozenset({
    "app_mention", "message.im", "app_home_opened", "team_join", "app_uninstalled", "tokens_revoked",
})  # fmt: skip

SCOPES: Mapping[str, tuple[str, ...]] = {  # method -> any one of these
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "conversations.open": ("im:write", "mpim:write"),
    "conversations.info": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "conversations.members": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "conversations.join": ("channels:join",),
    "users.conversations": ("channels:read", "groups:read", "im:read", "mpim:read"),
    "users.info": ("users:read",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.info": ("files:read",),
}


@dataclass
class AppConfig:
    name: str = "Parley"
    bot_name: str = "parley"
    scopes: frozenset[str] | None = None
    events: frozenset[str] = USUAL_EVENTS
    commands: Mapping[str, bool] | None = None  # command -> should_escape
    command_menu: tuple[Mapping[str, Any], ...] = ()  # as the manifest has them, for typing `/`
    shortcuts: frozenset[str] | None = None
    shortcut_menu: tuple[Mapping[str, Any], ...] = ()
    home_tab: bool = True
    messages_tab: bool = True
    messages_read_only: bool = False
    interactivity: bool = True

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> "AppConfig":
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        home = features.get("app_home", {})
        name = manifest["display_information"]["name"]
        return cls(
            name=name,
            bot_name=features.get("bot_user", {}).get("display_name", name).lower(),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            commands={c["command"]: c.get("should_escape", False) for c in features.get("slash_commands", ())},
            command_menu=tuple(features.get("slash_commands", ())),
            shortcut_menu=tuple(features.get("shortcuts", ())),
            shortcuts=frozenset(shortcut["callback_id"] for shortcut in features.get("shortcuts", ())),
            home_tab=home.get("home_tab_enabled", False),
            messages_tab=home.get("messages_tab_enabled", False),
            messages_read_only=home.get("messages_tab_read_only_enabled", True),
            interactivity=settings.get("interactivity", {}).get("is_enabled", False),
        )

    def check_scope(self, method: str) -> None:
        """Raises `missing_scope` with what is needed and what the token has."""
        needed = SCOPES.get(method)
        if self.scopes is not None and needed and self.scopes.isdisjoint(needed):
            raise ApiError("missing_scope", needed=",".join(needed), provided=",".join(sorted(self.scopes)))

    def escapes(self, command: str) -> bool | None:
        """Whether this slash command's text is escaped; None when the app has no such command."""
        return True if self.commands is None else self.commands.get(command)
