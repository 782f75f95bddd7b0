"""What only a process of its own can show: start-up, streams, signals, languages."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

FENGHUO = [sys.executable, "-m", "monitor"]
HELP_SECONDS = 0.4


def fenghuo(*words: str, stdin: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
    env = os.environ | {"FENGHUO_LANG": "zh"} | environ
    return subprocess.run([*FENGHUO, *words], input=stdin, capture_output=True, env=env, timeout=60)


def test_help_answers_at_once_and_names_every_command() -> None:
    spent = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        answer = fenghuo("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < HELP_SECONDS
    text = answer.stdout.decode()
    commands = "init check schema run demo crawl import search incidents statements sources quarantine doctor"
    assert all(f"\n  {command} " in text for command in [*commands.split(), "score", "match", "sentiment"])


def test_help_and_failures_are_in_the_language_asked_for(tmp_path: Path) -> None:
    assert "crisis monitor" in fenghuo("--help", FENGHUO_LANG="en").stdout.decode()
    assert "舆情危机" in fenghuo("--help").stdout.decode()
    assert "mistake" in fenghuo("--config", str(tmp_path), "sources", FENGHUO_LANG="en").stderr.decode()
    assert "错误" in fenghuo("--config", str(tmp_path), "sources").stderr.decode()
    fenghuo("--config", str(tmp_path), "init", "--brand", "Camellia", "--alias", "Shancha", "--industry", "food")
    search = fenghuo("--config", str(tmp_path), "search", FENGHUO_LANG="en")
    assert search.stderr == b"Nothing was found.\n"


def test_what_is_written_is_utf_8_whatever_the_locale() -> None:
    answer = fenghuo("match", "奶茶", stdin="奶茶🧋\n".encode(), PYTHONIOENCODING="latin-1", LC_ALL="C")
    assert answer.stdout.decode().startswith("✓ 奶茶🧋")


def test_a_reader_that_goes_away_ends_a_command_without_a_word() -> None:
    lines = "奶茶\n".encode() * 50_000
    with subprocess.Popen(
        [*FENGHUO, "match", "奶茶", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(lines[:70])
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"{")
        process.stdout.close()
        try:
            process.stdin.write(lines)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""
        process.wait(10)


def test_ctrl_c_ends_a_command_with_130_and_no_traceback() -> None:
    with subprocess.Popen(
        [*FENGHUO, "match", "奶茶"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write("奶茶\n".encode())
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr.read() == b""


@pytest.mark.parametrize("words", [["nonsense"], ["search", "--nonsense"], ["incidents", "ack", "one", "--as", "x"]])
def test_a_command_called_wrongly_exits_with_2_and_says_how_to_get_help(words: list[str]) -> None:
    answer = fenghuo(*words)
    assert (answer.returncode, answer.stdout) == (2, b"")
    assert b"-h" in answer.stderr
    assert b"Traceback" not in answer.stderr
