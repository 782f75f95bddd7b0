"""The one spider of the crawl worker: it takes jobs from a pipe, fetches, has bodies parsed, and answers on a pipe."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, BinaryIO

import scrapy
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from crawlers import answers
from crawlers.downloading import SECONDS, Places
from crawlers.pace import PACED, Pace
from crawlers.pool import ParserPool
from crawlers.reading import Fetched
from crawlers.resolver import GuardedResolver
from crawlers.rhythm import WISHING, wish_of_headers
from crawlers.tour import Tour, Visit, steps
from crawlers.wire import HEARTBEAT, HEARTBEAT_SECONDS, Job, Limits

_MOST_JOB_BYTES = 1_000_000


class FetchSpider(scrapy.Spider):
    """Serves jobs until its input ends; then the process ends too, whatever is under way."""

    name = "fenghuo"

    def __init__(self, limits: Limits, source: BinaryIO, sink: BinaryIO) -> None:
        super().__init__()
        self._limits = limits
        self._source = source
        self._sink = sink
        self._pool = ParserPool(limits)
        self._at_once = asyncio.Semaphore(limits.at_once)
        self._places = Places(limits.per_host)
        self.pace = Pace()
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> AsyncIterator[Request]:
        """Serve; refuse to work at all where the guard is not in place."""
        from twisted.internet import reactor

        if not isinstance(getattr(reactor, "nameResolver", None), GuardedResolver):
            sys.stderr.write("The crawl worker has no address guard and stops; install the Scrapy it was made for.\n")
            os._exit(3)
        self._begin(self._beat())
        async for job in self._jobs():
            self._begin(self._serve(job))
        os._exit(0)
        yield Request("data:,")  # makes this the generator that Scrapy expects; never reached

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _beat(self) -> None:
        while True:
            await self._say(HEARTBEAT)
            await asyncio.sleep(HEARTBEAT_SECONDS)

    async def _jobs(self) -> AsyncIterator[Job]:
        reader = asyncio.StreamReader(limit=_MOST_JOB_BYTES)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), self._source)
        while line := await reader.readline():
            yield Job.load(line)

    async def _serve(self, job: Job) -> None:
        """Fetch, follow what it leads to, and answer."""
        began = time.monotonic()
        try:
            answer, follow = await self._visit(job)
            if follow:
                answer = await Tour(job, self._limits, self.pace, self._visit).complete(answer, follow)
        except Exception as error:
            answer = answers.failed(job, error, self._limits)
        answer = replace(answer, seconds=round(time.monotonic() - began, 3))
        await self._say(answer.dump())

    async def _say(self, line: bytes) -> None:
        async with self._writing:
            await asyncio.to_thread(self._write, line)

    async def _visit(self, job: Job) -> Visit:
        """Fetch and read one address. It waits for its host before it takes a place: one slow host can't take all."""
        async with self._places.at(job.url):
            await self.pace.turn(job.url)
            async with self._at_once:
                return await self._read(job)

    async def _read(self, job: Job) -> Visit:
        if not job.url:
            reply = await self._pool.parse(job.reader, Fetched(b"", "", "", job.options), job.source)
            return answers.read(job, reply), steps(reply)
        response = await self._fetch(job)
        now = datetime.now(UTC)
        wish = wish_of_headers({name: _header(response, name) for name in WISHING}, now)
        if response.status == 304:
            return answers.unchanged(job, wish), ()
        if not 200 <= response.status < 300:
            return answers.refused(job, response.status, _header(response, "Retry-After"), now), ()
        fetched = Fetched(response.body, _header(response, "Content-Type"), response.url, job.options, time.time())
        reply = await self._pool.parse(job.reader, fetched, job.source)
        etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
        return answers.read(job, reply, etag, modified, wish), steps(reply)

    async def _fetch(self, job: Job) -> Response:
        asked = {"If-None-Match": job.etag, "If-Modified-Since": job.last_modified}
        headers = {name: value for name, value in asked.items() if value} | dict(job.headers)
        meta = {SECONDS: self._limits.seconds, PACED: job.url, "dont_redirect": bool(job.headers)}
        request = Request(job.url, headers=headers, callback=NO_CALLBACK, meta=meta)
        engine: Any = self.crawler.engine
        response: Response = await engine.download_async(request)
        return response

    def _write(self, line: bytes) -> None:
        self._sink.write(line)
        self._sink.flush()


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1").strip()
