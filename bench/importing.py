"""What ``fenghuo import`` holds in memory: a file and one ten times as long, each by a process of its own.

The lines name the brands, every tenth line names none, every hundredth can't be taken. Both imports go into ledgers of
their own and are judged, as nothing else runs. ``python bench/importing.py [--full]``: 200,000 lines, with --full
1,000,000 (1 GB of ledger).
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import orjson

from bench.made.machine import load
from bench.made.texts import BRANDS, sayings

START = datetime(2026, 3, 1, tzinfo=UTC)
LOOK_EVERY = 0.2
CONFIGURATION = "\n".join(
    ["language: zh\ntimezone: Asia/Shanghai\nindustry: food\nstore: {path: data}\nbrands:"]
    + [f"  - {{name: {brand}}}" for brand in BRANDS]
)


def lines(number: int) -> Iterator[bytes]:
    """Yield so many lines, a second apart."""
    for at, text in enumerate(islice(sayings(), number)):
        said = "今天天气不错" + str(at) if at % 10 == 9 else text
        row = {
            "time": (START + timedelta(seconds=at)).isoformat(),
            "text": said,
            "author": f"网友{at % 5000}",
            "likes": at,
        }
        yield orjson.dumps(row if at % 100 else {"text": said}) + b"\n"


def imported(number: int) -> tuple[float, float, str]:
    """Return the peak of memory in MB and the processor seconds of importing so many lines, and what was told."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "fenghuo.yaml").write_text(CONFIGURATION, "utf-8")
        with (Path(folder) / "rows.jsonl").open("wb") as file:
            file.writelines(lines(number))
        before = os.times()
        command = [sys.executable, "-m", "monitor", "--config", folder, "import", "rows.jsonl"]
        environ = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _peak_mb(process.pid))
            time.sleep(LOOK_EVERY)
        assert process.stdout is not None
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        return peak, spent, process.stdout.read().decode().strip().splitlines()[0]


def _peak_mb(process: int) -> float:
    """Return the most memory a process ever held, in MB (Linux); 0 when it is gone."""
    try:
        found = re.search(r"^VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1e3 if found else 0.0


def main(number: int) -> None:
    """Print the figures."""
    peaks = []
    for size in (number // 10, number):
        peak, spent, told = imported(size)
        peaks.append(peak)
        print(f"{size:,} lines: {peak:.0f} MB at most, {spent / size * 1e6:.0f} µs a line; {told}; {load()}")
    print(f"memory of ten times as many lines: {peaks[1] / peaks[0]:.2f} times as much")


if __name__ == "__main__":
    main(1_000_000 if "--full" in sys.argv else 200_000)
