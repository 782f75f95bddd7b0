"""Where the tests find shared data: beside the checkout; absent, it is a skip on a user's machine, a failure in CI."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def shared(*parts: str) -> Path:
    """Return a path below the shared folder; skip the test where it is missing, fail under CI=true."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        missing(f"test data {'/'.join(parts)} is not beside this checkout")
    return path


def missing(reason: str) -> None:
    """Skip because a real part is missing on this machine; under CI=true that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} (a missing part is a failure under CI)")
    pytest.skip(reason)
