"""Secrets at rest: payout accounts are encrypted with the marketplace's key before they reach the database."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class Vault:
    """Encrypts and decrypts with `SECRET_KEY`: a Fernet key, or any text of 32 or more characters."""

    def __init__(self, secret: str) -> None:
        """Raises ValueError for a secret that is too short."""
        if len(secret) < 32:
            raise ValueError("SECRET_KEY must have 32 or more characters")
        self._secret = secret

    def seal(self, text: str) -> str:
        """The text, encrypted."""
        return self._fernet().encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """The text again. Raises cryptography's InvalidToken for another key's or a changed one."""
        return self._fernet().decrypt(sealed.encode()).decode()

    def _fernet(self) -> Fernet:
        # Few requests need it, so the start does not wait for the library.
        from cryptography.fernet import Fernet

        try:
            return Fernet(self._secret)
        except ValueError:
            return Fernet(base64.urlsafe_b64encode(hashlib.sha256(self._secret.encode()).digest()))
