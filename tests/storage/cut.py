"""A wire between a client and PostgreSQL that can be cut at the commit."""

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from sqlalchemy.engine import make_url

Cut = Literal["on the way there", "on the way back"]
SOCKET = ".s.PGSQL.5432"


class Wire:
    """Carries every connection on, until `cut` is set: then the next COMMIT, or the answer to it, never arrives."""

    def __init__(self, listener: socket.socket, server: str) -> None:
        self.cut: Cut | None = None
        self._listener = listener
        self._server = server
        self._ends: list[socket.socket] = []
        self._committing = False
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for end in (self._listener, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._server)
                self._ends += [client, server]
                threading.Thread(target=self._there, args=(client, server), daemon=True).start()
                threading.Thread(target=self._back, args=(client, server), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.cut is not None and b"COMMIT" in data:
                    self._committing = True
                    if self.cut == "on the way there":
                        break
                server.sendall(data)
        self._hang_up(client, server)

    def _back(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if self._committing:
                    break
                client.sendall(data)
        self._hang_up(client, server)

    def _hang_up(self, *ends: socket.socket) -> None:
        self.cut, self._committing = None, False
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(url: str) -> Iterator[tuple[str, Wire]]:
    """The same database by way of a wire: its URL and the wire."""
    there = make_url(url)
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(Path(folder) / SOCKET))
        listener.listen()
        wire = Wire(listener, str(Path(str(there.query["host"])) / SOCKET))
        try:
            yield there.update_query_dict({"host": folder}).render_as_string(hide_password=False), wire
        finally:
            wire.close()
