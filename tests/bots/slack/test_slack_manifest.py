"""The manifest names all that the bot uses, within the limits of Slack's schema."""

import json

import pytest

from bots.port import MenuEntry, Shortcut
from bots.slack.manifest import manifest
from run import _manifest

MENU = [MenuEntry("market", "What waits for you", ""), MenuEntry("job", "Jobs", "post | find [text]")]


def test_every_command_event_and_scope_is_in_it() -> None:
    made = manifest(MENU, "https://parley.example.org/", "")
    assert made["features"]["slash_commands"] == [
        {"command": "/market", "description": "What waits for you", "should_escape": True,
         "url": "https://parley.example.org/slack/events"},
        {"command": "/job", "description": "Jobs", "usage_hint": "post | find [text]", "should_escape": True,
         "url": "https://parley.example.org/slack/events"},
    ]  # fmt: skip
    settings = made["settings"]
    assert settings["event_subscriptions"]["bot_events"] == [
        "app_home_opened", "app_mention", "message.channels", "message.groups", "message.im",
    ]  # fmt: skip
    assert settings["interactivity"] == {"is_enabled": True, "request_url": "https://parley.example.org/slack/events"}
    assert settings["socket_mode_enabled"] is False
    assert made["features"]["app_home"] == {
        "home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False,
    }  # fmt: skip
    assert set(made["oauth_config"]["scopes"]["bot"]) == {
        "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write",
        "groups:history", "groups:read", "im:history", "im:write", "users:read",
    }  # fmt: skip


def test_without_an_address_it_is_for_socket_mode() -> None:
    made = manifest(MENU, "", "")
    assert made["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(made)


def test_a_prefix_stands_before_every_word() -> None:
    commands = manifest(MENU, "", "pl-")["features"]["slash_commands"]
    assert [command["command"] for command in commands] == ["/pl-market", "/pl-job"]


def test_it_keeps_to_the_schemas_limits() -> None:
    words = [MenuEntry(f"word{number}", "d" * 3_000, "u" * 3_000) for number in range(50)]
    made = json.loads(json.dumps(manifest(words, "https://parley.example.org", "")))
    about = made["display_information"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 175 <= len(about["long_description"]) <= 4_000
    for command in made["features"]["slash_commands"]:
        assert 2 <= len(command["command"]) <= 32
        assert 1 <= len(command["description"]) <= 2_000
        assert 1 <= len(command["usage_hint"]) <= 1_000


@pytest.mark.parametrize("words", [["x" * 32], ["two words"], ["Upper"], [], [f"word{number}" for number in range(51)]])
def test_words_that_slack_does_not_take_are_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match="Slack takes 1 to 50 commands"):
        manifest([MenuEntry(word, "x") for word in words], "", "")


def test_shortcuts_are_offered_on_messages_and_need_no_further_scope() -> None:
    used = Shortcut("contract.change", "Propose a change", "Propose a change to a running contract; " * 9)
    made = manifest(MENU, "", "", [used])
    (shown,) = made["features"]["shortcuts"]
    assert (shown["name"], shown["type"], shown["callback_id"]) == ("Propose a change", "message", "contract.change")
    assert 1 <= len(shown["description"]) <= 150
    assert made["oauth_config"] == manifest(MENU, "", "")["oauth_config"]


@pytest.mark.parametrize("labels", [["x" * 25], [""], ["x"] * 11])
def test_shortcuts_that_slack_does_not_take_are_refused(labels: list[str]) -> None:
    with pytest.raises(ValueError, match="Slack takes up to 10 shortcuts of up to 24 letters each"):
        manifest(MENU, "", "", [Shortcut("contract.change", label, "x") for label in labels])


def test_what_the_catalogue_offers_is_taken() -> None:
    made = _manifest("https://parley.example.org")
    assert "contract.change" in [shown["callback_id"] for shown in made["features"]["shortcuts"]]
