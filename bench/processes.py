"""Processes beside this one: started, waited for until they answer, and stopped whatever happens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import wire
from bench.load import ROOT

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 30.0
_TICK: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Process:
    """A running process that listens on a loopback port."""

    number: int
    port: int
    started_in: float

    @property
    def cpu_seconds(self) -> float:
        """The processor time it has used so far."""
        after_name = Path(f"/proc/{self.number}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / _TICK

    @property
    def mebibytes(self) -> float:
        """Its resident memory."""
        return int(Path(f"/proc/{self.number}/statm").read_text().split()[1]) * _PAGE / 2**20


def free_port() -> int:
    """A loopback port that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(*command: str, port: int, folder: Path, path: str = "/", **environment: str) -> Iterator[Process]:
    """A Python program of ours on a port, once `GET path` answers with 200; what it writes is kept in `folder`."""
    log = folder / f"{port}.log"
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "TMPDIR", "LANG"}}
    settings = {**inherited, "PYTHONPATH": str(ROOT), **environment}
    began = time.perf_counter()
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=settings, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        while not _answers(f"http://127.0.0.1:{port}{path}"):
            if process.poll() is not None or time.perf_counter() - began > START_SECONDS:
                raise RuntimeError(f"{' '.join(command)} did not start:\n{log.read_text()}")
            time.sleep(0.005)
        yield Process(process.pid, port, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


@contextmanager
def platforms(folder: Path) -> Iterator[str]:
    """The address of a process that stands for both platforms' API servers."""
    port = free_port()
    with running("-m", "bench.stub", str(port), port=port, folder=folder, path="/calls"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def product(database_url: str, api: str, folder: Path, *options: str, **more: str) -> Iterator[Process]:
    """`run.py serve`, configured for both platforms."""
    port = free_port()
    settings = {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": wire.SLACK_TOKEN,
        "SLACK_SIGNING_SECRET": wire.SLACK_SECRET,
        "SLACK_API_URL": f"{api}/api/",
        "TELEGRAM_BOT_TOKEN": wire.TELEGRAM_TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": wire.TELEGRAM_SECRET,
        "TELEGRAM_API_URL": api,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "k" * 40,
        "LOG_FORMAT": "json",
        **more,
    }
    command = (str(ROOT / "run.py"), "serve", "--host", "127.0.0.1", "--port", str(port), *options)
    with running(*command, port=port, folder=folder, path="/readyz", **settings) as process:
        yield process
