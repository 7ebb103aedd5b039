"""The one ASGI app: the platforms' endpoints, health, readiness and metrics."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Protocol

import uvicorn
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

Endpoint = Callable[[Request], Awaitable[Response]]


class Check(Protocol):
    """Something that must be so before commands are taken; answers with what is missing, or nothing."""

    async def __call__(self) -> str: ...


class Metrics:
    """What operators watch."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.answers = Counter(
            "parley_requests", "Requests by door and status", ["door", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "parley_answer_seconds",
            "Time to answer by door",
            ["door"],
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
            registry=self.registry,
        )
        self.outbox = Gauge("parley_outbox", "Messages by status", ["status"], registry=self.registry)
        self.overdue = Gauge("parley_deadlines_overdue", "Deadlines past due", registry=self.registry)


def application(
    doors: Mapping[str, Endpoint],
    checks: Sequence[Check],
    metrics: Metrics,
    measure: Callable[[Metrics], Awaitable[None]],
) -> Starlette:
    """The app. `doors` are the POST endpoints by path; `measure` refreshes the gauges when they are asked for."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        missing = [why for check in checks if (why := await check())]
        return PlainTextResponse("; ".join(missing) or "ready", status_code=503 if missing else 200)

    async def numbers(_request: Request) -> Response:
        await measure(metrics)
        return Response(generate_latest(metrics.registry), media_type="text/plain; version=0.0.4")

    def door(path: str, endpoint: Endpoint) -> Route:
        seconds = metrics.seconds.labels(path)

        async def through(request: Request) -> Response:
            began = time.perf_counter()
            response = await endpoint(request)
            seconds.observe(time.perf_counter() - began)
            metrics.answers.labels(path, response.status_code).inc()
            return response

        return Route(path, through, methods=["POST"])

    return Starlette(
        routes=[
            *(door(path, endpoint) for path, endpoint in doors.items()),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", numbers),
        ]
    )


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process before the rest has finished."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listener_on(host: str, port: int) -> socket.socket:
    """A socket bound to an address; port 0 takes a free one. Raises OSError."""
    # asyncio only turns Nagle's delay off for a socket that says it is TCP
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    family, kind, protocol, _name, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


@contextlib.asynccontextmanager
async def serving(app: Starlette, listener: socket.socket, stop_seconds: float) -> AsyncIterator[asyncio.Task[None]]:
    """The app on a bound socket until the block ends; requests under way may take so many seconds to finish then."""
    config = uvicorn.Config(
        app, http="httptools", log_config=None, access_log=False, server_header=False, proxy_headers=False
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not (server.started or task.done()):  # noqa: ASYNC110  uvicorn tells by a flag only
            await asyncio.sleep(0.005)
        yield task
    finally:
        server.should_exit = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(task, stop_seconds)
