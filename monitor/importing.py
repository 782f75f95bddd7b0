"""Import of files and replay of quarantined rows: resumable, counted, nothing lost."""

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from crawlers.clean import clean_line
from crawlers.importing import Batch, Cursor, identity, read_file, read_stream, uncompressed
from crawlers.lines import Line
from domain.errors import UsageError
from domain.mention import Appended, Mention, Rejected
from index.library.refused import ORIGIN as LIBRARY
from index.library.refused import try_again
from index.ports import QuarantinedRow
from monitor.appender import Arrival
from monitor.intake import store
from monitor.language import say
from monitor.mapping import planned, told
from monitor.origins import IMPORT, origin_again, pushed_origin
from monitor.progress import progress
from monitor.wiring import Monitor


@dataclass(slots=True)
class Summary:
    """What became of a file: ``received`` = stored + duplicate + unmatched + quarantined."""

    file: str
    resumed_at: int = 0
    stored: int = 0
    duplicate: int = 0
    unmatched: int = 0
    quarantined: int = 0
    extra_keys: set[str] = field(default_factory=set)

    @property
    def received(self) -> int:
        """Return how many rows were read."""
        return self.stored + self.duplicate + self.unmatched + self.quarantined

    def add(self, batch: Batch, appended: Appended) -> None:
        """Count one batch."""
        self.stored += appended.stored
        self.duplicate += appended.duplicate
        self.unmatched += appended.unmatched
        self.quarantined += len(batch.rejected)
        self.extra_keys |= batch.extra_keys

    def as_row(self) -> dict[str, object]:
        """Return the summary as one JSON object."""
        return {
            "file": self.file,
            "received": self.received,
            "stored": self.stored,
            "duplicate": self.duplicate,
            "unmatched": self.unmatched,
            "quarantined": self.quarantined,
            "resumed_at_line": self.resumed_at,
            "extra_keys": sorted(self.extra_keys),
        }

    def told(self) -> str:
        """Return the summary as sentences."""
        counts = say(
            f"{self.file}：收到 {self.received} = 入库 {self.stored} + 重复 {self.duplicate}"
            f" + 未点名 {self.unmatched} + 隔离 {self.quarantined}",
            f"{self.file}: received {self.received} = stored {self.stored} + duplicate {self.duplicate}"
            f" + unmatched {self.unmatched} + quarantined {self.quarantined}",
        )
        lines = [counts]
        if self.resumed_at:
            lines.append(say(f"  从第 {self.resumed_at + 1} 行续传。", f"  Resumed at line {self.resumed_at + 1}."))
        if self.quarantined:
            lines.append(
                say("  隔离的行见 fenghuo quarantine。", "  See the quarantined rows with fenghuo quarantine.")
            )
        if self.extra_keys:
            keys = ", ".join(sorted(self.extra_keys))
            lines.append(say(f"  另存于 extra 的键：{keys}", f"  Kept in extra: {keys}"))
        return "\n".join(lines)


def find_files(names: Sequence[str]) -> None:
    """Make sure before anything is stored that all files are there; UsageError names the first that is not."""
    for name in names:
        if name != "-" and not Path(name).is_file():
            raise UsageError(say(f"没有文件 {name}。请检查路径。", f"There is no file {name}; check the path."))


def import_file(
    monitor: Monitor,
    name: str,
    *,
    live: bool | None = None,
    keep_all: bool = False,
    restart: bool = False,
    maps: Sequence[str] = (),
    sheet: str = "",
) -> Summary:
    """Import one file ("-" is standard input) and return what became of its rows; a stopped import goes on.

    ``maps`` are FIELD=COLUMN, for files of others; what was guessed is told on stderr before the first row is stored.
    """
    origin = replace(pushed_origin(monitor, IMPORT, name if name != "-" else "stdin"), live=live)
    if name == "-":
        if maps or sheet:
            raise UsageError(
                say(
                    "标准输入只读 JSON Lines，不能用 --map 和 --sheet。请先存成文件。",
                    "Standard input is read as JSON Lines, without --map and --sheet; save it to a file first.",
                )
            )
        stream = uncompressed(cast(io.BufferedReader, sys.stdin.buffer))
        return _import(monitor, Summary("stdin"), read_stream(stream, origin, monitor.clock.now), "", keep_all)
    path = Path(name)
    plan = planned(path, maps, sheet)
    sys.stderr.write(f"{shown}\n" if (shown := told(path.name, plan)) else "")
    key = identity(path, sheet)
    with monitor.ledger.read() as view:
        after = "" if restart else view.progress.get(key)
    summary = Summary(name, resumed_at=Cursor.parse(after).line)
    with _shown(path) as watched:
        batches = watched(read_file(path, origin, monitor.clock.now, after, plan.reader))
        _import(monitor, summary, batches, key, keep_all)
    with monitor.ledger.write() as tx:
        tx.progress.put(key, "")
    return summary


def _import(monitor: Monitor, summary: Summary, batches: Iterator[Batch], key: str, keep_all: bool) -> Summary:
    for batch in batches:
        now = monitor.clock.now()
        entries = [monitor.reader.read(mention, keep=keep_all) for mention in batch.mentions]
        with monitor.ledger.write() as tx:
            appended = store(tx, entries, Arrival(batch.mentions, batch.rejected), now)
            if key:
                tx.progress.put(key, batch.cursor)
        summary.add(batch, appended)
    return summary


def replay_quarantine(monitor: Monitor) -> tuple[int, int]:
    """Try every quarantined row again; return how many were taken and how many stay."""
    taken, left, after = 0, 0, 0
    while rows := _quarantined(monitor, after):
        after = rows[-1].id
        for row in rows:
            done = _replayed(monitor, row.row, row.id)
            taken, left = taken + done, left + (not done)
    return taken, left


def _quarantined(monitor: Monitor, after: int) -> Sequence[QuarantinedRow]:
    with monitor.ledger.read() as view:
        return view.quarantine.find(limit=500, after=after)


def _replayed(monitor: Monitor, row: Rejected, number: int) -> bool:
    if row.origin == LIBRARY:
        with monitor.ledger.write() as tx:
            try_again(tx, row, number)
        return True
    now = monitor.clock.now()
    line = Line(row.line, 0, row.raw.encode())
    taken = clean_line(line, origin_again(monitor, row.origin), now)
    if not isinstance(taken, Mention):
        return False
    with monitor.ledger.write() as tx:
        store(tx, [monitor.reader.read(taken)], Arrival([taken]), now)
        tx.quarantine.drop([number])
    return True


@contextmanager
def _shown(path: Path) -> Iterator[Callable[[Iterator[Batch]], Iterator[Batch]]]:
    """Show how far a file was read: in bytes, or in lines where it is compressed."""
    packed = path.suffix == ".gz"
    with progress(path.name, None if packed else path.stat().st_size) as advance:

        def watched(batches: Iterator[Batch]) -> Iterator[Batch]:
            for batch in batches:
                yield batch
                cursor = Cursor.parse(batch.cursor)
                advance(cursor.line if packed else cursor.byte)

        yield watched
