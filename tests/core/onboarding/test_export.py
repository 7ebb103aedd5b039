"""A case exported as a zip: it can be checked without us, is the same every time, and harms nobody who opens it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.onboarding.export import (
    LONGEST_NAME,
    Case,
    FileCopy,
    Happened,
    SignedPaper,
    TooLarge,
    case_zip,
    guarded,
    moment,
    safe_name,
)
from core.onboarding.papers import digest

NOON = 1_795_348_800
TEXT = "Confidentiality agreement\n\nBetween Ann and Bo — “Logo”.\n"
SIGNED = SignedPaper("T-1", "Confidentiality agreement", TEXT, digest(TEXT), "Bo Maker", "U-2", "telegram", NOON)
PDF = b"%PDF-1.7 proof"
FILE = FileCopy("T-2", "proof.pdf", hashlib.sha256(PDF).hexdigest(), PDF)
CASE = Case(
    ref="C-3",
    title="Logo",
    client="Ann Client",
    freelancer="Bo Maker",
    state="in_progress",
    exported_at=NOON + 60,
    papers=(SIGNED, SignedPaper("T-5", "Classification", "Decide.\n", digest("Decide.\n"))),
    files=(FILE,),
    history=(Happened(NOON, "T-1", "complete", "in_progress", "done", "U-2", "Read and signed"),),
    decision=("Decision: contractor, by U-1 — Own tools, own hours",),
)


def opened(case: Case, largest: int | None = None) -> dict[str, bytes]:
    made = case_zip(case) if largest is None else case_zip(case, largest)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_export_holds_the_texts_signatures_files_history_and_sums() -> None:
    assert list(opened(CASE)) == [
        "README.txt",
        "SHA256SUMS",
        "files.json",
        "files/proof.pdf",
        "history.csv",
        "papers/01-Confidentiality-agreement.txt",
        "papers/02-Classification.txt",
        "signatures.json",
    ]


def test_a_papers_file_has_the_very_bytes_whose_hash_was_signed() -> None:
    parts = opened(CASE)
    signed, unsigned = json.loads(parts["signatures.json"])
    assert hashlib.sha256(parts[signed["path"]]).hexdigest() == signed["sha256"] == SIGNED.digest
    assert signed == {
        "ref": "T-1",
        "title": "Confidentiality agreement",
        "name": "Bo Maker",
        "person": "U-2",
        "platform": "telegram",
        "time": "2026-11-22T12:00:00Z",
        "sha256": SIGNED.digest,
        "path": "papers/01-Confidentiality-agreement.txt",
        "matches": True,
    }
    assert (unsigned["name"], unsigned["time"]) == ("", "")


def test_the_sums_name_every_other_part_and_hold() -> None:
    parts = opened(CASE)
    sums = dict(line.split("  ", 1)[::-1] for line in parts.pop("SHA256SUMS").decode().splitlines())
    assert sums == {path: hashlib.sha256(content).hexdigest() for path, content in parts.items()}


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the tool that the README.txt names is not here")
def test_the_tool_that_the_readme_names_finds_nothing_changed(tmp_path: Path) -> None:
    awkward = replace(CASE, files=(FILE, replace(FILE, name="  -rf résumé\n*.pdf")))
    with zipfile.ZipFile(io.BytesIO(case_zip(awkward))) as archive:
        archive.extractall(tmp_path)
    assert "sha256sum -c SHA256SUMS" in (tmp_path / "README.txt").read_text(encoding="utf-8")
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_the_same_case_gives_the_same_bytes() -> None:
    assert case_zip(CASE) == case_zip(replace(CASE, papers=list(CASE.papers), files=list(CASE.files)))
    with zipfile.ZipFile(io.BytesIO(case_zip(CASE))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


def test_the_readme_says_whose_case_it_is_and_what_was_decided() -> None:
    text = opened(CASE)["README.txt"].decode()
    for words in ("C-3: Logo", "Ann Client", "Bo Maker", "in_progress", "2026-11-22T12:01:00Z", "Own tools", "45 MiB"):
        assert words in text
    assert "NOT" not in text
    assert "Left out" not in text


def test_a_text_or_a_file_that_is_not_what_was_signed_is_named() -> None:
    case = replace(
        CASE, papers=(replace(SIGNED, text=TEXT + "And a car."),), files=(replace(FILE, content=b"another"),)
    )
    parts = opened(case)
    assert json.loads(parts["signatures.json"])[0]["matches"] is False
    assert json.loads(parts["files.json"])[0]["matches"] is False
    said = parts["README.txt"].decode()
    assert "NOT what was signed or handed in: papers/01-Confidentiality-agreement.txt" in said
    assert "NOT what was signed or handed in: files/proof.pdf" in said


def test_a_file_that_is_too_large_or_gone_is_left_out_and_named_with_its_hash() -> None:
    gone = replace(FILE, name="gone.pdf", content=None)
    large = replace(FILE, name="large.bin", content=b"x" * 20_000)
    parts = opened(replace(CASE, files=(large, gone, FILE)), largest=10_000)
    assert [path for path in parts if path.startswith("files/")] == ["files/proof.pdf"]
    listed = {entry["name"]: entry for entry in json.loads(parts["files.json"])}
    assert listed["large.bin"] == {
        "task": "T-2",
        "name": "large.bin",
        "sha256": FILE.sha256,
        "path": None,
        "left_out": "too large",
    }
    assert listed["gone.pdf"]["left_out"] == "no longer kept"
    said = parts["README.txt"].decode()
    assert "Left out: large.bin" in said
    assert "Left out: gone.pdf" in said


def test_texts_that_are_too_much_are_refused_with_the_limit() -> None:
    with pytest.raises(TooLarge, match="1 MiB"):
        case_zip(replace(CASE, papers=(replace(SIGNED, text="x" * 2**20),)), largest=2**20)


def test_an_empty_case_can_be_exported() -> None:
    assert "history.csv" in opened(Case("C-1", "", "", "", "open", 0))


def test_files_and_papers_of_one_name_are_kept_apart() -> None:
    files = [replace(FILE, name=name) for name in ("a.pdf", "A.pdf", "../a.pdf", "a-2.pdf")]
    parts = opened(replace(CASE, files=files, papers=(SIGNED, SIGNED)))
    kept = [path for path in parts if path.startswith("files/")]
    assert len({path.casefold() for path in kept}) == 4
    assert len([path for path in parts if path.startswith("papers/")]) == 2


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/shadow", "shadow"),
        ("C:\\CON.txt", "_CON.txt"),
        ("nul", "_nul"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("..", "file"),
        ("", "file"),
        ("\u202e\u200b", "file"),
        (".htaccess", "htaccess"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("my cv (final).pdf", "my-cv-(final).pdf"),
        ("a\nb.txt", "a-b.txt"),
        ("Lebenslauf_Jörg.pdf", "Lebenslauf_Jörg.pdf"),
    ],
)
def test_a_files_name_is_made_safe_and_stays_readable(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@given(st.text())
def test_any_name_becomes_one_that_any_system_keeps(name: str) -> None:
    kept = safe_name(name)
    assert kept
    assert not re.search(r"[/\\\s\0:*?\"<>|]", kept)
    assert not kept.startswith((".", "-"))
    assert not kept.endswith((".", " "))
    assert len(kept.encode()) <= LONGEST_NAME + 1
    assert safe_name(kept) == kept


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n", "＝1＋1", "\0=1"])  # noqa: RUF001  full-width signs are meant
def test_a_cell_that_a_spreadsheet_would_calculate_is_guarded(cell: str) -> None:
    assert guarded(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Own tools", "U-2", "a=b", "'quoted", "5 - 3"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guarded(cell) == cell


@given(st.lists(st.text(), min_size=4, max_size=4))
def test_the_history_reads_back_and_holds_no_formula(cells: list[str]) -> None:
    thing, event, by, note = cells
    content = opened(replace(CASE, history=(Happened(NOON, thing, event, "a", "b", by, note),)))["history.csv"]
    head, row = csv.reader(io.StringIO(content.decode(), newline=""))
    assert head == ["time", "thing", "event", "from", "to", "by", "note"]
    assert len(row) == len(head)
    assert row[0] == "2026-11-22T12:00:00Z"
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row)


@given(st.lists(st.tuples(st.text(), st.binary(max_size=50)), max_size=8), st.lists(st.text(), max_size=4))
def test_no_part_leaves_its_folder_and_none_is_lost(given_files: list[tuple[str, bytes]], titles: list[str]) -> None:
    files = [FileCopy("T-1", name, hashlib.sha256(content).hexdigest(), content) for name, content in given_files]
    papers = [replace(SIGNED, title=title) for title in titles]
    parts = opened(replace(CASE, files=files, papers=papers))
    assert len([path for path in parts if path.startswith("files/")]) == len(files)
    assert len([path for path in parts if path.startswith("papers/")]) == len(papers)
    for path in parts:
        assert re.fullmatch(
            r"(README\.txt|SHA256SUMS|(files|signatures)\.json|history\.csv|(files|papers)/[^/\\]+)", path
        )
    for entry in json.loads(parts["files.json"]):
        assert hashlib.sha256(parts[entry["path"]]).hexdigest() == entry["sha256"]


def test_a_time_is_written_in_utc() -> None:
    assert moment(0) == "1970-01-01T00:00:00Z"
    assert moment(None) == ""


def test_a_formula_in_a_note_does_not_reach_a_spreadsheet() -> None:
    row = Happened(NOON, "T-1", "return", "submitted", "in_progress", "U-1", '=HYPERLINK("https://example.org")')
    hidden = replace(row, note="\u200b=1+1")
    _head, first, second = csv.reader(
        io.StringIO(opened(replace(CASE, history=(row, hidden)))["history.csv"].decode(), newline="")
    )
    assert (first[-1], second[-1]) == ("'" + row.note, "'=1+1")


def test_files_share_the_room_there_is() -> None:
    files = [replace(FILE, name=f"{number}.bin", content=b"x" * 4_000) for number in range(3)]
    kept = [path for path in opened(replace(CASE, files=files), largest=10_000) if path.startswith("files/")]
    assert kept == ["files/0.bin", "files/1.bin"]
