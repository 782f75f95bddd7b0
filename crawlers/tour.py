"""One poll of a source that leads to further pages: each is fetched after the other, the new ones only, within limits.

What the limits leave is fetched in the next polls. A page that fails costs its own text, not the poll; a poll of which
no page can be read has failed.
"""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from crawlers import answers
from crawlers.pace import Pace
from crawlers.reading import Follow
from crawlers.seen import Seen
from crawlers.wire import Answer, Job, Limits, Outcome

MOST_ROWS = 2000
"""Items of one poll, over all its pages."""

MOST_CHARACTERS = 10_000_000
"""Characters of all texts of one poll, so that an answer stays far below what a pipe may carry."""

MOST_DEPTH = 5

Visit = tuple[Answer, Sequence[Follow]]
"""What came of one address, and where it leads."""


class Tour:
    """Follows what the first page of a job leads to."""

    def __init__(self, job: Job, limits: Limits, pace: Pace, visit: Callable[[Job], Awaitable[Visit]]) -> None:
        self._job = job
        self._limits = limits
        self._pace = pace
        self._visit = visit
        self._until = time.monotonic() + limits.follow_seconds
        self._seen = Seen(job.cursor)
        self._met: list[str] = []
        self._given_up: list[str] = []
        self._waiting: deque[tuple[int, Follow]] = deque()
        self._known: set[str] = {job.url}
        self._read: list[Answer] = []
        self._failed: list[Answer] = []
        self._size = 0

    async def complete(self, first: Answer, follow: Sequence[Follow]) -> Answer:
        """Return the answer to the whole job: the first page's and what its pages brought."""
        self._keep(first, Follow(self._job.url, self._job.reader))
        self._add(follow, 1)
        while self._waiting and self._may_go_on(self._waiting[0][1]):
            await self._step(*self._waiting.popleft())
        return self._answer(first)

    def _may_go_on(self, step: Follow) -> bool:
        tried = len(self._read) + len(self._failed)
        rows = sum(len(answer.rows) for answer in self._read)
        return (
            tried <= self._limits.follow_pages
            and rows < MOST_ROWS
            and self._size < MOST_CHARACTERS
            and time.monotonic() + self._pace.wait(step.url) < self._until
        )

    def _add(self, follow: Sequence[Follow], depth: int) -> None:
        """Wait for what is new; what was seen before is met again, so that it is not forgotten."""
        for step in follow if depth <= MOST_DEPTH else ():
            if step.url in self._known:
                continue
            self._known.add(step.url)
            if step.key and step.key in self._seen:
                self._met.append(step.key)
            else:
                self._waiting.append((depth, step))

    async def _step(self, depth: int, step: Follow) -> None:
        headers = self._job.headers if _site(step.url) == _site(self._job.url) else {}
        job = Job(self._job.source, step.url, step.reader, options=step.options, headers=headers)
        try:
            answer, follow = await self._visit(job)
        except Exception as error:
            answer, follow = answers.failed(job, error, self._limits), ()
        if answer.outcome is Outcome.FAILED:
            self._failed.append(answer)
            if step.key and answer.lasting:
                self._given_up.append(step.key)
            return
        self._keep(answer, step)
        self._add(follow, depth + 1)
        if step.key:
            self._met.append(step.key)

    def _keep(self, answer: Answer, step: Follow) -> None:
        flag = {"guessed_encoding": answer.guessed} if answer.guessed else {}
        rows = [{**step.row, **flag, **{key: value for key, value in row.items() if value}} for row in answer.rows]
        self._read.append(replace(answer, rows=rows))
        self._size += sum(len(str(value)) for row in rows for value in row.values())

    def _answer(self, first: Answer) -> Answer:
        """Return one answer; only a poll that left nothing to do may be answered by "unchanged" next time."""
        if self._failed and len(self._read) == 1 and not first.rows:
            reason = f"None of its {len(self._failed)} new pages could be read: {self._failed[0].error}"
            wait = max((each.retry_after or 0.0 for each in self._failed), default=0.0) or None
            kept = self._seen.cursor([*self._met, *self._given_up]) if len(self._seen) else ""
            return Answer(self._job.source, Outcome.FAILED, reason, retry_after=wait, cursor=kept)
        rows = [row for answer in self._read for row in answer.rows]
        found = {each for answer in self._read for each in answer.found}
        missing = {each for answer in self._read for each in answer.missing} - found
        done = not self._waiting and not missing and len(self._given_up) == len(self._failed)
        return replace(
            first,
            rows=rows[:MOST_ROWS],
            guessed="",
            dropped=first.dropped + max(len(rows) - MOST_ROWS, 0),
            etag=first.etag if done else "",
            last_modified=first.last_modified if done else "",
            cursor=self._seen.cursor([*self._met, *self._given_up]),
            found=sorted(found),
            missing=sorted(missing),
        )


def _site(url: str) -> tuple[str, str]:
    """Return what has to be the same for a secret to be sent along."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def steps(reply: Mapping[str, Any]) -> Sequence[Follow]:
    """Return where the reply of a parser leads."""
    return [Follow(**each) for each in reply.get("follow", ())]
