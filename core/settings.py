"""Settings from the environment and `.env`; what cannot work is refused at the start, loudly."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK_API: Final = "https://slack.com/api/"
TELEGRAM_API: Final = "https://api.telegram.org"
_UNITS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_OFFSET: Final = re.compile(r"([+-]?\d{1,9})([smhd])")


class Settings(BaseSettings):
    """Every setting, named as in the environment."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore")

    database_url: str = Field(
        default="sqlite:///parley.db",
        description="Where everything is kept: a SQLite file, or `postgresql+psycopg://user:password@host/name`.",
    )
    slack_bot_token: SecretStr | None = Field(default=None, description="Slack: the bot's token, `xoxb-…`.")
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="Slack, HTTP mode: proves that requests come from Slack."
    )
    slack_app_token: SecretStr | None = Field(
        default=None, description="Slack, Socket Mode: the app-level token, `xapp-…`. No public address is needed then."
    )
    slack_api_url: str = Field(
        default=SLACK_API, description="Slack: another base URL that ends in `/api/`, for a stand-in."
    )
    slack_command_prefix: str = Field(
        default="",
        pattern=r"^[a-z0-9_-]{0,16}$",
        description="Slack: what the command words begin with where a workspace already uses ours.",
    )
    telegram_bot_token: SecretStr | None = Field(
        default=None, description="Telegram: the bot's token, as BotFather gave it."
    )
    telegram_webhook_secret: SecretStr | None = Field(
        default=None,
        description="Telegram: with `PUBLIC_URL`, updates come by webhook and carry this; else by long polling.",
    )
    telegram_api_url: str = Field(
        default=TELEGRAM_API, description="Telegram: another root URL, for a stand-in or a self-hosted server."
    )
    public_url: str = Field(default="", description="Where the platforms reach this server: `https://…`, no path.")
    secret_key: SecretStr | None = Field(
        default=None,
        description="Any text of 32 or more characters; encrypts payout details at rest. Needed in production; else "
        "one is made and kept beside the database. Keep it with your backups: it cannot be changed later.",
    )
    operators: str = Field(
        default="", description="People who are operators from the start, such as `slack:T0:U1,telegram:42`."
    )
    log_format: Literal["json", "readable"] = Field(
        default="readable", description="`json` for machines, `readable` for people."
    )
    environment: str = Field(
        default="development",
        description="`production` refuses sandbox money, a moved clock, a `PUBLIC_URL` without https and a missing "
        "`SECRET_KEY`.",
    )
    allow_sandbox_money: bool = Field(
        default=False, description="`1` lets production start although all money is sandbox money."
    )
    clock_offset: str = Field(
        default="0s",
        description="Shifts the product's clock by a whole number of `s`, `m`, `h` or `d`, such as `15d` or `-2h`.",
    )
    tick_seconds: float = Field(
        default=5.0, gt=0, le=3_600, description="How often deadlines and deliveries are swept, in seconds."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://", "postgresql://", "postgres://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_slash(cls, value: str) -> str:
        return value if value.endswith("/") else f"{value}/"

    @field_validator("telegram_api_url", "public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("clock_offset")
    @classmethod
    def _offset(cls, value: str) -> str:
        if not _OFFSET.fullmatch(value):
            raise ValueError("is one whole number with s, m, h or d, like 15d or -2h")
        return value

    @field_validator("operators")
    @classmethod
    def _identities(cls, value: str) -> str:
        parse_operators(value)
        return value

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        if self.slack_bot_token and not (self.slack_signing_secret or self.slack_app_token):
            raise ValueError("SLACK_BOT_TOKEN needs SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode)")
        if self.telegram_webhook_secret and not self.public_url:
            raise ValueError("TELEGRAM_WEBHOOK_SECRET needs PUBLIC_URL, the address Telegram is to call")
        if self.secret_key and len(self.secret_key.get_secret_value()) < 32:
            raise ValueError("SECRET_KEY must have 32 or more characters")
        if self.production:
            self._check_production()
        return self

    def _check_production(self) -> None:
        if not self.allow_sandbox_money:
            raise ValueError(
                "ENVIRONMENT=production does not start on sandbox money; ALLOW_SANDBOX_MONEY=1 overrides it"
            )
        if self.clock_seconds:
            raise ValueError("CLOCK_OFFSET is refused in production")
        if self.secret_key is None:
            raise ValueError("production needs a SECRET_KEY of 32 or more characters")
        if self.public_url.startswith("http://"):
            raise ValueError("PUBLIC_URL must be https:// in production")

    @property
    def production(self) -> bool:
        """Whether real people rely on this."""
        return self.environment == "production"

    @property
    def clock_seconds(self) -> int:
        """The shift of the product's clock."""
        found = _OFFSET.fullmatch(self.clock_offset)
        assert found is not None
        return int(found[1]) * _UNITS[found[2]]

    @property
    def operator_identities(self) -> frozenset[tuple[str, str, str]]:
        """Who is an operator from the start: (platform, team, user id)."""
        return parse_operators(self.operators)

    @property
    def connected(self) -> bool:
        """Whether any platform is configured."""
        return bool(self.slack_bot_token or self.telegram_bot_token)

    def secret(self) -> str:
        """The key for secrets at rest: SECRET_KEY, or outside production one kept in a file of its own."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return _kept_secret(self._secret_file())

    def _secret_file(self) -> Path:
        if self.database_url.startswith("sqlite:///"):
            return Path(self.database_url.removeprefix("sqlite:///")).with_suffix(".secret")
        return Path("parley.secret")


def parse_operators(text: str) -> frozenset[tuple[str, str, str]]:
    """`slack:T0:U1,telegram:42` as identities. Raises ValueError for anything else."""
    found: set[tuple[str, str, str]] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        match part.split(":"):
            case ["slack", team, user] if team and user:
                found.add(("slack", team, user))
            case ["telegram", user] if user.isdecimal():
                found.add(("telegram", "", user))
            case _:
                raise ValueError(f"{part!r} is not slack:TEAM:USER or telegram:NUMBER")
    return frozenset(found)


def _kept_secret(path: Path) -> str:
    """The secret in this file, made on first use for its owner's eyes only."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret
