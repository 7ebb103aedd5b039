"""A case as one zip file: what was signed, by whom, every file with its hash, and what happened.

The same case always gives the same bytes: names are sorted, times are fixed, and nothing is compressed, because
compressed bytes differ between versions of the library. A paper's file holds exactly the bytes that were hashed when
it was signed, so `sha256sum -c SHA256SUMS` and a look at signatures.json check a signature without this program.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final

from core.language import translate as _
from core.onboarding.papers import digest
from core.text import visible

MIB: Final = 1024 * 1024
# What a chat lets a bot send, less some room for names and sums.
LARGEST: Final = 45 * MIB
# In bytes: most systems take 255, and a number may be added.
LONGEST_NAME: Final = 120
# Names that Windows keeps for devices, with any ending.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# A spreadsheet takes such a cell for a formula, also behind blanks or quotes and in full-width letters.
_FORMULA: Final = re.compile(r"[\s\0\"']*[=+\-@＝＋－＠]|[\"']*[\t\r\n\0]")  # noqa: RUF001  full-width signs are meant
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
HISTORY: Final = ("time", "thing", "event", "from", "to", "by", "note")


class TooLarge(ValueError):
    """A case whose texts alone are over the limit; `str()` is the sentence for the person."""


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """One task's text as it was shown, and who signed it; `name` is empty where nobody signed. `at` is seconds UTC."""

    ref: str
    title: str
    text: str
    digest: str
    name: str = ""
    person: str = ""
    platform: str = ""
    at: int | None = None


@dataclass(frozen=True, slots=True)
class FileCopy:
    """A file handed in for a task, with the hash taken then; `content` is None where it is no longer kept."""

    ref: str
    name: str
    sha256: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history; `at` is seconds since 1970 UTC."""

    at: int
    thing: str
    event: str
    came_from: str
    went_to: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything about one contract's onboarding; `decision` are the lines about the classification."""

    ref: str
    title: str
    client: str
    freelancer: str
    state: str
    exported_at: int
    papers: Sequence[SignedPaper] = ()
    files: Sequence[FileCopy] = ()
    history: Sequence[Happened] = ()
    decision: Sequence[str] = ()


def case_zip(case: Case, largest: int = LARGEST) -> bytes:
    """The case as a zip file of at most `largest` bytes of content.

    Files that would not fit are left out, in the order given, and named as such. Raises TooLarge where the texts
    alone are too much.
    """
    parts = _papers(case)
    parts["signatures.json"] = _json([_signature(paper, path) for paper, path in _placed(case)])
    parts["history.csv"] = _history(case.history)
    room = largest - sum(map(len, parts.values()))
    if room < 0:
        limit = f"{largest / MIB:g} MiB"
        raise TooLarge(
            _("The texts of this case are larger than {limit}, the most for one export.").format(limit=limit)
        )
    files, listed = _files(case.files, room)
    parts |= files
    parts["files.json"] = _json(listed)
    parts["README.txt"] = _readme(case, listed, largest)
    parts["SHA256SUMS"] = _sums(parts)
    return _zip(parts)


def safe_name(name: str, fallback: str = "file") -> str:
    """The name as any system can keep it: no folders, no leading dots, nothing invisible, of a known length."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", visible(name)))[-1]
    kept = re.sub(r"[^\w.+()-]+", "-", last).strip("-. ")
    path = PurePosixPath(kept or fallback)
    suffix = path.suffix if len(path.suffix) <= 12 else ""
    room = LONGEST_NAME - len(suffix.encode())
    stem = path.name.removesuffix(suffix).encode()[:room].decode(errors="ignore").rstrip("-. ") or fallback
    return f"_{stem}{suffix}" if _DEVICES.match(stem + suffix) else stem + suffix


def guarded(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def moment(at: int | None) -> str:
    """A time for machines, in UTC; empty for none."""
    return "" if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _placed(case: Case) -> list[tuple[SignedPaper, str]]:
    """Each paper with its place in the zip; the number keeps equal titles apart."""
    width = max(2, len(str(len(case.papers))))
    names = [safe_name(re.sub(r"[/\\.]", "-", paper.title), "paper") for paper in case.papers]
    return [
        (paper, f"papers/{number:0{width}}-{name}.txt")
        for number, (paper, name) in enumerate(zip(case.papers, names, strict=True), 1)
    ]


def _papers(case: Case) -> dict[str, bytes]:
    return {path: paper.text.encode() for paper, path in _placed(case)}


def _signature(paper: SignedPaper, path: str) -> dict[str, Any]:
    given = {name: value for name, value in asdict(paper).items() if name not in {"text", "digest", "at"}}
    matches = digest(paper.text) == paper.digest
    return {**given, "time": moment(paper.at), "sha256": paper.digest, "path": path, "matches": matches}


def _files(files: Sequence[FileCopy], room: int) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """What fits, by its place in the zip, and the list of all."""
    parts: dict[str, bytes] = {}
    listed: list[dict[str, Any]] = []
    taken: set[str] = set()
    for file in files:
        entry: dict[str, Any] = {"task": file.ref, "name": file.name, "sha256": file.sha256}
        if file.content is not None and len(file.content) <= room:
            path = f"files/{_free(safe_name(file.name), taken)}"
            parts[path] = file.content
            room -= len(file.content)
            matches = hashlib.sha256(file.content).hexdigest() == file.sha256
            entry |= {"path": path, "bytes": len(file.content), "matches": matches}
        else:
            entry |= {"path": None, "left_out": "too large" if file.content is not None else "no longer kept"}
        listed.append(entry)
    return parts, listed


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered where another file has it already, in whatever case letters are written."""
    path, number, free = PurePosixPath(name), 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{path.stem}-{number}{path.suffix}"
    taken.add(free.casefold())
    return free


def _history(history: Iterable[Happened]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HISTORY)
    for row in history:
        cells = (row.thing, row.event, row.came_from, row.went_to, row.by, row.note)
        writer.writerow([moment(row.at), *(guarded(visible(cell)) for cell in cells)])
    return text.getvalue().encode()


def _readme(case: Case, listed: Sequence[dict[str, Any]], largest: int) -> bytes:
    changed = [path for paper, path in _placed(case) if digest(paper.text) != paper.digest]
    changed += [entry["path"] for entry in listed if entry.get("matches") is False]
    left_out = [entry["name"] for entry in listed if entry["path"] is None]
    lines = [
        _("Onboarding of {ref}: {title}").format(ref=case.ref, title=case.title),
        _("Client: {name}").format(name=case.client),
        _("Freelancer: {name}").format(name=case.freelancer),
        _("State: {state}").format(state=case.state),
        _("Exported: {time}").format(time=moment(case.exported_at)),
        *case.decision,
        "",
        _("papers/ holds each text exactly as it was shown; its SHA-256 is what was signed (signatures.json)."),
        _("files/ holds what was handed in; files.json lists it all, with the hash taken then."),
        _("history.csv holds every step. An apostrophe before a cell keeps a spreadsheet from calculating it."),
        _("To check that nothing has changed since the export: sha256sum -c SHA256SUMS"),
        _("The most for one export is {limit}; files beyond that are left out and named here.").format(
            limit=_size(largest)
        ),
    ]
    lines += [_("NOT what was signed or handed in: {path}").format(path=path) for path in changed]
    lines += [_("Left out: {name}").format(name=name) for name in left_out]
    return "\n".join([*(" ".join(visible(line).split()) for line in lines), ""]).encode()


def _size(number: int) -> str:
    return f"{number / MIB:g} MiB"


def _sums(parts: dict[str, bytes]) -> bytes:
    lines = [f"{hashlib.sha256(parts[path]).hexdigest()}  {path}\n" for path in sorted(parts)]
    return "".join(lines).encode()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode(errors="backslashreplace")


def _zip(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(parts):
            entry = zipfile.ZipInfo(path, _BEGINNING)
            entry.create_system = 3  # the same bytes wherever it is made
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, parts[path])
    return made.getvalue()
