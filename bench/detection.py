"""All figures of detection: hot search, calm days, brand volumes (NAB), matters, with the scorers beside the data.

``python bench/detection.py [hot] [calm] [nab] [matters]`` (default: all that this checkout has).
"""

import importlib.util
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.detection_hot import Row, calm, hot_search

Figures = Callable[[], list[Row]]


def parts() -> dict[str, Figures]:
    """Return what can be measured, by the name it is asked for."""
    found: dict[str, Figures] = {"hot": hot_search, "calm": calm}
    for name in ("nab", "matters"):
        if importlib.util.find_spec(f"bench.detection_{name}") is not None:
            found[name] = import_module(f"bench.detection_{name}").figures
    return found


def show(rows: Sequence[Row]) -> None:
    """Print figures, their goals beside them."""
    for each in rows:
        measured = each["measured"]
        value = f"{measured:.3f}" if isinstance(measured, float) else str(measured)
        goals = f"must {each['must']} aim {each['aim']}" if each["must"] else ""
        print(f"{each['work']:<52} {value:>14}  {goals:<28} {each['note']}".rstrip())


def main() -> None:
    known = parts()
    for name in sys.argv[1:] or list(known):
        if name not in known:
            sys.exit(f"There is no part {name}; there are {', '.join(known)}.")
        started = time.perf_counter()
        show(known[name]())
        print(f"  ({name}: {time.perf_counter() - started:.0f} s)")


if __name__ == "__main__":
    main()
