"""`run.py playground` as a process: how it ends, which port it takes, and whose database it uses."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.browser import chromium

ANN, BO = "ann@slack", "bo@telegram"
SOON = 3.0


class Playground:
    """The process and its page."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self.process, self.folder = process, folder
        assert process.stdout is not None
        self.said = process.stdout.readline()
        self.http = httpx.Client(base_url=self.said.split()[4], trust_env=False, timeout=30)

    def types(self, who: str, text: str) -> None:
        """A line."""
        answer = self.http.post("/api/act", json={"who": who, "deed": "types", "text": text})
        assert answer.json()["ok"], answer.text

    def ends(self, number: int = signal.SIGTERM) -> None:
        """It ends soon and well, without a word on stderr, and leaves nothing behind."""
        self.http.close()
        has_ended_well(self.process, self.folder, number)


def has_ended_well(process: subprocess.Popen[str], folder: Path, number: int = signal.SIGTERM) -> None:
    """Soon, without a traceback, and with nothing left behind."""
    began = time.perf_counter()
    process.send_signal(number)
    _said, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (0, "")
    assert time.perf_counter() - began < SOON
    assert list(folder.glob("parley-*")) == []


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the process puts what is only for now."""
    (tmp_path / "tmp").mkdir()
    return tmp_path / "tmp"


@contextmanager
def playing(folder: Path, *options: str, **settings: str) -> Iterator[Playground]:
    """A playground of its own."""
    with chromium.process(folder.parent, *options, stderr=subprocess.PIPE, TMPDIR=str(folder), **settings) as process:
        playground = Playground(process, folder)
        try:
            yield playground
        finally:
            playground.http.close()
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_pages_open_whether_they_read_or_not(temporary: Path, number: int) -> None:
    with playing(temporary) as playground:
        url = httpx.URL(playground.said.split()[4])
        sleepers = [socket.create_connection((url.host, url.port or 0)) for _page in range(3)]
        for sleeper in sleepers:
            sleeper.sendall(f"GET /api/events HTTP/1.1\r\nHost: {url.host}:{url.port}\r\n\r\n".encode())
        playground.types(ANN, '/account join role:client name:"Ann Client"')
        playground.ends(number)
        for sleeper in sleepers:
            sleeper.close()


@pytest.mark.parametrize(("path", "body"), [("seed", {}), ("tour", {"do": "start", "name": "post-to-paid"})])
def test_it_ends_in_the_middle_of_something(temporary: Path, path: str, body: dict[str, str]) -> None:
    with playing(temporary) as playground:
        url = httpx.URL(playground.said.split()[4])
        with socket.create_connection((url.host, url.port or 0)) as line:
            sent = httpx.Request("POST", url.copy_with(path=f"/api/{path}"), json=body)
            head = f"POST /api/{path} HTTP/1.1\r\nHost: {url.host}:{url.port}\r\n"
            line.sendall(f"{head}Content-Length: {len(sent.content)}\r\n\r\n".encode() + sent.content)
            time.sleep(0.3)
            playground.ends()


def test_it_ends_while_it_is_still_starting(temporary: Path) -> None:
    with chromium.process(temporary.parent, stderr=subprocess.PIPE, TMPDIR=str(temporary)) as process:
        for _look in range(2_000):
            if list(temporary.glob("parley-*")):
                break
            time.sleep(0.005)
        has_ended_well(process, temporary)


def test_a_port_that_is_taken_is_left_to_whoever_has_it(temporary: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with playing(temporary, "--port", str(taken.getsockname()[1])) as playground:
            assert "another program has the usual port" in playground.said
            assert str(taken.getsockname()[1]) not in playground.said
            assert playground.http.get("/healthz").text == "ok"
            playground.ends()


def test_a_database_with_a_name_is_kept_and_used_again(temporary: Path, empty_database_url: str) -> None:
    with playing(temporary, DATABASE_URL=empty_database_url) as playground:
        playground.types(ANN, '/account join role:client name:"Ann Client"')
        playground.types(BO, '/account join role:freelancer name:"Bo Maker"')
        playground.types(ANN, '/job post Paint a fence budget:90 description:"White"')
        refused = playground.http.post("/api/reset").json()
        assert "DATABASE_URL" in refused["problem"]
        playground.ends()
    with playing(temporary, DATABASE_URL=empty_database_url) as playground:
        assert playground.http.get("/api/thing/J-1").json()["title"] == "Paint a fence"
        playground.types(ANN, '/account join role:client name:"Ann Anew"')
        for _look in range(50):
            if playground.http.get("/api/thing/U-3").json()["ref"] == "U-3":
                break
            time.sleep(0.1)
        assert playground.http.get("/api/thing/U-3").json()["ref"] == "U-3"
        playground.types(BO, "/job find")
        assert playground.http.get("/api/books").json()["violations"] == []
        playground.ends()
