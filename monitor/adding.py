"""Sources put into ``fenghuo.yaml`` by command: what an address offers, a list of feeds; comments stay as they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from config.fields import GAP, RSSHUB
from config.load import load, loads
from config.refusal import shown
from config.settings import Settings
from config.sources import FeedSource
from config.writing import Plain, flow, with_sources
from crawlers.client import fetch_all
from crawlers.discovery import JSON_FEED_FIELDS
from crawlers.opml import Outline, read_opml, write_opml
from crawlers.wire import Answer, Job, Outcome
from domain.errors import ConfigError, NotFoundError, UsageError
from monitor.collecting import limits_of
from monitor.language import say
from text.url import canonical_url

MAIN = "fenghuo.yaml"
MOST_NAME = 60
BOM = "\ufeff"
_ORDER = ("feed", "json", "sitemap")
Offered = Mapping[str, object]
"""A source that an address offers: ``type url title items newest example``."""


def discover(settings: Settings, address: str) -> list[Offered]:
    """Return what an address offers, feeds first; NotFoundError says why there is nothing.

    An address without a scheme is asked by https, then by http; one with ``{alias}`` by the first name of the brands.
    """
    tried = [address] if "://" in address or address.startswith(RSSHUB) else [f"https://{address}", f"http://{address}"]
    failed = None
    for url in tried:
        answer = _asked(settings, url)
        if answer.outcome is Outcome.READ and answer.rows:
            rows = sorted(answer.rows, key=lambda row: (_ORDER.index(str(row["type"])), not row["items"]))
            return [{**row, "url": url} for row in rows] if _is_filled(url) else rows
        failed = failed or answer
    assert failed is not None
    raise NotFoundError(
        say(
            f"{address} 没有可用的订阅：{failed.error or '页面和常用路径都没有'}"
            " 可用 type: pages 写明列表页与链接选择器，见 docs/sources.md。",
            f"{address} offers no feed: {failed.error or 'neither the page nor the usual paths have one.'} "
            "A list page can be a source of type pages, see docs/sources.md.",
        )
    )


def _is_filled(address: str) -> bool:
    return GAP in address or address.startswith(RSSHUB)


def _asked(settings: Settings, address: str) -> Answer:
    if address.startswith(RSSHUB) and not settings.rsshub:
        raise UsageError(
            say("请先在配置中写 rsshub: {base: …}。", "Write rsshub: {base: …} into the configuration first.")
        )
    try:
        spec = FeedSource.model_validate({"name": "?", "type": "feed", "url": address})
    except ValidationError:
        given = shown(address) or say("所写的", "The address")
        raise UsageError(
            say(
                f"{given} 不是可用的网址：以 http:// 或 https:// 开头，不含用户名与密码；可含 {{alias}}。",
                f"{given} can't be asked: it begins with http:// or https://, without user or password; it may hold "
                "{alias}.",
            )
        ) from None
    (url, *_) = [each.url for each in spec.spread([settings.brands[0].name], settings.rsshub)]
    (answer,) = fetch_all(limits_of(settings), [Job(address, url, "discover", options={"last": _is_filled(address)})])
    return answer


def source_of(offered: Offered, given: Mapping[str, str]) -> Plain:
    """Return what to write for an offer: ``given`` are keys that the user named."""
    kind, url = str(offered["type"]), str(offered["url"])
    row: dict[str, object] = {"name": given.get("name") or _name(str(offered.get("title") or "")) or _name(url)}
    row |= {"type": kind, "url": url}
    row |= {key: given[key] for key in ("kind", "platform", "section", "every") if given.get(key)}
    if kind == "json":
        row |= {"items": "items", "fields": JSON_FEED_FIELDS}
    return row


def add(folder: Path, rows: Sequence[Plain]) -> list[Plain]:
    """Write sources into the configuration; return them with the names they got. What is there already is left out.

    ConfigError where one could not be used: nothing is written then.
    """
    settings, main = load(folder).settings, _main(folder)
    there, names = _addresses(settings), {source.group for source in settings.sources}
    new: list[Plain] = []
    for row in rows:
        if (url := str(row["url"])) not in there and canonical_url(url) not in there:
            there |= {url, canonical_url(url)}
            new.append({**row, "name": _unused(str(row["name"]), names)})
    if new:
        _write(main, settings, new)
    return new


def _write(main: Path, settings: Settings, rows: Sequence[Plain]) -> None:
    """Put the lines in, read the outcome as a configuration, and only then replace the file."""
    with main.open(encoding="utf-8", newline="") as file:
        text = file.read()
    mark = BOM if text.startswith(BOM) else ""
    try:
        written = with_sources(text.removeprefix(BOM), rows)
        after = loads(written, main.parent).settings
    except (ValueError, ConfigError) as error:
        raise UsageError(_by_hand(rows, error)) from error
    wanted = {source.group for source in settings.sources} | {str(row["name"]) for row in rows}
    if {source.group for source in after.sources} != wanted:
        raise UsageError(_by_hand(rows, None))
    beside = main.with_name(f".{main.name}.new")
    with beside.open("w", encoding="utf-8", newline="") as file:
        file.write(mark + written)
    beside.chmod(main.stat().st_mode)
    beside.replace(main)


def _by_hand(rows: Sequence[Plain], error: Exception | None) -> str:
    lines = "\n".join(f"  - {flow(row)}" for row in rows)
    why = f"（{error}）" if error else ""
    return say(
        f"无法自动写入 sources:{why}，什么都没有改。请自行加入：\n{lines}",
        f"The list of sources: can't be added to{f' ({error})' if error else ''}; nothing was changed. "
        f"Put in by hand:\n{lines}",
    )


def _main(folder: Path) -> Path:
    return folder if folder.suffix in (".yaml", ".yml") and not folder.is_dir() else folder / MAIN


def _addresses(settings: Settings) -> set[str]:
    urls = [url for source in settings.sources if (url := getattr(source, "url", ""))]
    return {*urls, *map(canonical_url, urls)} - {""}


def _name(title: str) -> str:
    """Return a title as the name of a source: one line, not too long."""
    line = " ".join("".join(each if each.isprintable() else " " for each in title).split())
    return line[:MOST_NAME].strip()


def _unused(name: str, names: set[str]) -> str:
    """Return a name that no source has, and take it."""
    number, found = 2, name
    while found in names:
        found, number = f"{name} {number}", number + 1
    names.add(found)
    return found


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list of feeds: ``added`` are new, ``known`` were configured, ``unusable`` have no address."""

    added: Sequence[Plain]
    known: int
    unusable: Sequence[str]


def import_opml(folder: Path, body: bytes, given: Mapping[str, str]) -> Imported:
    """Write the feeds of an OPML file into the configuration, its folders as their sections."""
    outlines = read_opml(body)
    usable = [each for each in outlines if each.url and not urlsplit(each.url).username]
    offers = [
        source_of({"type": "feed", "url": each.url, "title": each.name}, {**given, "section": each.section})
        for each in usable
    ]
    added = add(folder, offers)
    return Imported(added, len(usable) - len(added), [each.name for each in outlines if each not in usable])


def export_opml(settings: Settings) -> tuple[bytes, int, int]:
    """Return the configured feeds as OPML, how many they are, and how many sources are no feeds."""
    feeds = [
        Outline(source.name, source.url, source.section)
        for source in settings.sources
        if isinstance(source, FeedSource)
    ]
    brands = ", ".join(brand.name for brand in settings.brands)
    return write_opml(feeds, f"Fenghuo: {brands}"), len(feeds), len(settings.sources) - len(feeds)


def chosen(offers: Sequence[Offered], picked: str) -> Iterable[Offered]:
    """Return the offers that ``all`` or numbers such as ``1,3`` pick; UsageError for anything else."""
    if picked.strip().lower() == "all":
        return offers
    try:
        numbers = [int(each) for each in picked.replace("，", ",").split(",") if each.strip()]
        if not all(1 <= number <= len(offers) for number in numbers):
            raise ValueError
    except ValueError:
        raise UsageError(
            say(
                f"请写 1 到 {len(offers)} 的编号（如 1,3）或 all。",
                f"Write numbers from 1 to {len(offers)}, such as 1,3, or all.",
            )
        ) from None
    return [offers[number - 1] for number in dict.fromkeys(numbers)]
