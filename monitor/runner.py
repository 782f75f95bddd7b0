"""``fenghuo run``: the one process that judges and delivers, with its threads and what makes them stop.

Arrivals wake the judge, judging wakes the channels; nobody waits for a timer who could be woken. Time alone is judged
at the instant that the ledger names (``next_due``).
"""

import gc
import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial

from domain.errors import FenghuoError
from domain.mention import Appended
from monitor.appender import Appender, Arrival
from monitor.cli.output import note
from monitor.collecting import Collector
from monitor.housekeeping import keep_house
from monitor.intake import store_all
from monitor.language import say
from monitor.lock import WATCHING
from monitor.pagelink import page_link
from monitor.projecting import Projecting
from monitor.scoring import ScoringWorker
from monitor.watch import judge_all, next_due
from monitor.web import WebServer
from monitor.wiring import Monitor

LOOK_EVERY = 0.25
"""Seconds after which the judge looks for marks that other processes left, and for what time alone brings."""

LIBRARY_ENDS = 2.0
"""Seconds that stopping waits for a request to the library; what it was about is sent again next time."""

PLACE_EVERY = 0.25
"""Seconds between two placings in a flood: telling matters apart never takes time from judging."""

GATHER = 0.05
"""Seconds for which the judge, having judged, lets marks gather: what comes in a stream is judged together."""

IDLE = 1.0
AFTER_FAULT = 1.0
log = logging.getLogger("fenghuo.run")


class Runner:
    """Owns the threads of a running monitor."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self._stopping = threading.Event()
        self._steps: dict[str, Callable[[], float]] = {
            "judge": self._judge,
            "score": self._score,
            "house": self._keep_house,
            "matters": self._place,
            **{f"send {name}": partial(self._deliver, name) for name in monitor.delivery.channels},
        }
        self._projecting = Projecting(monitor)
        if monitor.settings.library is not None:
            self._steps["library"] = self._projecting.step
        self._awake = {name: threading.Event() for name in self._steps}
        self._appender = Appender(self._store, partial(self._wake, "judge", "score", "matters"))
        self._scorer = ScoringWorker(monitor.settings.tone_model)
        self._collector = Collector(monitor, self._appender)
        self._web = WebServer(monitor, self._appender)

    @property
    def web_port(self) -> int:
        """Return the port on which intake is served."""
        return self._web.port

    @property
    def page_port(self) -> int:
        """Return the port on which the pages are served."""
        return self._web.page_port

    @contextmanager
    def running(self) -> Iterator["Runner"]:
        """Hold the lock and watch for a block; on leaving, what was handed in is stored and the threads end."""
        with self.monitor.lock.held(WATCHING), ExitStack() as stack:
            loops = [threading.Thread(target=self._loop, args=(name,), name=name, daemon=True) for name in self._steps]
            self._appender.start()
            stack.callback(self._scorer.close)
            stack.callback(self._projecting.close)
            for loop in loops:
                loop.start()
                stack.callback(loop.join, LIBRARY_ENDS if loop.name == "library" else None)
            stack.callback(self.stop)
            stack.callback(self._appender.close)
            self._web.start()
            stack.callback(self._web.close)
            self._collector.start()
            stack.callback(self._collector.close)
            yield self

    def wait(self, seconds: float | None = None) -> None:
        """Return when told to stop, or after so many seconds."""
        self._stopping.wait(seconds)

    def stop(self) -> None:
        """Tell every thread to end; the judge and the channels finish what they are at."""
        self._stopping.set()
        self._wake(*self._steps)

    def _store(self, arrivals: Sequence[Arrival]) -> Sequence[Appended]:
        return store_all(self.monitor.ledger, self.monitor.reader, arrivals, self.monitor.clock.now())

    def _wake(self, *names: str) -> None:
        for name in names:
            self._awake[name].set()

    def _loop(self, name: str) -> None:
        """Repeat a step until told to stop; it returns the seconds it may rest, its fault is logged and tried again."""
        while not self._stopping.is_set():
            self._awake[name].clear()
            try:
                rest = self._steps[name]()
            except FenghuoError as error:
                if not self._stopping.is_set():
                    log.error("%s: %s", name, error)
                rest = AFTER_FAULT
            except Exception:
                log.exception("%s failed; it goes on.", name)
                rest = AFTER_FAULT
            if not self._stopping.is_set():
                self._awake[name].wait(rest)

    def _judge(self) -> float:
        if judge_all(self.monitor, self.monitor.clock.now()):
            self._wake(*(name for name in self._steps if name.startswith("send ")))
            self._stopping.wait(GATHER)
        due = next_due(self.monitor)
        return LOOK_EVERY if due is None else min(LOOK_EVERY, self._seconds_until(due))

    def _score(self) -> float:
        scored = self._scorer.score_waiting(self.monitor.ledger, self.monitor.clock.now())
        if scored:
            self._wake("judge")
        return 0.0 if scored else IDLE

    def _deliver(self, channel: str) -> float:
        done = self.monitor.delivery.deliver_channel(channel, self.monitor.clock.now())
        return IDLE if done.come_back is None else min(IDLE, self._seconds_until(done.come_back))

    def _place(self) -> float:
        return PLACE_EVERY if self.monitor.placing.place(self.monitor.ledger, self.monitor.engine) else IDLE

    def _keep_house(self) -> float:
        return keep_house(self.monitor, self.monitor.clock.now())

    def _seconds_until(self, moment: datetime) -> float:
        return max(0.0, (moment - self.monitor.clock.now()).total_seconds())


def collect_rarely() -> None:
    """Keep the collector of cycles off what lives as long as the process, and let it look less often.

    A look at everything takes some hundred milliseconds where there are thousands of topics, and all threads wait.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def watch_until_stopped(monitor: Monitor) -> None:
    """Watch until SIGINT or SIGTERM."""
    runner = Runner(monitor)
    collect_rarely()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: runner.stop())
    with runner.running():
        note(_greeting(monitor, runner))
        runner.wait()
    note(say("已停止。", "Stopped."))


def _greeting(monitor: Monitor, runner: Runner) -> str:
    settings = monitor.settings
    brands = "、".join(brand.name for brand in settings.brands)
    channels = "、".join(monitor.delivery.channels) or say("无", "none")
    host, link = settings.intake.listen[0], page_link(monitor, runner.page_port)
    return say(
        f"烽火在监测 {brands}：{len(settings.sources)} 个来源，渠道 {channels}，推送接口 http://{host}:{runner.web_port}/intake。"
        f"\n看板 {link}（15 分钟内打开，只能用一次；再要一个：fenghuo dashboard link）。\nCtrl-C 停止。",
        f"Fenghuo watches {brands}: {len(settings.sources)} source(s), channels {channels}, "
        f"intake http://{host}:{runner.web_port}/intake.\n"
        f"Dashboard {link} (open it within 15 minutes, works once; another: fenghuo dashboard link).\nCtrl-C stops it.",
    )
