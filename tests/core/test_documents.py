"""The generated pages: fresh, whole, and telling the same story as the code."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from core.command import ALIASES, CATALOG
from core.documents import DOCS, PAGES, refresh
from core.documents.access import matrix, may
from core.documents.accounts import samples
from core.documents.commands import commands
from core.documents.markdown import GENERATED, table
from core.documents.numbers import in_units
from core.documents.states import rows
from core.ledger import Kind
from core.onboarding.classification import CURRENT as CURRENT_RULES
from core.onboarding.papers import PAPERS
from core.recipes import RECIPES
from core.settings import Settings
from statemachines.catalogue import MACHINES
from statemachines.diagram import diagram, in_words
from statemachines.machine import NEW, Arm, Post, Role, StateMachine
from statemachines.policy import CURRENT, POLICIES, Policy
from tests.kit import World, told

ARROW = re.compile(r"    (\[\*\]|[a-z_]+) --> (\[\*\]|[a-z_]+)(?:: ([^:;\n]+))?")
EVERY_MACHINE = pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)


def arrows(machine: StateMachine) -> dict[tuple[str, str], str]:
    """The label of each arrow, by where it starts and ends."""
    first, *lines = diagram(machine).splitlines()
    assert first == "stateDiagram-v2"
    found = [ARROW.fullmatch(line) for line in lines]
    assert all(found), "a line that Mermaid would not read"
    return {(match[1], match[2]): match[3] or "" for match in found if match}


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_no_generated_page_is_stale() -> None:
    assert refresh(write=False) == [], "run `make docs`"


def test_every_page_says_in_its_first_line_that_it_is_generated() -> None:
    assert [name for name in PAGES if page(name).splitlines()[0] != GENERATED] == []


def test_a_changed_page_is_named_and_put_right(tmp_path: Path) -> None:
    assert refresh(write=True, folder=tmp_path) == list(PAGES)
    assert refresh(write=False, folder=tmp_path) == []
    (tmp_path / "policy.md").write_text("by hand")
    assert refresh(write=False, folder=tmp_path) == ["policy.md"]
    assert (tmp_path / "policy.md").read_text() == "by hand"
    assert refresh(write=True, folder=tmp_path) == ["policy.md"]
    assert refresh(write=False, folder=tmp_path) == []


def test_a_page_that_nothing_generates_any_more_is_removed_and_a_written_one_stays(tmp_path: Path) -> None:
    refresh(write=True, folder=tmp_path)
    (tmp_path / "old.md").write_text(f"{GENERATED}\n\n# Old\n")
    (tmp_path / "money.md").write_text("# Money\n")
    assert refresh(write=True, folder=tmp_path) == ["old.md"]
    assert not (tmp_path / "old.md").exists()
    assert (tmp_path / "money.md").exists()


def test_a_bar_in_a_cell_does_not_break_its_table() -> None:
    assert table(["a"], [["this | that\nmore"]]).splitlines()[-1] == "| this &#124; that more |"


@EVERY_MACHINE
def test_a_diagram_has_an_arrow_for_every_row_and_no_other(machine: StateMachine) -> None:
    drawn = arrows(machine)
    wanted = {("[*]" if row.source == NEW else row.source, row.target) for row in machine.rows}
    ends = {(state, "[*]") for state in machine.final}
    assert set(drawn) == wanted | ends
    for row in machine.rows:
        label = drawn["[*]" if row.source == NEW else row.source, row.target]
        assert f"{row.event} (" in label
        assert all(role in label for role in row.by if role is not Role.SYSTEM)
        assert all(guard.replace("_", " ").replace(":", " ") in label for guard in row.guard.split())


@EVERY_MACHINE
def test_a_diagram_says_how_long_the_clock_waits(machine: StateMachine) -> None:
    waits = {
        then.event: getattr(CURRENT, then.after) for row in machine.rows for then in row.then if isinstance(then, Arm)
    }
    drawn = "\n".join(arrows(machine).values())
    for event, minutes in waits.items():
        assert re.search(rf"\b{event} \([^)]*by itself after [^)]*{in_words(minutes)}", drawn)


def test_the_review_is_drawn_as_fourteen_days() -> None:
    assert "auto_release (by itself after 14 days)" in arrows(MACHINES["milestone"])["submitted", "released"]


@pytest.mark.parametrize(
    ("minutes", "said"), [(20_160, "14 days"), (1_440, "1 day"), (90, "90 minutes"), (120, "2 hours"), (1, "1 minute")]
)
def test_periods_are_said_in_their_largest_whole_unit(minutes: int, said: str) -> None:
    assert in_words(minutes) == said


@EVERY_MACHINE
def test_every_row_stands_in_the_table_with_its_effects(machine: StateMachine) -> None:
    shown = rows(machine)
    for row in machine.rows:
        [line] = [
            line for line in shown.splitlines() if _tells(line, row.event, row.source, row.target, row.guard, row.by)
        ]
        assert line.split("|")[-2].count(";") == max(len(row.then) - 1, 0)


def _tells(line: str, event: str, source: str, target: str, guard: str, by: frozenset[Role]) -> bool:
    cells = [cell.strip() for cell in line.split("|")[1:-1]]
    sources, _arrow, end = cells[1].partition(" → ")
    start = "–" if source == NEW else source
    guards = [word.replace("_", " ").replace(":", " ") for word in guard.split()]
    return (
        cells[0] == f"`{event}`"
        and start in sources.split(", ")
        and end == ("same" if source == target else target)
        and cells[2].split(" or ") == [role.value for role in Role if role in by]
        and cells[3] == ", ".join(guards)
    )


@EVERY_MACHINE
def test_the_access_matrix_has_a_letter_for_every_role_of_every_row(machine: StateMachine) -> None:
    head, _rule, *lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in matrix(machine).splitlines()]
    cells = {
        (line[0], state): set(cell.lower().split()) for line in lines for state, cell in zip(head, line, strict=True)
    }
    wanted: dict[tuple[str, str], set[str]] = {
        (f"`{event}`", state): set() for event in machine.events for state in head[1:]
    }
    for row in machine.rows:
        wanted[f"`{row.event}`", "(new)" if row.source == NEW else row.source] |= {role[0] for role in row.by}
    assert {place: letters for place, letters in cells.items() if place in wanted} == wanted


def test_every_command_alias_field_and_example_is_on_the_page() -> None:
    text = commands()
    for entry in CATALOG.values():
        if not entry.hidden:
            _before, found, after = text.partition(f"### `{entry.typed}`\n")
            assert found
            section = after.partition("\n### ")[0]
            assert entry.example in section
            assert [field.name for field in entry.fields if f"| `{field.name}` |" not in section] == []
    assert [alias for alias in ALIASES if f"`/{alias}`" not in text] == []


@pytest.mark.parametrize("column", ["not joined", "client", "freelancer"])
def test_the_access_page_tells_what_really_happens(column: str, small_world: World) -> None:
    nick = {"not joined": "new", "client": "ann", "freelancer": "bo"}[column]
    small_world.bid()
    for entry in CATALOG.values():
        reply = small_world.says(nick, entry.typed)
        barred = not reply.ok and told(reply).startswith(("That is for", "You have not joined"))
        allowed = may(column, entry) != "" and (nick, entry.key) != ("new", "account.join")  # asks for a role first
        assert barred != allowed, f"{column}: {entry.typed}"


def test_every_account_is_explained_and_every_recipe_is_shown_with_who_posts_it() -> None:
    text = page("accounts.md")
    assert [kind for kind in Kind if f"| `{kind}` |" not in text] == []
    posted = {
        then.recipe
        for machine in MACHINES.values()
        for row in machine.rows
        for then in row.then
        if isinstance(then, Post)
    }
    assert posted == set(RECIPES) == set(samples())
    assert [name for name in RECIPES if not re.search(rf"\| `{name}` \| \w+ `", text)] == []


def test_every_number_of_every_policy_has_a_meaning_and_a_unit() -> None:
    text = page("policy.md")
    for field in fields(Policy):
        if field.name != "version":
            for policy in POLICIES.values():
                assert f"| {in_units(field.name, policy)} |" in text
            assert f"| `{field.name}` |" in text


def test_the_example_of_an_env_file_names_every_setting_and_no_other() -> None:
    named = re.findall(r"^([A-Z_]+)=", (DOCS.parent / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_every_setting_is_explained() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
    assert [name for name in Settings.model_fields if f"| `{name.upper()}` |" not in page("settings.md")] == []


def test_every_link_between_pages_leads_somewhere() -> None:
    links = [
        (page, link)
        for page in sorted(DOCS.rglob("*.md"))
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in link
    ]
    assert len(links) > 20
    assert [f"{page.relative_to(DOCS)}: {link}" for page, link in links if not (page.parent / link).exists()] == []


def test_every_question_answer_and_combination_of_the_classification_is_on_its_page() -> None:
    text = page("classification.md")
    for question in CURRENT_RULES.questions:
        assert f"| `{question.name}` | {question.text} |" in text
        assert [option.value for option in question.options if f"{option.label} (`{option.value}`) |" not in text] == []
    assert [rule.name for rule in CURRENT_RULES.combinations if f"| {rule.name} |" not in text] == []
    assert [kind for kind in PAPERS if f"| `{kind}` |" not in text] == []
