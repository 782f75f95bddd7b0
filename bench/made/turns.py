"""What is compared runs in turns, each chain in a process of its own: what else the machine does then hits all."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Cost:
    """Processor microseconds a mention, stage by stage; the peak of memory in MB."""

    stages: Mapping[str, float]
    memory: float

    @property
    def all(self) -> float:
        """Return what the whole chain costs."""
        return sum(self.stages.values())


class Chain(Protocol):
    """What is measured: it goes on from where it stopped."""

    def measure(self, mentions: int) -> Cost:
        """Return what the next mentions cost; making them up is not counted."""


_CHAINS: list[Chain] = []


def _begin(kind: type[Chain], *arguments: object) -> None:
    _CHAINS.append(kind(*arguments))


def _go_on(mentions: int) -> Cost:
    return _CHAINS[0].measure(mentions)


Measure = Callable[[int], Cost]


@contextmanager
def alone(kind: type[Chain], *arguments: object) -> Iterator[Measure]:
    """Begin a chain in a process of its own, so that its memory and its memos are its own."""
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, get_context("spawn")) as pool:
        pool.submit(_begin, kind, Path(folder), *arguments).result()
        yield lambda mentions: pool.submit(_go_on, mentions).result()


def in_turns(turns: int, *parts: tuple[Measure, int]) -> list[Cost]:
    """Measure several chains in turns, each so many mentions a turn: what else the machine does hits all alike."""
    taken = [[measure(mentions) for measure, mentions in parts] for _ in range(turns)]
    return [_mean(costs) for costs in zip(*taken, strict=True)]


def _mean(costs: Sequence[Cost]) -> Cost:
    stages = {stage: sum(cost.stages[stage] for cost in costs) / len(costs) for stage in costs[0].stages}
    return Cost(stages, costs[-1].memory)
