"""Parley's entry: settings, wiring, verbs. `python run.py --help` lists them."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from socket import socket
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

if TYPE_CHECKING:
    from bots.serve import Running
    from core.clock import Clock
    from core.house import House
    from core.settings import Settings
    from storage.database import Transaction

cli = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)
ledger_cli = typer.Typer(no_args_is_help=False)
cli.add_typer(ledger_cli, name="ledger", help="What the ledger says: check, balances, entries REF.")
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
EVERYWHERE = "0.0.0.0"
Answer = TypeVar("Answer")


@cli.callback(invoke_without_command=True)
def start(context: typer.Context) -> None:
    """With no platform token set: the playground; else serve."""
    if context.invoked_subcommand is None:
        if _settings().connected:
            serve()
        else:
            playground()


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = EVERYWHERE,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
    work: Annotated[bool, typer.Option("--work/--no-work", help="Do the background work too.")] = True,
) -> None:
    """Adapters and HTTP; the background work too unless told not to."""
    from bots import serve as process

    settings = _settings()
    if not settings.connected:
        _stop("No platform is configured: set SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN, or run the playground.")
    _run(settings, lambda house: process.serve(settings, house, host, port, background=work))


@cli.command("work")
def work_only() -> None:
    """Background work only: deliveries, deadlines, provider events."""
    from bots import serve as process

    settings = _settings()
    _run(settings, lambda house: process.work(settings, house))


@cli.command()
def playground(
    port: Annotated[int, typer.Option(help="Port to listen on; a free one if it is taken.")] = 8080,
    script: Annotated[str, typer.Option(help="Play this file and exit.")] = "",
    anyway: Annotated[bool, typer.Option("--anyway", help="Start beside real tokens, without using them.")] = False,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
) -> None:
    """The marketplace on this machine alone, with stand-ins of both platforms."""
    import logging

    from bots import logs
    from bots.playground.main import CannotPlay, Wiring, play
    from bots.serve import CannotStart

    settings = _settings()
    logs.set_up(settings.log_format, logging.WARNING)
    try:
        wiring = Wiring(_product, _manifest)
        sys.exit(play(settings, wiring, port=port, script=script, anyway=anyway, browser=browser))
    except (CannotPlay, CannotStart) as error:
        _stop(str(error))


@cli.command()
def migrate() -> None:
    """Bring the database's schema up to date; can be repeated."""
    from storage.schema import SchemaError, ensure

    try:
        ensure(_settings().database_url)
    except SchemaError as error:
        _stop(str(error))
    typer.echo("The schema is up to date.")


@cli.command()
def show(refs: list[str], as_json: AsJson = False) -> None:
    """What is recorded about references."""
    from core import report

    found = _reading(lambda transaction: [report.thing(transaction, ref) for ref in refs])
    unknown = [ref for ref, thing in zip(refs, found, strict=True) if thing is None]
    known = [thing for thing in found if thing is not None]
    if known:
        shown = known[0] if len(refs) == 1 else known
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=None if as_json else 2))
    for ref in unknown:
        typer.echo(f"unknown: {ref}", err=True)
    if not known:
        raise typer.Exit(1)


@ledger_cli.callback(invoke_without_command=True)
def ledger(context: typer.Context, as_json: AsJson = False) -> None:
    """The balances, when no verb is given."""
    if context.invoked_subcommand is None:
        balances(as_json)


@ledger_cli.command()
def check(as_json: AsJson = False) -> None:
    """Recompute everything; exits 1 on any violated invariant."""
    from core import report

    violations = _reading(report.violations)
    typer.echo(json.dumps({"ok": not violations, "violations": violations}) if as_json else _verdict(violations))
    if violations:
        raise typer.Exit(1)


@ledger_cli.command()
def balances(as_json: AsJson = False) -> None:
    """Every account with its balance in minor units."""
    from core import report

    rows = _reading(report.balances)
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        typer.echo(f"{row['account']:24} {row['owner'] or '–':8} {row['currency']} {row['balance']:>14}")


@ledger_cli.command()
def entries(ref: str, as_json: AsJson = False) -> None:
    """The entries that concern a reference."""
    from core import report

    rows = _reading(lambda transaction: report.entries(transaction, ref))
    typer.echo(json.dumps(rows, indent=None if as_json else 2))


@cli.command()
def manifest() -> None:
    """The Slack app manifest, with every command, scope and event used."""
    settings = _settings()
    typer.echo(json.dumps(_manifest(settings.public_url, settings.slack_command_prefix), indent=2))


@cli.command()
def docs(check_only: Annotated[bool, typer.Option("--check", help="Only say whether they are fresh.")] = False) -> None:
    """Write the generated pages of docs/."""
    from core.documents import refresh

    stale = refresh(write=not check_only)
    if check_only and stale:
        _stop("Stale, run `make docs`: " + ", ".join(stale))


@cli.command()
def doctor() -> None:
    """Look over the whole set-up and say what is wrong."""
    from bots.doctor import examine

    raise typer.Exit(asyncio.run(examine(_settings(), typer.echo)))


@cli.command()
def grant(role: str, who: str) -> None:
    """Give a role to somebody who has joined: U-4, slack:T0:U1 or telegram:42."""
    from core import granting
    from core.clock import Clock
    from core.standing import Unusable

    settings = _settings()
    try:
        typer.echo(granting.grant(settings.database_url, role, who, Clock(settings.clock_seconds)))
    except (granting.CannotGrant, Unusable) as error:
        _stop(str(error))


def _settings() -> Settings:
    from pydantic import ValidationError

    from core.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = ".".join(str(part) for part in problem["loc"]).upper()
            typer.echo(f"{name or 'settings'}: {problem['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(2) from None


def _manifest(public_url: str, prefix: str = "") -> dict[str, Any]:
    import core.commands  # noqa: F401  importing it fills the catalogue
    from bots.port import MenuEntry, Shortcut
    from bots.slack.manifest import manifest as made
    from core.menu import shortcuts, words

    found = [Shortcut(*each) for each in shortcuts()]
    return made([MenuEntry(*word) for word in words("operator")], public_url, prefix, found)


def _run(settings: Settings, main: Callable[[House], Coroutine[Any, Any, None]]) -> None:
    """Open the house, run, close it."""
    from bots import logs
    from bots.serve import CannotStart
    from core.clock import Clock

    logs.set_up(settings.log_format)
    try:
        with _house(settings, Clock(settings.clock_seconds)) as house:
            asyncio.run(main(house))
    except CannotStart as error:
        _stop(str(error))


@contextmanager
def _house(settings: Settings, clock: Clock) -> Iterator[House]:
    """The core over a database that is brought up to date first."""
    from core.house import open_house
    from storage.schema import SchemaError, ensure

    try:
        ensure(settings.database_url)
    except SchemaError as error:
        _stop(str(error))
    operators = settings.operator_identities
    with closing(open_house(settings.database_url, settings.secret(), clock=clock, operators=operators)) as house:
        yield house


@asynccontextmanager
async def _product(settings: Settings, clock: Clock, listener: socket) -> AsyncIterator[Running]:
    """The product as `serve` runs it, for the playground, whose stand-ins set no limits."""
    from bots.serve import running

    with _house(settings, clock) as house:
        async with running(settings, house, listener, limits={}) as process:
            yield process


def _reading(question: Callable[[Transaction], Answer]) -> Answer:
    """Ask the database one question."""
    from core.standing import Unusable, opened

    try:
        with opened(_settings().database_url) as transaction:
            return question(transaction)
    except Unusable as error:
        _stop(str(error))


def _verdict(violations: list[str]) -> str:
    return "\n".join(violations) if violations else "The ledger adds up."


def _stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    from bots import collector

    collector.rest()
    cli()
