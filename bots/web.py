"""The one ASGI app: the platforms' endpoints, health, readiness and metrics."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
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
        async def through(request: Request) -> Response:
            began = time.perf_counter()
            response = await endpoint(request)
            metrics.seconds.labels(path).observe(time.perf_counter() - began)
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


def server_on(app: Starlette, host: str, port: int) -> uvicorn.Server:
    """A server for the app that stops only when `should_exit` is set."""
    config = uvicorn.Config(
        app, host=host, port=port, http="httptools", log_config=None, access_log=False, server_header=False
    )
    return _Server(config)
