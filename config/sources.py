"""Sources as the configuration writes them. A new type is one class here and its name in ``SourceSpec``."""

from typing import Annotated, Literal

from pydantic import Field

from config.fields import Duration, FilePath, Name, Section, WebAddress, Zone, said
from domain.mention import Kind


class AnySource(Section):
    """What every source has. ``timezone`` None means the monitor's own."""

    name: Name = said("来源名称，不可重复", "name of the source, unique")
    kind: Kind = said("提及的类型", "what sort of place it is", "news")
    platform: str = said("平台名称", "name of the platform", "")
    every: Duration = said("多久取一次", "how often it is polled", "5m")
    timezone: Zone | None = said("未注明时区的时间按此时区", "zone of times that name none", None)


class FeedSource(AnySource):
    """An RSS or Atom feed."""

    type: Literal["feed"] = said("RSS/Atom 订阅", "RSS or Atom feed")
    url: WebAddress = said("订阅地址", "address of the feed")


class FileSource(AnySource):
    """A drop folder of JSON Lines files that other collectors write."""

    type: Literal["file"] = said("投递文件夹（JSON Lines）", "drop folder of JSON Lines files")
    path: FilePath = said("文件夹，相对于本配置文件", "the folder, relative to this file")
    kind: Kind = said("行内未写类型时的类型", "kind of lines that name none", "social")
    every: Duration = said("多久看一次", "how often it is looked at", "5s")


SourceSpec = Annotated[FeedSource | FileSource, Field(discriminator="type")]
"""One source of any type."""
