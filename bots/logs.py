"""Structured logs, with anything that looks like a token or an account taken out."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

SECRETS: Final = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|\d{6,}:[\w-]{20,}|sk_(?:live|test)_\w+|whsec_\w+|\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
HIDDEN: Final = "[hidden]"


def hide(text: str) -> str:
    """The text without tokens, passwords and bank accounts."""
    return SECRETS.sub(HIDDEN, text)


def _hide_all(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: hide(value) if isinstance(value, str) else value for key, value in event.items()}


class _Hiding(logging.Filter):
    """The same for what libraries log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = hide(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = hide(logging.Formatter().formatException(record.exc_info))
        return True


def set_up(form: str, level: int = logging.INFO) -> None:
    """Write to standard error, from this level on: one JSON object a line, or readable lines."""
    last: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            _hide_all,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Hiding())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
