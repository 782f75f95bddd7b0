"""One real Elasticsearch node on loopback, run by a user who isn't root."""

import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.cluster.distribution import VERSION, java, unpacked

NOBODY = 65534
START_WITHIN = 240.0
_OPTIONS = ("-Des.log.level=WARN",)


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Node:
    """One node. ``settings`` go into elasticsearch.yml; its folder survives ``kill`` and goes with ``close``.

    ``trusted``: the certificate (PEM) of who signed its own, where the settings make it speak https.
    """

    name: str = "one"
    version: str = VERSION
    heap_mb: int = 512
    settings: Mapping[str, object] = field(default_factory=lambda: {"discovery.type": "single-node"})
    files: Mapping[str, str] = field(default_factory=dict)
    trusted: str = ""
    port: int = field(default_factory=free_port)
    transport: int = field(default_factory=free_port)
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="fenghuo-node-")))
    pid: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"{'https' if self.trusted else 'http'}://127.0.0.1:{self.port}"

    def start(self, wait: bool = True) -> "Node":
        """Start it, and wait until it answers."""
        home = unpacked(self.version)
        self._configure(home)
        environment = {
            "PATH": os.environ["PATH"],
            "ES_JAVA_HOME": str(java(home)),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
            "ES_JAVA_OPTS": f"-Xms{self.heap_mb}m -Xmx{self.heap_mb}m",
            "CLI_JAVA_OPTS": "-Xmx64m",
            "HOME": str(self.folder),
        }
        other = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
        with (self.folder / "console.log").open("ab") as console:
            started = subprocess.Popen(
                [str(home / "bin" / "elasticsearch")],
                env=environment,
                cwd=self.folder,
                stdout=console,
                stderr=console,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **other,  # type: ignore[call-overload]
            )
        self.process, self.pid = started, started.pid
        if wait:
            self.await_answer()
        return self

    def await_answer(self) -> None:
        """Return when it answers; RuntimeError with the end of its log if it ends, or doesn't in time."""
        assert self.process is not None
        health = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=2s"
        context = ssl.create_default_context(cadata=self.trusted) if self.trusted else None
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(health, timeout=5, context=context):
                    return
            except urllib.error.HTTPError as refused:
                if refused.code == 401:
                    return
            except OSError:
                pass
            if not self.pause(0.25):
                break
        raise RuntimeError(f"Elasticsearch {self.version} did not start:\n{self.log()[-3000:]}")

    def pause(self, seconds: float) -> bool:
        """Wait a little; return False at once where the server has ended by itself."""
        assert self.process is not None
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=seconds)
            return False
        return True

    def log(self) -> str:
        """Return what it wrote to its console."""
        path = self.folder / "console.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def kill(self) -> None:
        """Kill it at once (kill -9), with everything it started."""
        if self.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
            self.pid = 0

    def close(self) -> None:
        """Kill it and remove its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _configure(self, home: Path) -> None:
        config = self.folder / "config"
        if config.exists():
            return
        shutil.copytree(home / "config", config)
        options = (config / "jvm.options").read_text().splitlines()
        kept = [line for line in options if "jdk.incubator.vector" not in line]
        (config / "jvm.options").write_text("\n".join([*kept, *_OPTIONS]) + "\n")
        settings = {
            "cluster.name": "fenghuo-test",
            "node.name": self.name,
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.transport,
            "path.data": self.folder / "data",
            "path.logs": self.folder / "logs",
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **self.settings,
        }
        (config / "elasticsearch.yml").write_text("".join(f"{key}: {value}\n" for key, value in settings.items()))
        for name, text in self.files.items():
            (config / name).write_text(text)
        for name in ("data", "logs", "tmp"):
            (self.folder / name).mkdir()
        if os.getuid() == 0:
            _give(self.folder)


def cluster(names: Sequence[str], heap_mb: int = 384) -> list[Node]:
    """Return nodes that form one cluster, started and joined."""
    ports = {name: free_port() for name in names}
    seeds = ", ".join(f'"127.0.0.1:{port}"' for port in ports.values())
    settings = {
        "discovery.seed_hosts": f"[{seeds}]",
        "cluster.initial_master_nodes": f"[{', '.join(names)}]",
    }
    nodes = [Node(name=name, heap_mb=heap_mb, settings=settings, transport=ports[name]) for name in names]
    for node in nodes:
        node.start(wait=False)
    for node in nodes:
        node.await_answer()
    return nodes


def _give(folder: Path) -> None:
    """Make the folder the other user's own."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
