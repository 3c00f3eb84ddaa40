"""The rules of docs/architecture.md, held against the sources."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import LAYERS, PROJECT, imports_of, name_of, pure_sources, sources, tree_of


def test_each_package_imports_only_those_below_it() -> None:
    wrong = []
    for path in sources():
        own = LAYERS.index(path.relative_to(PROJECT).parts[0])
        for module, line in imports_of(path):
            package = module.partition(".")[0]
            if package in LAYERS and LAYERS.index(package) > own:
                wrong.append(f"{name_of(path)}:{line} imports {module}")
            if module.startswith("."):
                wrong.append(f"{name_of(path)}:{line} imports relatively")
    assert wrong == []


def test_pure_modules_know_neither_flask_nor_sqlalchemy_nor_an_impure_module() -> None:
    pure = {name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in pure_sources()}
    wrong = []
    for path in pure_sources():
        for module, line in imports_of(path):
            package = module.partition(".")[0]
            if package in {"flask", "flask_babel", "flask_login", "sqlalchemy", "marshmallow"}:
                wrong.append(f"{name_of(path)}:{line} imports {module}")
            if package in LAYERS and module not in pure:
                wrong.append(f"{name_of(path)}:{line} imports {module}, which is not pure")
    assert wrong == []


def test_only_one_place_commits() -> None:
    """`db.session.commit()` anywhere else would end somebody else's transaction."""
    wrong = []
    for path in sources():
        for node in ast.walk(tree_of(path)):
            is_commit = isinstance(node, ast.Attribute) and node.attr == "commit"
            if is_commit and name_of(path) != "core/database.py":
                wrong.append(f"{name_of(path)}:{node.lineno}")
    assert wrong == []


def test_only_one_module_reads_the_clock() -> None:
    wrong = []
    for path in sources():
        if name_of(path) == "core/dates.py":
            continue
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Attribute) or node.attr not in {"now", "utcnow", "today", "fromtimestamp"}:
                continue
            if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}:
                wrong.append(f"{name_of(path)}:{node.lineno} reads the clock")
    assert wrong == []


def test_no_float_comes_near_money() -> None:
    """No `float(`, no decimal literal and no true division in modules that handle amounts."""
    on_money_path = [
        *sources("commissions"),
        PROJECT / "core/money.py",
        PROJECT / "core/reading_numbers.py",
        *(path for path in sources("outlets") if "sales" in path.name or "agree" in path.name),
    ]
    wrong = [f"{name_of(path)}:{line} {what}" for path in on_money_path for line, what in _float_like(path)]
    assert wrong == []


def _float_like(path: Path) -> Iterator[tuple[int, str]]:
    """Each place of a source where a float could come from."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float":
            yield node.lineno, "calls float"
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, "has a float"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not _joins_paths(node):
            yield node.lineno, "divides"


def _joins_paths(node: ast.BinOp) -> bool:
    """Whether a slash joins the parts of a path: one side is a text."""
    sides = (node.left, node.right)
    return any(isinstance(side, ast.JoinedStr) or getattr(side, "value", None).__class__ is str for side in sides)


def test_no_template_is_made_from_text_and_nothing_is_marked_safe() -> None:
    wrong = []
    for path in sources():
        for node in ast.walk(tree_of(path)):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if name in {"render_template_string", "eval", "exec", "Markup"} and path.name != "re.py":
                wrong.append(f"{name_of(path)}:{node.lineno} uses {name}")
    wrong += [
        f"{template.relative_to(PROJECT)} switches escaping off"
        for template in (PROJECT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape false", template.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_nothing_is_left_to_do() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.html", "*.js", "*.css", "*.md"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|raise Not" + r"Impl")
    wrong = [
        name
        for name in tracked
        if name and (PROJECT / name).exists() and marks.search((PROJECT / name).read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_no_file_has_grown_beyond_350_lines() -> None:
    long = {
        name_of(path): count
        for path in sources()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert long == {}
