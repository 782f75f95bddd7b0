"""Channels: how notices reach people. A new type is one file, its contract test, and one line in ``BUILDERS``."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TextIO

from alerting.channels.base import Channel
from alerting.channels.console import open_console
from alerting.channels.slack.channel import open_slack
from config.channels import ChannelSpec
from config.settings import Settings

BUILDERS: Mapping[str, Callable[[Any, Settings, TextIO], Channel]] = MappingProxyType(
    {
        "console": open_console,
        "slack": open_slack,
    }
)
"""Channel type → how to make one from its section, the settings, and the stream of those that print."""


def make_channel(spec: ChannelSpec, settings: Settings, stream: TextIO) -> Channel:
    """Return one configured channel; SecretError says where a missing token has to be put."""
    return BUILDERS[spec.type](spec, settings, stream)
