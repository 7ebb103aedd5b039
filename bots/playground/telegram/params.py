"""A Bot API call's parameters, whatever they came in: query string, JSON, form or multipart."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bots.playground.telegram.refusals import bad_request

ATTACH = "attach://"


@dataclass(frozen=True)
class Upload:
    """A file part of a multipart request."""

    name: str
    mime: str
    data: bytes


@dataclass
class Params:
    """Named values, of any JSON type or as text, and uploaded files by part name."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value as text, empty when absent."""
        value = self.values.get(name)
        return "" if value is None else value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """The value as a whole number; like Telegram, whatever is none counts as the default."""
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        """The value as a truth value."""
        return self.text(name).lower() in ("true", "1", "yes")

    def structure(self, name: str) -> Any:
        """The JSON value, None when absent; raises Refused if it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except json.JSONDecodeError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """The file sent under that name or attached to it."""
        return self.uploads.get(self.text(name).removeprefix(ATTACH)) or self.uploads.get(name)

    def loggable(self) -> dict[str, Any]:
        """The parameters for the wire log, files by name and size."""
        files = {part: f"{upload.name} ({len(upload.data)} bytes)" for part, upload in self.uploads.items()}
        return {**self.values, **files}


async def read_params(request: Request) -> Params:
    """Read the whole request; raises Refused if a JSON body is none."""
    params = Params(dict(request.query_params))
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        params.values |= body if isinstance(body, dict) else {}
        return params
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                params.uploads[name] = Upload(value.filename or name, mime, await value.read())
            else:
                params.values[name] = value
    return params
