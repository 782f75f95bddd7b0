"""Sources as the configuration writes them. A new type is one class here and its name in ``SourceSpec``."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self
from urllib.parse import quote

from pydantic import ConfigDict, Field, PrivateAttr

from config.channels import Credential
from config.fields import (
    GAP,
    RSSHUB,
    ClassPath,
    Duration,
    FilePath,
    Header,
    Name,
    Section,
    Selector,
    SourceAddress,
    Zone,
    said,
)
from domain.mention import Kind


class AnySource(Section):
    """What every source has. ``timezone`` None means the monitor's own."""

    _group: str = PrivateAttr("")

    name: Name = said("来源名称，不可重复", "name of the source, unique")
    kind: Kind = said("提及的类型", "what sort of place it is", "news")
    platform: str = said("平台名称", "name of the platform", "")
    section: str = said("栏目，即 OPML 的文件夹，以斜杠分层", "section, the folders of OPML with slashes between", "")
    every: Duration = said("多久取一次", "how often it is polled", "5m")
    timezone: Zone | None = said("未注明时区的时间按此时区", "zone of times that name none", None)

    @property
    def group(self) -> str:
        """Return the name it is configured by, which its mentions bear; those of one ``{alias}`` address share it."""
        return self._group or self.name

    def options(self) -> dict[str, object]:
        """Return what the reader of its pages has to know, as JSON has it."""
        return {}

    def headers(self) -> dict[str, str]:
        """Return the secret headers with which its own host is asked."""
        return {}


class PolledSource(AnySource):
    """A source that is fetched from a site."""

    slowest: Duration | None = said(
        "久无新内容或站点要求时，最慢多久取一次；不写为 every 的三倍",
        "how seldom it may be polled where it is quiet or asks for it; three times every if not written",
        None,
    )


def can_write(alias: str, encoding: str) -> bool:
    """Say whether an alias can be written in an encoding."""
    try:
        alias.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


class AddressedSource(PolledSource):
    """A source at an address, which may hold ``{alias}`` or begin with ``rsshub:``."""

    url: SourceAddress = said(
        "地址；{alias} 处逐一填入品牌各名称，rsshub:/路由 取自 rsshub.base",
        "its address; {alias} stands for each name of the brands, rsshub:/route for one of rsshub.base",
    )
    alias_encoding: Literal["utf-8", "gb18030", "gbk", "gb2312", "big5"] = said(
        "{alias} 按何种编码写入网址", "encoding in which {alias} is written into the address", "utf-8"
    )

    def spread(self, aliases: Iterable[str], base: str) -> Iterator[Self]:
        """Yield what is fetched for it: one source for each alias it can write, itself where it names none.

        ``base`` is the address of the user's RSSHub.
        """
        route = self.url.removeprefix(RSSHUB)
        whole = f"{base.rstrip('/')}/{route.lstrip('/')}" if route != self.url else self.url
        if GAP not in whole:
            yield self.model_copy(update={"url": whole})
            return
        for alias in aliases:
            if can_write(alias, self.alias_encoding):
                url = whole.replace(GAP, quote(alias, safe="", encoding=self.alias_encoding))
                one = self.model_copy(update={"name": f"{self.name} · {alias}", "url": url})
                one._group = self.name
                yield one


class FeedSource(AddressedSource):
    """An RSS or Atom feed."""

    type: Literal["feed"] = said("RSS/Atom 订阅", "RSS or Atom feed")


class FileSource(AnySource):
    """A drop folder of JSON Lines files that other collectors write."""

    type: Literal["file"] = said("投递文件夹（JSON Lines）", "drop folder of JSON Lines files")
    path: FilePath = said("文件夹，相对于本配置文件", "the folder, relative to this file")
    kind: Kind = said("行内未写类型时的类型", "kind of lines that name none", "social")
    every: Duration = said("多久看一次", "how often it is looked at", "5s")


class ItemSelectors(Section):
    """Where an article page has what; what is not written is found by itself."""

    title: Selector | None = said("标题", "its title", None)
    text: Selector | None = said("正文，可由多个元素组成", "its text, of all elements found", None)
    time: Selector | None = said("发布时间", "when it was published", None)
    author: Selector | None = said("作者", "its author", None)
    likes: Selector | None = said("点赞数", "its likes", None)
    reposts: Selector | None = said("转发数", "its reposts", None)
    views: Selector | None = said("阅读数", "its views", None)


class PagesSource(AddressedSource):
    """A web page that lists articles."""

    type: Literal["pages"] = said("列表页及其文章", "list page and its articles")
    link: Selector = said("文章链接的选择器（CSS 或 XPath）", "selector of the links to articles")
    item: ItemSelectors = said("文章页内的选择器", "selectors inside an article", {})

    def options(self) -> dict[str, object]:
        """Return selectors and filters, as JSON has them."""
        return {"link": self.link, "item": self.item.model_dump(exclude_none=True)}


class SitemapSource(AddressedSource):
    """A sitemap, an index of sitemaps, or a news sitemap."""

    type: Literal["sitemap"] = said("站点地图", "sitemap")
    only: str = said("只取网址含此文字的文章", "only articles whose address holds this", "")
    max_age: Duration = said("更早的文章不取", "older articles are not fetched", "7d")
    every: Duration = said("多久取一次", "how often it is polled", "15m")
    item: ItemSelectors = said("文章页内的选择器", "selectors inside an article", {})

    def options(self) -> dict[str, object]:
        """Return selectors and filters, as JSON has them."""
        item = self.item.model_dump(exclude_none=True)
        return {"only": self.only, "max_age": self.max_age.total_seconds(), "item": item}


class SpiderSource(PolledSource):
    """An own spider class."""

    model_config = ConfigDict(serialize_by_alias=True)

    type: Literal["spider"] = said("自写爬虫", "own spider")
    spider: ClassPath = said("爬虫类，package.module.Class", "the class, package.module.Class", alias="class")
    folder: FilePath | None = said("模块所在文件夹，相对于本配置文件", "folder of its module, from this file", None)
    every: Duration = said("多久取一次", "how often it is polled", "15m")

    @property
    def url(self) -> str:
        """Return no address: the spider itself says where it begins."""
        return ""

    def options(self) -> dict[str, object]:
        """Return selectors and filters, as JSON has them."""
        return {"class": self.spider, "folder": str(self.folder.absolute()) if self.folder else ""}


OurKey = Literal[
    "id",
    "time",
    "title",
    "text",
    "url",
    "author",
    "source",
    "platform",
    "kind",
    "lang",
    "followers",
    "verified",
    "views",
    "likes",
    "reposts",
    "comments",
    "parent",
    "region",
    "product",
]
"""A key of a mention."""


class JsonSource(AddressedSource, Credential):
    """A list that an HTTP interface answers as JSON."""

    type: Literal["json"] = said("HTTP JSON 列表", "JSON list over HTTP")
    items: Name = said("条目列表的路径，例如 data.list", "path to the list of items, such as data.list", ".")
    fields: dict[OurKey, Name] = said(
        "字段 → 条目内路径，或 =固定文字", "our key: path in the item, or =fixed words", {}
    )
    next: str = said("下一页地址的路径", "path to the address of the next page", "")
    page: str = said("表示页码的查询参数", "query parameter that counts pages", "")
    pages: int = said("每次最多取几页", "most pages a poll fetches", 1, ge=1, le=20)
    token_header: Header | None = said("令牌所用请求头；不写为 Authorization: Bearer", "header of the token", None)

    def options(self) -> dict[str, object]:
        """Return paths and paging, as JSON has them."""
        return self.model_dump(include={"items", "fields", "next", "page", "pages"})

    def headers(self) -> dict[str, str]:
        """Return the header that carries the token, nothing without one; SecretError where it can't be read."""
        if self.token is None:
            return {}
        secret = self.token.reveal()
        return {self.token_header: secret} if self.token_header else {"Authorization": f"Bearer {secret}"}


FetchedSource = FeedSource | PagesSource | SitemapSource | SpiderSource | JsonSource
"""A source that the crawl worker fetches."""

SourceSpec = Annotated[FetchedSource | FileSource, Field(discriminator="type")]
"""One source of any type."""
