"""The arguments of one Web API call, from a form, a query or JSON."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bots.playground.slack.model import ApiError


class Args:
    """Typed access to arguments; forms bring lists and objects as JSON text."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def need(self, name: str) -> str:
        """Raises `invalid_arguments` when it is missing."""
        if not (value := self.text(name)):
            missing = {"messages": [f"[ERROR] missing required field: {name}"]}
            raise ApiError("invalid_arguments", response_metadata=missing)
        return value

    def flag(self, name: str) -> bool:
        return self.values.get(name) in (True, 1, "1", "true", "True")

    def parsed(self, name: str, error: str = "invalid_arguments") -> Any:
        """A list or an object, None when absent. Raises `error` when it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError as problem:
            raise ApiError(error) from problem

    def given(self, name: str) -> bool:
        return self.values.get(name) is not None


async def read(request: Request) -> tuple[dict[str, Any], str]:
    """(arguments, token) of a call. Raises `invalid_json` or `invalid_post_type`."""
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    body = await request.body()
    values: dict[str, Any] = dict(request.query_params)
    if kind == "application/json":
        try:
            decoded = json.loads(body or b"{}")
        except ValueError as problem:
            raise ApiError("invalid_json") from problem
        if not isinstance(decoded, dict):
            raise ApiError("json_not_object")
        values |= {name: value for name, value in decoded.items() if name != "token"}
    elif kind == "application/x-www-form-urlencoded":
        values |= parse_qsl(body.decode(), keep_blank_values=True)
    elif kind == "multipart/form-data":
        values |= {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    elif body:
        raise ApiError("invalid_post_type")
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    in_body = str(values.pop("token", ""))
    return values, bearer if scheme.lower() == "bearer" else in_body
