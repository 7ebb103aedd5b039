"""A client process: sends prepared HTTP requests over kept-open connections and notes how long each answer took.

    python -m bench.load < task.json

The task names `port`, `clients`, `requests` (whole HTTP requests) and `expect` (what each answer must contain). With
`seconds` every client sends its next request as soon as it has its answer, until the time is over; with `rate` the
requests come that many a second whether or not answers do, and an answer's time counts from when its request was due.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
LAST_ANSWERS: Final = 30.0
_LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task: answers that were right and wrong, the seconds it took, each answer's milliseconds."""

    right: int
    wrong: int
    seconds: float
    milliseconds: list[float]

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return self.right / self.seconds

    def percentile(self, share: float) -> float:
        """The milliseconds within which this share of the answers came."""
        found = sorted(self.milliseconds)
        return found[min(int(len(found) * share), len(found) - 1)] if found else float("nan")


def run(port: int, requests: Sequence[bytes], *, clients: int, expect: str = "", **how: float) -> Outcome:
    """Have a process of its own send the requests: for at most `seconds`, or at a `rate`."""
    texts = [request.decode("latin-1") for request in requests]
    task = {"port": port, "clients": clients, "expect": expect, "requests": texts, **how}
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=json.dumps(task), stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return Outcome(**json.loads(done.stdout))


class _Sender:
    """Everything about one task."""

    def __init__(self, task: dict[str, Any]) -> None:
        self.task = task
        self.expect = task["expect"].encode()
        self.waiting: deque[tuple[bytes, float]] = deque()
        self.idle: list[_Client] = []
        self.milliseconds: list[float] = []
        self.right = self.wrong = self.open = 0
        self.first_wrong = b""
        self.finished = asyncio.Event()

    async def run(self) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        for _number in range(self.task["clients"]):
            _transport, client = await loop.create_connection(lambda: _Client(self), "127.0.0.1", self.task["port"])
            self.idle.append(client)
        requests = [text.encode("latin-1") for text in self.task["requests"]]
        began = time.perf_counter()
        if "rate" in self.task:
            await self._at_a_rate(requests, began)
        else:
            await self._in_turns(requests, began + self.task["seconds"])
        seconds = time.perf_counter() - began
        if self.wrong:
            print(self.first_wrong.decode(errors="replace")[:2_000], file=sys.stderr)
        return {"right": self.right, "wrong": self.wrong, "seconds": seconds, "milliseconds": self.milliseconds}

    async def _in_turns(self, requests: list[bytes], until: float) -> None:
        self.left, self.until = iter(requests), until
        for client in list(self.idle):
            self.next_of(client)
        await self.finished.wait()

    def next_of(self, client: _Client) -> None:
        """The client has nothing to do any more."""
        now = time.perf_counter()
        if "rate" in self.task:
            if self.waiting:
                client.send(*self.waiting.popleft())
            else:
                self.idle.append(client)
        elif now < self.until and (request := next(self.left, None)) is not None:
            client.send(request, now)
        elif not self.open:
            self.finished.set()

    async def _at_a_rate(self, requests: list[bytes], began: float) -> None:
        for number, request in enumerate(requests):
            due = began + number / self.task["rate"]
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            if self.idle:
                self.idle.pop(0).send(request, due)  # in turns, so that no connection idles until it is closed
            else:
                self.waiting.append((request, due))
        give_up = time.perf_counter() + LAST_ANSWERS
        while (self.open or self.waiting) and time.perf_counter() < give_up:  # noqa: ASYNC110  a flag would do no better
            await asyncio.sleep(0.01)
        self.wrong += self.open + len(self.waiting)


class _Client(asyncio.Protocol):
    """One connection with at most one request on it."""

    def __init__(self, sender: _Sender) -> None:
        self._sender = sender
        self._answer = b""
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self, request: bytes, began: float) -> None:
        self._began = began
        self._sender.open += 1
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, gap, body = self._answer.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not gap or len(body) < (int(length[1]) if length else 0):
            return
        sender = self._sender
        if head.startswith(b"HTTP/1.1 200") and sender.expect in body:
            sender.right += 1
        else:
            sender.wrong += 1
            sender.first_wrong = sender.first_wrong or self._answer
        sender.milliseconds.append((time.perf_counter() - self._began) * 1_000)
        self._answer = b""
        sender.open -= 1
        sender.next_of(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        if self._sender.open and not self._sender.finished.is_set():
            raise ConnectionError("the server closed a connection")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_Sender(json.load(sys.stdin)).run())))
