"""``/events``: tells open pages that something changed (Server-Sent Events); they fetch what they show anew."""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from index.ports import Ledger

LOOK_EVERY = 1.0
ALIVE_EVERY = 15
"""After so many looks without a change a comment is sent, so that both sides notice a dead connection."""

MOST_READERS = 50


class Events:
    """One event for each change of what is stored; the same small reading for all who listen would be no cheaper."""

    def __init__(self, ledger: Ledger, stopping: Callable[[], bool]) -> None:
        self._ledger = ledger
        self._stopping = stopping
        self._readers = 0

    async def stream(self, request: Request) -> Response:
        """Answer with the stream; beyond ``MOST_READERS`` pages are told to come back later."""
        if self._readers >= MOST_READERS:
            return Response(status_code=503, headers={"Retry-After": "30"})
        return StreamingResponse(self._told(request), media_type="text/event-stream")

    async def _told(self, request: Request) -> AsyncIterator[str]:
        self._readers += 1
        try:
            known, quiet = await asyncio.to_thread(self._change), 0
            yield f"retry: 3000\nevent: ready\ndata: {known}\n\n"
            while not self._stopping() and not await request.is_disconnected():
                await asyncio.sleep(LOOK_EVERY)
                change = await asyncio.to_thread(self._change)
                quiet = 0 if change != known else quiet + 1
                if change != known:
                    known = change
                    yield f"event: change\ndata: {change}\n\n"
                elif quiet % ALIVE_EVERY == 0:
                    yield ": alive\n\n"
        finally:
            self._readers -= 1

    def _change(self) -> int:
        with self._ledger.read() as view:
            return view.panels.change()
