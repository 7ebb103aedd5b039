"""Python's garbage collector: off while a process starts, and sparing of what was loaded from then on."""

from __future__ import annotations

import gc


def rest() -> None:
    """Do not look for garbage: a cold start is nearly all imports, of which none is."""
    gc.disable()


def resume() -> None:
    """Collect again; what is there already stays, so it need not be looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
