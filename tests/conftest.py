"""Properties are judged by their truth, not by how busy the machine is; in CI every run tries the same examples."""

import os

from hypothesis import settings

pytest_plugins = ["tests.cluster.plugin"]

settings.register_profile("unhurried", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("unhurried")
