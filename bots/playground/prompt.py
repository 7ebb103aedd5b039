"""Lines that somebody types, with history and completion where the terminal has them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence


def read_lines(prompt: Callable[[], str], words: Sequence[str]) -> Iterator[str]:
    """Line after line until Ctrl-D, or Ctrl-C twice; Tab completes to one of the words."""
    _set_up(words)
    interrupted = False
    while True:
        try:
            line = input(prompt())
        except EOFError:
            sys.stdout.write("\n")
            return
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            if interrupted:
                return
            interrupted = True
            sys.stdout.write("Ctrl-C once more leaves; so do Ctrl-D and :quit.\n")
            continue
        interrupted = False
        if not sys.stdin.isatty():
            sys.stdout.write(f"{line}\n")
        yield line


def _set_up(words: Sequence[str]) -> None:
    """Not every Python is built with readline; typing works without."""
    try:
        import readline
    except ImportError:
        return

    def complete(text: str, number: int) -> str | None:
        fitting = [word for word in words if word.startswith(text)]
        return fitting[number] if number < len(fitting) else None

    readline.set_completer_delims("")
    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
