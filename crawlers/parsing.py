"""The child that parses what was fetched, under limits of processor time and memory: ``python -m crawlers.parsing``.

Whatever a body does to a parser, it does it here: the child is killed and replaced, the source fails, the rest goes on.
Requests and replies are framed by their length. It opens nothing and ends when its standard input closes.
"""

import contextlib
import math
import os
import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import orjson

from crawlers.readers import READERS
from crawlers.reading import Fetched, Reading
from domain.errors import FenghuoError

MOST_TEXT = 20_000
_MOST_FIELD = 8000
_WORN_BYTES = 250_000_000
"""Memory once used is mostly kept by the process; one that holds so much is replaced after its reply."""


def main() -> None:
    """Answer requests until standard input closes."""
    cpu_seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_memory(memory)
    while (request := read_frame(source)) is not None:
        _allow_time(cpu_seconds)
        told = orjson.loads(request)
        body = read_frame(source) or b""
        began = time.process_time()
        reply = _reply(told.pop("reader"), Fetched(body, **told))
        reply |= {"seconds": time.process_time() - began}
        worn = _resident_bytes() > _WORN_BYTES
        try:
            write_frame(sink, orjson.dumps(reply | {"worn": worn}))
        except BrokenPipeError:
            os._exit(0)  # whoever asked has ended meanwhile
        if worn:
            return


def read_frame(stream: BinaryIO) -> bytes | None:
    """Return the next frame, None at the end."""
    size = stream.read(4)
    return stream.read(int.from_bytes(size, "big")) if len(size) == 4 else None


def write_frame(stream: BinaryIO, frame: bytes) -> None:
    """Write a frame and let it go."""
    stream.write(len(frame).to_bytes(4, "big") + frame)
    stream.flush()


def _reply(reader: str, fetched: Fetched) -> dict[str, object]:
    try:
        reading: Reading = READERS[reader](fetched)
    except FenghuoError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "Reading it needs more memory than a source may take."}
    except Exception as error:
        return {"error": f"It can't be read ({type(error).__name__})."}
    told = {key: getattr(reading, key) for key in ("guessed", "dropped", "found", "missing", "wish")}
    followed = [asdict(each) for each in reading.follow if len(each.url) <= _MOST_FIELD]
    return {"rows": [_bounded(row) for row in reading.rows], "follow": followed, **told}


def _bounded(row: Mapping[str, object]) -> dict[str, object]:
    """Return a row whose texts are cut; how long the text was is kept."""
    cut = {key: value[:_MOST_FIELD] if isinstance(value, str) else value for key, value in row.items()}
    text = row.get("text")
    if isinstance(text, str):
        cut["text"] = text[:MOST_TEXT]
        if len(text) > MOST_TEXT:
            cut["text_length"] = len(text)
    return cut


def _resident_bytes() -> int:
    """Return the memory this process holds; where the system doesn't tell, the most it ever held.

    The most it ever held is no measure on Linux: a child inherits that of the process it was started by.
    """
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except (OSError, ValueError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _limit_memory(most: int) -> None:
    """Let the address space grow by ``most`` bytes beyond what the program itself takes; Linux only."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + most
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _allow_time(seconds: int) -> None:
    """Let the next request take so much processor time; the kernel kills the process after that."""
    until = math.ceil(time.process_time()) + seconds
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
