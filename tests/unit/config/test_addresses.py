"""Addresses that are filled in: ``{alias}`` for each name of the brands, ``rsshub:`` for the user's own RSSHub."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import loads
from config.sources import FeedSource, SourceSpec

BRANDS = "language: en\nbrands: [{name: 山茶茶饮, aliases: [山茶茶, Shan & Cha]}, {name: 乙, aliases: [shan & cha]}]\n"
HUB = 'rsshub: {base: "https://hub.example.com/rss/"}\n'


def sources(written: str) -> tuple[SourceSpec, ...]:
    return loads(BRANDS + written, Path("/x")).settings.sources


def addresses(written: str) -> list[str]:
    return [source.url for source in sources(written) if isinstance(source, FeedSource)]


def test_an_address_with_a_gap_is_one_source_for_each_name_with_a_state_of_its_own() -> None:
    found = sources('sources: [{name: Find, type: feed, url: "https://s.example.com/?q={alias}&n=9", every: 2m}]\n')
    assert [source.name for source in found] == [
        f"Find · {name}" for name in ("山茶茶饮", "山茶茶", "Shan & Cha", "乙")
    ]
    assert {source.group for source in found} == {"Find"}
    assert {source.every.total_seconds() for source in found} == {120}


def test_names_are_percent_encoded_so_that_nothing_in_them_changes_the_address() -> None:
    urls = addresses('sources: [{name: Search, type: feed, url: "https://s.example.com/{alias}?q={alias}"}]\n')
    assert urls[2] == "https://s.example.com/Shan%20%26%20Cha?q=Shan%20%26%20Cha"
    assert urls[1] == "https://s.example.com/%E5%B1%B1%E8%8C%B6%E8%8C%B6?q=%E5%B1%B1%E8%8C%B6%E8%8C%B6"


def test_a_site_that_wants_another_encoding_gets_it() -> None:
    (url, *_) = addresses(
        'sources: [{name: S, type: feed, url: "https://s.example.com/?q={alias}", alias_encoding: gb18030}]\n'
    )
    assert url == "https://s.example.com/?q=%C9%BD%B2%E8%B2%E8%D2%FB"


def test_a_name_that_the_encoding_lacks_is_left_out_and_told() -> None:
    loaded = loads(
        BRANDS + 'sources: [{name: S, type: feed, url: "https://s.example.com/?q={alias}", alias_encoding: big5}]\n',
        Path("/x"),
    )
    assert [source.name for source in loaded.settings.sources] == ["S · 山茶茶", "S · Shan & Cha", "S · 乙"]
    (told,) = [each for each in loaded.warnings if "big5" in str(each)]
    assert (told.field, told.line) == ("sources[0].url", 3) and "山茶茶饮" in told.problem


def test_a_route_is_taken_of_the_users_own_rsshub() -> None:
    written = HUB + 'sources: [{name: Posts, type: feed, url: "rsshub:/weibo/search/{alias}"}]\n'
    assert addresses(written)[3] == "https://hub.example.com/rss/weibo/search/%E4%B9%99"
    assert addresses(HUB + 'sources: [{name: Hot, type: feed, url: "rsshub:weibo/hot"}]\n') == [
        "https://hub.example.com/rss/weibo/hot"
    ]


def test_a_doubt_about_a_filled_address_points_at_the_line_where_it_is_written() -> None:
    written = (
        'sources:\n  - {name: S, type: feed, url: "http://10.0.0.1/?q={alias}"}\n  - {name: T, type: file, path: x}\n'
    )
    found = [each for each in loads(BRANDS + written, Path("/x")).warnings if "10.0.0.1" in str(each)]
    assert [(each.line, each.field) for each in found] == [(4, "sources[0].url")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@given(name=st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_whatever_a_name_holds_it_comes_back_from_the_address(encoding: str, name: str) -> None:
    given = {"name": "S", "type": "feed", "url": "https://s.example.com/{alias}/x", "alias_encoding": encoding}
    (one,) = FeedSource.model_validate(given).spread([name], "")
    path = one.url.removeprefix("https://s.example.com/")
    assert unquote(path.removesuffix("/x"), encoding) == name
    assert one.url.isascii() and path.count("/") == 1
