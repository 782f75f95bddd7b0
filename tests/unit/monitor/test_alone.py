import threading
from pathlib import Path

from monitor.alone import judge_alone
from monitor.lock import WATCHING, RunLock
from monitor.wiring import Monitor, open_monitor
from tests.unit.monitor.commands import CommandLine, scandal


def marks_of(monitor: Monitor) -> int:
    with monitor.ledger.read() as view:
        return view.marks.count()


def test_beside_a_running_monitor_a_command_only_stores_and_marks(fenghuo: CommandLine) -> None:
    lock = RunLock(fenghuo.folder / "data")
    with lock.held(WATCHING):
        done = fenghuo("import", str(fenghuo.write("a.jsonl", *scandal())), "--json")
        assert done.rows[0]["stored"] == 20
        with open_monitor(fenghuo.folder) as monitor:
            assert marks_of(monitor) > 0
            assert fenghuo("incidents", "list", "--json").rows == []
    with open_monitor(fenghuo.folder) as monitor:
        judge_alone(monitor, "fenghuo import")
        assert marks_of(monitor) == 0


def test_a_command_waits_for_another_that_is_judging_as_that_may_have_missed_its_marks(fenghuo: CommandLine) -> None:
    other = RunLock(fenghuo.folder / "data")
    assert other.acquire("fenghuo import")
    threading.Timer(0.5, other.release).start()
    fenghuo("import", str(fenghuo.write("a.jsonl", *scandal())))
    assert len(fenghuo("incidents", "list", "--json").rows) == 1


def test_a_second_monitor_is_refused_and_told_who_runs(fenghuo: CommandLine) -> None:
    with RunLock(fenghuo.folder / "data").held(WATCHING):
        refused = fenghuo("run")
    assert (refused.code, refused.out) == (1, "")
    assert "fenghuo run (pid" in refused.err


def test_the_lock_tells_a_running_monitor_from_a_passing_command(tmp_path: Path) -> None:
    mine, other = RunLock(tmp_path), RunLock(tmp_path)
    with mine.held("fenghuo import"):
        assert not other.is_watched()
    with mine.held(WATCHING):
        assert other.is_watched()
