"""The shape of the repository: rooms, layers, sizes and names stay as docs/architecture.md draws them."""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import ROOT

ROOMS = ("domain", "text", "config", "index", "crawlers", "sentiment", "alerting", "playbooks", "dashboard", "monitor")
MOST_LINES = 300
MOST_FUNCTION_LINES = 40
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "base_classes", "stuff"}


def tracked_python_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_loaded_from_this_checkout(room: str) -> None:
    spec = importlib.util.find_spec(room)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).resolve().parent == ROOT / room


def test_dependencies_between_rooms_point_down() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([str(linter)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    counts = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in tracked_python_files()}
    assert {str(path.relative_to(ROOT)): count for path, count in counts.items() if count > MOST_LINES} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in tracked_python_files()
        for node in functions(path)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    }
    assert long == {}


def test_no_file_hides_behind_a_vague_name() -> None:
    assert [path for path in tracked_python_files() if path.stem in VAGUE_NAMES] == []


def test_the_domain_imports_the_standard_library_and_itself_only() -> None:
    outside = set()
    for path in (ROOT / "domain").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                outside |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                outside.add(node.module.split(".")[0])
    assert outside - set(sys.stdlib_module_names) <= {"domain"}


def test_no_test_sleeps() -> None:
    sleeping = [
        str(path.relative_to(ROOT))
        for path in tracked_python_files()
        if "tests" in path.relative_to(ROOT).parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sleep"
    ]
    assert sleeping == []


def test_every_file_under_version_control_names_no_path_of_somebodys_machine() -> None:
    homes = ("/" + "work/", "/" + "root/", "/" + "home/")
    naming = [
        str(path.relative_to(ROOT))
        for path in tracked_python_files()
        if any(f'"{home}' in path.read_text(encoding="utf-8") for home in homes)
    ]
    assert naming == []
