"""The pool of limited children that parse: a dead, slow or greedy one is replaced, its request fails.

What waits for a child is served in the order of the processor time its source took last, so that a source known to be
quick waits for what is being read now and for nothing else, however many slow ones there are.
"""

import asyncio
import heapq
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import orjson

from crawlers.reading import Fetched
from crawlers.wire import Limits

_WAIT_FACTOR = 4
"""A child may take so many times its processor time by the clock, as it shares the machine."""

_UNKNOWN_SECONDS = 0.5
"""What a source is expected to take that was never read: more than most, less than the slow ones."""

_MOST_KNOWN = 20_000

Child = asyncio.subprocess.Process | None
"""A child, or None for a place in which none runs yet."""

PACKAGE_FOLDER = str(Path(__file__).resolve().parent.parent)


def child_environment() -> dict[str, str]:
    """Return the little that a child needs to run: no secret of the environment goes down with it."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "COVERAGE_PROCESS_START")
    return {key: os.environ[key] for key in kept if key in os.environ} | {"PYTHONPATH": PACKAGE_FOLDER}


class ParserPool:
    """Children that parse one body at a time each."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._idle: list[Child] = [None] * limits.parsers
        self._waiting: list[tuple[float, int, asyncio.Future[Child]]] = []
        self._asked = 0
        self._took: dict[str, float] = {}

    async def parse(self, reader: str, fetched: Fetched, source: str = "") -> Mapping[str, object]:
        """Return the reply of a child: ``rows`` and what goes with them, or ``error``."""
        child = await self._place(source)
        seconds = float(self._limits.parse_cpu_seconds)
        try:
            if child is None or child.returncode is not None:
                child = await self._spawn()
            async with asyncio.timeout(self._limits.parse_cpu_seconds * _WAIT_FACTOR):
                reply = await _ask(child, reader, fetched)
            seconds = float(str(reply["seconds"]))
            if reply.get("worn"):
                child = None
            return reply
        except (TimeoutError, ConnectionError, EOFError, orjson.JSONDecodeError):
            error, child = await self._ended(child), None
            return {"error": error}
        finally:
            self._remember(source, seconds)
            self._give(child)

    async def _place(self, source: str) -> Child:
        """Return a child as soon as it is this source's turn."""
        if self._idle:
            return self._idle.pop()
        turn: asyncio.Future[Child] = asyncio.get_running_loop().create_future()
        self._asked += 1
        heapq.heappush(self._waiting, (self._took.get(source, _UNKNOWN_SECONDS), self._asked, turn))
        return await turn

    def _give(self, child: Child) -> None:
        while self._waiting:
            *_, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(child)
                return
        self._idle.append(child)

    def _remember(self, source: str, seconds: float) -> None:
        if len(self._took) >= _MOST_KNOWN:
            self._took.clear()
        self._took[source] = seconds

    async def close(self) -> None:
        """End the children that are idle."""
        for child in self._idle:
            if child is not None and child.returncode is None:
                child.kill()
                await child.wait()

    async def _spawn(self) -> asyncio.subprocess.Process:
        limits = self._limits
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-P", "-m", "crawlers.parsing", str(limits.parse_cpu_seconds), str(limits.parse_bytes)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=child_environment(),
        )

    async def _ended(self, child: asyncio.subprocess.Process | None) -> str:
        """End a child that failed and return why, as a sentence."""
        if child is None:
            return "The parser could not be started."
        if child.returncode is None:
            try:
                async with asyncio.timeout(0.5):
                    await child.wait()
            except TimeoutError:
                child.kill()
                await child.wait()
                return f"Reading it took longer than {self._limits.parse_cpu_seconds * _WAIT_FACTOR} s."
        if child.returncode == -signal.SIGXCPU:
            return f"Reading it takes more than {self._limits.parse_cpu_seconds} s of processor time."
        return f"The parser died of it (exit {child.returncode})."


async def _ask(child: asyncio.subprocess.Process, reader: str, fetched: Fetched) -> dict[str, object]:
    assert child.stdin is not None
    assert child.stdout is not None
    told = {"content_type": fetched.content_type, "url": fetched.url, "options": fetched.options, "at": fetched.at}
    header = orjson.dumps({"reader": reader, **told})
    for frame in (header, fetched.body):
        child.stdin.write(len(frame).to_bytes(4, "big") + frame)
    await child.stdin.drain()
    size = int.from_bytes(await child.stdout.readexactly(4), "big")
    reply: dict[str, object] = orjson.loads(await child.stdout.readexactly(size))
    return reply
