"""The house rules that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ["statemachines", "storage", "core", "bots"]
LONGEST_FILE = 320
LONGEST_FUNCTION = 45
VAGUE_NAMES = {"util", "utils", "helper", "helpers", "misc"}

# An ignore names its rule (ruff and mypy see to that) and then its reason.
IGNORE = re.compile(r"#\s*(?:type: ignore\[[^]]*\]|noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*)(?P<reason>.*)")
# Where somebody's computer or package index would show.
PERSONAL = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work)/\w|--(?:extra-)?index-url")


def modules(*folders: str) -> Iterator[Path]:
    """The Python files of these folders, and run.py."""
    yield from ROOT.glob("run.py")
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "versions" not in path.parts)


def place(path: Path, node: ast.AST | None = None) -> str:
    """A file, or a line in it, as an editor opens it."""
    return f"{path.relative_to(ROOT)}" + (f":{node.lineno}" if isinstance(node, ast.stmt | ast.expr) else "")


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def tracked() -> list[Path]:
    """What git keeps, as far as it is text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: no telling which files are ours")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()]


def test_no_file_is_longer_than_one_subject_needs() -> None:
    assert [place(path) for path in modules(*PRODUCT) if len(lines(path)) > LONGEST_FILE] == []


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        place(path, node)
        for path in modules(*PRODUCT)
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_every_module_is_named_for_its_subject() -> None:
    assert [
        place(path) for path in modules(*PRODUCT, "tests", "bench") if VAGUE_NAMES & {path.stem, path.parent.name}
    ] == []


def test_every_ignore_gives_its_reason() -> None:
    silent = [
        f"{place(path)}:{number}"
        for path in modules(*PRODUCT, "tests", "bench")
        for number, line in enumerate(lines(path), 1)
        for ignore in IGNORE.finditer(line)
        if len(ignore["reason"].strip(" #-:")) < len("a reason")
    ]
    assert silent == []


def test_every_skipped_test_gives_its_reason() -> None:
    skipping = re.compile(r"pytest(\.mark)?\.(skip|skipif|xfail)")
    silent = []
    for path in modules("tests"):
        found = list(nodes(path))
        reasoned = [
            call.func
            for call in found
            if isinstance(call, ast.Call) and (call.args or {"reason", "msg"} & {word.arg for word in call.keywords})
        ]
        silent += [
            place(path, node)
            for node in found
            if isinstance(node, ast.Attribute) and skipping.fullmatch(ast.unparse(node)) and node not in reasoned
        ]
    assert silent == []


def test_no_tracked_file_names_a_package_index_or_somebodys_computer() -> None:
    naming = [
        f"{place(path)}:{number}: {line.strip()}"
        for path in tracked()
        for number, line in enumerate(lines(path), 1)
        if PERSONAL.search(line) or (path.suffix == ".lock" and "://" in line)
    ]
    assert naming == []


def test_every_setting_of_the_example_is_explained_to_operators() -> None:
    pages = [*ROOT.glob("README.md"), *sorted((ROOT / "docs").rglob("*.md"))]
    explained = {word for page in pages for word in re.findall(r"\w+", page.read_text(encoding="utf-8"))}
    settings = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert settings != []
    assert [setting for setting in settings if setting not in explained] == []
