"""What the machine is doing beside the measurement, and how much memory processes take."""

import os
import re
import resource
import sys
from pathlib import Path


def load() -> str:
    """Return how busy the machine is, to be printed beside every absolute time."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def peak_mb() -> float:
    """Return the most memory this process ever held, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def tree_mb(root: int) -> float:
    """Return the memory of a process and all its descendants, in MB, pages they share counted once (Linux)."""
    parents = {int(path.name): _parent(path) for path in Path("/proc").iterdir() if path.name.isdecimal()}
    family, size = {root}, 0
    while len(family) > size:
        size = len(family)
        family |= {child for child, parent in parents.items() if parent in family}
    return sum(map(_proportional, family)) / 1e3


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _proportional(process: int) -> int:
    """Return a process's share of memory in kB."""
    try:
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0
