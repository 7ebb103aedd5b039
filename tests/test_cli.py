"""The operator's tools as they are started: exit codes, and JSON as machines read it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.settings import Settings
from storage.schema import migrate
from tests.kit import World, open_world

RUN = Path(__file__).parent.parent / "run.py"


@dataclass
class Shell:
    """Somewhere away from any `.env`, with nothing set but the database."""

    folder: Path
    database_url: str

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """`python run.py <words>`."""
        names = {name.upper() for name in Settings.model_fields}
        kept = {name: value for name, value in os.environ.items() if name not in names}
        environment = kept | {"DATABASE_URL": self.database_url, **settings}
        command = [sys.executable, str(RUN), *words]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    def says(self, *words: str, **settings: str) -> Any:
        """The JSON that a successful run prints."""
        done = self.run(*words, **settings)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    with open_world(sqlite_url) as world:
        yield world


@pytest.fixture
def shell(world: World, tmp_path: Path) -> Shell:
    """With the world in the database."""
    return Shell(tmp_path, world.url)


@pytest.fixture
def bare(tmp_path: Path, empty_sqlite_url: str) -> Shell:
    """Before there is any database."""
    return Shell(tmp_path, empty_sqlite_url)


# show


def test_a_milestone_is_shown_with_its_parties_amounts_deadlines_and_history(world: World, shell: Shell) -> None:
    world.submitted()
    shown = shell.says("show", "M-1", "--json")
    assert (shown["ref"], shown["kind"], shown["state"]) == ("M-1", "milestone", "submitted")
    assert shown["parties"] == {"client": "U-1", "freelancer": "U-2"}
    agreed = {"agreed": 20_000, "funded": 20_000, "released": 0, "refunded": 0}
    assert shown["amounts"]["USD"].items() >= agreed.items()
    assert shown["deadlines"] == [{"event": "auto_release", "due": "2025-12-08T10:00:02Z"}]
    assert [line["event"] for line in shown["history"]] == ["add", "fund", "submit"]
    assert shown["history"][-1].items() >= {"from": "funded", "to": "submitted", "by": "U-2"}.items()
    assert shown["contract"] == "C-1"


def test_a_released_milestone_shows_the_gross_and_no_review_any_more(world: World, shell: Shell) -> None:
    world.released()
    shown = shell.says("show", "M-1", "--json")
    assert shown["state"] == "released"
    assert shown["amounts"]["USD"].items() >= {"released": 20_000, "refunded": 0, "freelancer_fee": 2_000}.items()
    assert [line["event"] for line in shown["deadlines"]] == ["clear"]


def test_a_contract_is_shown_with_its_milestones_in_order_and_without_dropped_ones(world: World, shell: Shell) -> None:
    world.funded()
    world.does("ann", "/milestone add C-1 Extra amount:50")
    world.does("ann", "/milestone remove M-2")
    shown = shell.says("show", "C-1", "--json")
    assert [(part["ref"], part["state"], part["title"]) for part in shown["milestones"]] == [
        ("M-1", "funded", "Draft"),
        ("M-3", "agreed", "Extra"),
    ]
    assert all(part["amounts"]["USD"]["agreed"] > 0 for part in shown["milestones"])
    assert (shown["state"], shown["terms_version"], shown["weeks"]) == ("active", 1, [])


def test_every_kind_of_thing_answers_with_the_same_first_fields(world: World, shell: Shell) -> None:
    world.cleared().does("bo", "/wallet withdraw 100 confirm:yes")
    refs = ["U-1", "J-1", "P-1", "C-1", "M-1", "DEP-1", "W-1"]
    found = shell.says("show", *refs, "--json")
    assert [thing["ref"] for thing in found] == refs
    wanted = {"ref", "kind", "state", "parties", "amounts", "deadlines", "history"}
    assert [thing["ref"] for thing in found if not wanted <= thing.keys()] == []


def test_references_are_read_in_either_case_and_unknown_ones_are_named(world: World, shell: Shell) -> None:
    world.offered()
    assert shell.says("show", "m-1", "--json")["ref"] == "M-1"
    some = shell.run("show", "M-1", "M-99", "--json")
    assert some.returncode == 0
    assert [thing["ref"] for thing in json.loads(some.stdout)] == ["M-1"]
    assert some.stderr == "unknown: M-99\n"


@pytest.mark.parametrize("ref", ["M-99", "nonsense", "M-99999999999999999999"])
def test_an_unknown_reference_alone_exits_1_and_prints_nothing(bare: Shell, ref: str) -> None:
    migrate(bare.database_url)
    done = bare.run("show", ref, "--json")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"unknown: {ref}\n")


def test_postgresql_shows_the_same_to_the_letter(
    world: World, shell: Shell, postgresql_url: str, tmp_path: Path
) -> None:
    asked: list[tuple[str, ...]] = [("show", "M-1", "C-1", "U-2"), ("ledger", "balances"), ("ledger", "entries", "C-1")]
    world.released()
    with open_world(postgresql_url) as other:
        other.released()
    there = Shell(tmp_path, postgresql_url)
    for words in asked:
        assert there.says(*words, "--json") == shell.says(*words, "--json")


# ledger


def test_the_balances_are_a_list_that_sums_to_nothing(world: World, shell: Shell) -> None:
    world.submitted()
    rows = shell.says("ledger", "balances", "--json")
    assert {"account": "contract_escrow", "owner": "C-1", "currency": "USD", "balance": 20_000} in rows
    assert {"account": "platform_fees", "owner": None, "currency": "USD", "balance": 1_000} in rows
    assert {"account": "provider_clearing", "owner": None, "currency": "USD", "balance": -21_000} in rows
    assert sum(row["balance"] for row in rows) == 0
    assert shell.says("ledger", "--json") == rows


def test_the_entries_of_a_reference_are_its_transfers(world: World, shell: Shell) -> None:
    world.released()
    rows = shell.says("ledger", "entries", "M-1", "--json")
    assert [(row["recipe"], row["from"], row["to"], row["amount"]) for row in rows] == [
        ("fund", "client_wallet", "contract_escrow", 20_000),
        ("fund", "client_wallet", "platform_fees", 1_000),
        ("release", "contract_escrow", "freelancer_pending", 18_000),
        ("release", "contract_escrow", "platform_fees", 2_000),
    ]
    assert shell.says("ledger", "entries", "M-99", "--json") == []


def test_a_clean_ledger_checks_out(world: World, shell: Shell) -> None:
    world.released()
    assert shell.says("ledger", "check", "--json") == {"ok": True, "violations": []}
    done = shell.run("ledger", "check")
    assert (done.returncode, done.stdout) == (0, "The ledger adds up.\n")


def test_a_ledger_that_was_tampered_with_exits_1_and_says_what_is_wrong(world: World, shell: Shell) -> None:
    world.funded()
    with world.session.transaction(write=True):
        world.session.execute("UPDATE milestones SET funded = funded + 1 WHERE id = 1", {})
    done = shell.run("ledger", "check", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "ok": False,
        "violations": ["C-1: escrow 20000, but its milestones and weeks hold 20001"],
    }
    assert shell.run("ledger", "check").returncode == 1


# grant


def test_a_grant_is_said_and_recorded(world: World, shell: Shell) -> None:
    world.joined()
    done = shell.run("grant", "mediator", "telegram:404")
    assert (done.returncode, done.stdout) == (1, "")
    assert "has not joined yet" in done.stderr
    assert shell.run("grant", "mediator", "U-2").stdout == "U-2 Bo Maker is mediator now.\n"
    shown = shell.says("show", "U-2", "--json")
    assert shown["roles"] == ["freelancer", "mediator"]
    assert [line["event"] for line in shown["history"]] == ["grant"]


# what needs no world


def test_migrating_can_be_repeated(bare: Shell) -> None:
    for _again in range(2):
        done = bare.run("migrate")
        assert (done.returncode, done.stdout) == (0, "The schema is up to date.\n")


READERS = [
    ("show", "M-1"),
    ("ledger",),
    ("ledger", "check"),
    ("ledger", "entries", "M-1"),
    ("grant", "operator", "U-1"),
]


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_without_a_database_the_tools_say_what_to_do_and_make_none(bare: Shell, words: tuple[str, ...]) -> None:
    done = bare.run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert "python run.py migrate" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(bare.folder.iterdir()) == []


@pytest.mark.parametrize("words", [("show", "M-1"), ("migrate",), ("serve",)], ids=" ".join)
def test_a_database_out_of_reach_is_one_sentence(bare: Shell, words: tuple[str, ...]) -> None:
    away = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "TELEGRAM_BOT_TOKEN": "123456:never-used"}
    done = bare.run(*words, **away)
    assert done.returncode == 1
    assert "The database cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"CLOCK_OFFSET": "soon"}, "CLOCK_OFFSET: is one whole number with s, m, h or d"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL: must begin with sqlite:/// or postgresql+psycopg://"),
        ({"OPERATORS": "ann"}, "OPERATORS: 'ann' is not slack:TEAM:USER or telegram:NUMBER"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_BOT_TOKEN needs SLACK_SIGNING_SECRET"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have 32 or more characters"),
        ({"ENVIRONMENT": "production"}, "does not start on sandbox money"),
        ({"ENVIRONMENT": "production", "ALLOW_SANDBOX_MONEY": "1", "CLOCK_OFFSET": "1d"}, "CLOCK_OFFSET is refused"),
        ({"ENVIRONMENT": "production", "ALLOW_SANDBOX_MONEY": "1"}, "production needs a SECRET_KEY"),
    ],
)
def test_settings_that_cannot_work_exit_2_and_are_named(bare: Shell, settings: dict[str, str], said: str) -> None:
    done = bare.run("show", "M-1", **settings)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_the_manifest_is_json_with_every_command_and_the_address(bare: Shell) -> None:
    made = bare.says("manifest", PUBLIC_URL="https://parley.example", SLACK_COMMAND_PREFIX="p-")
    commands = made["features"]["slash_commands"]
    assert {"/p-job", "/p-post", "/p-admin"} <= {entry["command"] for entry in commands}
    assert {entry["url"] for entry in commands} == {"https://parley.example/slack/events"}
    assert made["settings"]["socket_mode_enabled"] is False
    assert bare.says("manifest")["settings"]["socket_mode_enabled"] is True
    assert list(bare.folder.iterdir()) == []


def test_fresh_docs_check_out(bare: Shell) -> None:
    done = bare.run("docs", "--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_doctor_exits_1_where_something_is_to_be_put_right(bare: Shell) -> None:
    assert bare.run("doctor").returncode == 1
    migrate(bare.database_url)
    done = bare.run("doctor")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Nothing to put right.")


@pytest.mark.parametrize("socket_mode", [False, True])
def test_serving_where_slack_cannot_be_reached_ends_with_a_sentence(bare: Shell, socket_mode: bool) -> None:
    settings = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "s" * 32,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }
    done = bare.run("serve", "--port", "0", **settings, SLACK_APP_TOKEN="xapp-1" if socket_mode else "")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Slack cannot be reached: ")
    assert "Traceback" not in done.stderr


def test_serving_without_a_platform_says_what_to_set(bare: Shell) -> None:
    done = bare.run("serve")
    assert done.returncode == 1
    assert "SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN" in done.stderr


def test_showing_loads_nothing_but_the_database(world: World, shell: Shell) -> None:
    world.offered()
    heavy = {"slack_bolt", "telegram", "uvicorn", "starlette", "alembic", "apscheduler", "dateparser", "rapidfuzz"}
    code = "import sys, runpy; sys.argv = ['run.py', 'show', 'M-1', '--json']\n"
    code += f"try: runpy.run_path({str(RUN)!r}, run_name='__main__')\n"
    code += f"except SystemExit as end: print(end.code, {heavy!r} & sys.modules.keys(), file=sys.stderr)"
    environment = {**os.environ, "DATABASE_URL": world.url, "PYTHONPATH": str(RUN.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=shell.folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == "0 set()\n"
