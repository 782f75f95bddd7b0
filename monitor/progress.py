"""Progress for the person at the keyboard: on stderr, and only where that is a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[float], None]
"""Told how much is done so far, in the unit of the total."""


@contextmanager
def progress(label: str, total: float | None = None) -> Iterator[Advance]:
    """Show a bar while a block runs; without a total the count of what is done is shown instead."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    counted = TextColumn("{task.percentage:>3.0f}%" if total else "{task.completed:.0f}")
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), counted)
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=total)
        yield lambda done: shown.update(task, completed=done)
