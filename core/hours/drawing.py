"""Draws a week of hours, 660 by 330 pixels: bars by day on the left, each contract against its limit on the right."""

from __future__ import annotations

import io
from datetime import date
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from core.hours.days import hours
from core.hours.week import Stack, Week

SIZE: Final = (660, 330)
_DPI: Final = 100
_COLOURS: Final = 48
_INK, _SOFT, _TRACK, _PAPER = "#1d1c1d", "#5b5f66", "#e6e8eb", "#ffffff"
# Okabe and Ito's colours, which stay apart for colour-blind eyes; each with a hatch of its own and the ink on it.
_LOOKS: Final = (
    ("#0072b2", "", _PAPER),
    ("#e69f00", "..", _INK),
    ("#009e73", "\\\\\\", _PAPER),
    ("#cc79a7", "--", _INK),
)
_UNBILLED: Final = "#b34700"
_DAY: Final = 4 * 60
# A lower piece of a bar has no room for its name, in parts of the highest bar.
_ROOM: Final = 0.09
# A longer name is wider than a bar; its colour and hatch are named on the right.
_LONGEST: Final = 6


def draw(week: Week) -> bytes:
    """The PNG. The same week always gives the same bytes."""
    figure = Figure(figsize=(SIZE[0] / _DPI, SIZE[1] / _DPI), dpi=_DPI, facecolor=_PAPER)
    figure.text(0.03, 0.905, week.title, size=12, weight="bold", color=_INK)
    figure.text(0.97, 0.905, week.total, size=12, weight="bold", color=_INK, ha="right")
    figure.text(0.03, 0.035, week.note, size=7, color=_SOFT)
    if week.stacks:
        _bars(figure.add_axes((0.03, 0.17, 0.61, 0.70)), week)
        _limits(figure.add_axes((0.69, 0.10, 0.28, 0.77)), week.stacks)
    if not any(stack.minutes for stack in week.stacks):
        figure.text(0.335 if week.stacks else 0.5, 0.5, week.empty, size=11, color=_SOFT, ha="center", va="center")
    return _png(figure)


def _png(figure: Figure) -> bytes:
    """Opaque, for chats that are dark, and with a palette: a third of the size."""
    drawn, png = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    image = Image.open(drawn).convert("RGB").quantize(_COLOURS)
    image.save(png, format="png", optimize=True)
    return png.getvalue()


def _bars(axes: Axes, week: Week) -> None:
    highest = max([_DAY, *(sum(stack.worked.on(day) for stack in week.stacks) for day, _name in week.days)])
    _bare(axes, len(week.days), highest * 1.1)
    axes.axhline(0, color=_SOFT, linewidth=1)
    for place, (day, name) in enumerate(week.days):
        top = _bar(axes, place, day, week.stacks, highest * _ROOM)
        said: dict[str, Any] = {"weight": "bold", "color": _INK} if top else {"color": _SOFT}
        axes.text(place + 0.5, top + highest * 0.02, hours(top), size=8, ha="center", **said)
        axes.text(place + 0.5, -highest * 0.03, name, size=8, ha="center", va="top", color=_INK)


def _bar(axes: Axes, place: int, day: date, stacks: tuple[Stack, ...], room: float) -> int:
    """One day: what is billed by contract, and on top of it what is not. Returns its minutes."""
    bottom = 0
    for look, stack in enumerate(stacks):
        minutes = stack.worked.billable[day]
        if minutes:
            _block(axes, (place + 0.14, bottom, 0.72, minutes), look)
            if minutes >= room and len(stacks) > 1 and len(stack.name) <= _LONGEST:
                _named(axes, place + 0.5, bottom + minutes / 2, stack.name, look)
        bottom += minutes
    unbilled = sum(stack.worked.unbilled[day] for stack in stacks)
    if unbilled:
        _unbilled(axes, (place + 0.14, bottom, 0.72, unbilled))
    return bottom + unbilled


def _limits(axes: Axes, stacks: tuple[Stack, ...]) -> None:
    """A row for each contract: its name and hours, how full its limit is, and what of it is not billed."""
    _bare(axes, 1, 4)
    for look, stack in enumerate(stacks):
        top = 4 - look
        _block(axes, (0, top - 0.33, 0.07, 0.22), look)
        axes.text(0.10, top - 0.22, stack.name, size=9, weight="bold", va="center", color=_INK)
        axes.text(1, top - 0.22, stack.total, size=9, ha="right", va="center", color=_INK)
        whole = max(stack.limit or 0, stack.minutes)
        if stack.limit is not None and whole:
            billed = (stack.minutes - stack.unbilled) / whole
            axes.add_patch(Rectangle((0, top - 0.58), 1, 0.16, facecolor=_TRACK))
            _block(axes, (0, top - 0.58, billed, 0.16), look)
            if stack.unbilled:
                _unbilled(axes, (billed, top - 0.58, stack.unbilled / whole, 0.16))
        if stack.unbilled:
            axes.text(0, top - 0.75, stack.note, size=7.5, weight="bold", va="center", color=_UNBILLED)


def _bare(axes: Axes, width: float, height: float) -> None:
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()


def _block(axes: Axes, place: tuple[float, float, float, float], look: int) -> None:
    colour, hatch, ink = _LOOKS[look]
    x, y, width, height = place
    looks: dict[str, Any] = {"facecolor": colour, "edgecolor": _PAPER, "linewidth": 0.8, "hatch": hatch}
    axes.add_patch(Rectangle((x, y), width, height, hatchcolor=f"{ink}55", **looks))


def _unbilled(axes: Axes, place: tuple[float, float, float, float]) -> None:
    x, y, width, height = place
    axes.add_patch(Rectangle((x, y), width, height, facecolor=_PAPER, edgecolor=_UNBILLED, linewidth=1, hatch="////"))


def _named(axes: Axes, x: float, y: float, name: str, look: int) -> None:
    colour, _hatch, ink = _LOOKS[look]
    box = {"facecolor": colour, "edgecolor": "none", "pad": 0.8}
    axes.text(x, y, name, size=7, ha="center", va="center", color=ink, bbox=box)
