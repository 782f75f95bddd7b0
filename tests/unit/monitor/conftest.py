"""A command line that speaks Chinese, on a folder of its own."""

from pathlib import Path

import pytest

import monitor.cli.setup
import monitor.language
from tests.unit.monitor.commands import CommandLine


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return the command line on an empty folder."""
    monkeypatch.setattr(monitor.language, "LANGUAGE", "zh")
    monkeypatch.setattr(monitor.cli.setup, "LANGUAGE", "zh")
    monkeypatch.delenv("FENGHUO_CONFIG", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    return CommandLine(tmp_path)


@pytest.fixture
def fenghuo(bare: CommandLine) -> CommandLine:
    """Return the command line on a configured folder."""
    bare.configure()
    return bare
