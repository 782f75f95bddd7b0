import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domain.errors import LockedError
from monitor.lock import RunLock

HOLDER = """
import sys
from pathlib import Path
from monitor.lock import RunLock
assert RunLock(Path(sys.argv[1])).acquire("fenghuo run")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_and_told_who_works_the_ledger(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=rf"fenghuo run \(pid {holder.pid}\)"), RunLock(tmp_path).held("import"):
            pass
        holder.kill()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        lock = RunLock(tmp_path)
        assert lock.acquire("import")
        lock.release()
