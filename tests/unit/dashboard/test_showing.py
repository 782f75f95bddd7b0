import re
from html import unescape
from pathlib import Path

import pytest
from lxml import html as lxml_html

from dashboard.charts import Charts, Drawn
from dashboard.filters import Filters
from index.panels.catalogue import PANELS, VOLUME
from index.panels.panel import Field, Scope
from monitor.wiring import Monitor
from tests.contract.panel_samples import BRANDS
from tests.unit.dashboard.rooms import browser, house, monitored
from tests.unit.index.making import NOW, entry

PAGES = ("/", "/mentions", "/incidents", "/incidents/1", "/signals")


def page(monitor: Monitor, path: str) -> str:
    answer = browser(house(monitor)).get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_speaks_both_languages(watched: Monitor, path: str, lang: str) -> None:
    text = page(watched, f"{path}?lang={lang}")
    assert ("Overview" in text) is (lang == "en")
    assert ("概览" in text) is (lang == "zh")
    assert f'<html lang="{"en" if lang == "en" else "zh-CN"}">' in text


@pytest.mark.parametrize("path", PAGES)
def test_no_page_carries_script_or_style_in_line(watched: Monitor, path: str) -> None:
    tree = lxml_html.fromstring(page(watched, path))
    assert all(script.get("src") and not script.text for script in tree.iter("script"))
    assert not list(tree.iter("style"))
    assert not [name for each in tree.iter() for name in each.attrib if name == "style" or name.startswith("on")]


def test_what_a_post_says_is_text_and_never_markup(watched: Monitor) -> None:
    tree = lxml_html.fromstring(page(watched, "/mentions"))
    said = next(each for each in tree.iter("p") if "alert(1)" in each.text_content())
    assert "<script>alert(1)</script><img src=x onerror=alert(2)>山茶茶饮反向" in said.text_content()
    assert not [each for each in said.iter() if each.tag in ("script", "img")]
    assert not [link for link in tree.iter("a") if link.get("href", "").startswith("javascript:")]


def test_personal_data_is_masked_on_every_page_and_in_charts(watched: Monitor) -> None:
    client = browser(house(watched))
    for path in (*PAGES, "/charts?panel=stories&panel=authors", "/mentions?q=电话"):
        text = client.get(path).text
        assert "13812345678" not in text, path
    assert "138****5678" in client.get("/mentions?q=电话").text


def test_a_search_marks_what_it_found_and_limits_the_facets(watched: Monitor) -> None:
    text = page(watched, "/mentions?span=30d&q=奶盖")
    assert "<mark>奶盖</mark>" in text
    total = int(re.search(r"(\d+) 条提及", text)[1])  # type: ignore[index]
    with watched.ledger.read() as view:
        assert total == sum("奶盖" in each.mention.text for each in view.mentions.find(limit=1000))


def test_a_mistake_in_a_search_is_told_and_shows_everything_else(watched: Monitor) -> None:
    text = page(watched, "/mentions?q=(奶盖")
    assert 'role="alert"' in text


def links_of(monitor: Monitor, path: str) -> list[str]:
    tree = lxml_html.fromstring(page(monitor, path))
    return [link.get("href", "") for link in tree.iter("a") if link.get("href", "").startswith("/")]


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(watched: Monitor, path: str) -> None:
    client = browser(house(watched))
    for link in dict.fromkeys(links_of(watched, path)):
        assert client.get(link).status_code == 200, link


def test_every_number_of_a_chart_leads_to_so_many_mentions(watched: Monitor) -> None:
    client = browser(house(watched))
    answer = client.get("/charts?panel=volume&panel=sources&panel=platforms&panel=categories&panel=emotions").json()
    for name, spec in answer.items():
        values = spec["data"]["values"]
        assert values, name
        for value in values[:12]:
            shown = client.get(value["href"]).text
            assert f"{value['n']:,.0f} 条提及" in unescape(shown), (name, value)


def test_filters_of_the_address_hold_for_every_chart(watched: Monitor) -> None:
    specs = browser(house(watched)).get(f"/charts?panel=volume&brand={BRANDS[0]}&tone=negative&span=7d").json()
    drawn = sum(value["n"] for value in specs["volume"]["data"]["values"])
    scope = Scope(NOW.replace(year=2000), NOW.replace(year=2100), {Field.BRAND: BRANDS[:1], Field.TONE: ("negative",)})
    with watched.ledger.read() as view:
        everything = sum(row.numbers[0] or 0 for row in view.panels.measure(VOLUME, scope))
    assert 0 < drawn < everything


def test_every_panel_comes_as_a_picture_too(watched: Monitor) -> None:
    client = browser(house(watched))
    for panel in PANELS:
        answer = client.get(f"/charts/{panel.id}.png?span=7d")
        assert answer.content.startswith(b"\x89PNG"), panel.id
    assert client.get("/charts/nothing.png").status_code == 404


def test_an_incident_shows_level_with_rank_steps_deadline_and_timeline(watched: Monitor) -> None:
    text = page(watched, "/incidents/3")
    assert "重大 4/4" in text
    assert "核实" in text
    assert "data-due=" in text
    assert browser(house(watched)).get("/incidents/999").status_code == 404


def test_copies_of_one_text_are_folded_into_the_newest_with_their_number(watched: Monitor) -> None:
    tree = lxml_html.fromstring(page(watched, "/mentions?span=30d"))
    lines = [each for each in tree.iter("li") if "mention" in (each.get("class") or "").split()]
    families = [link.get("href") for line in lines for link in line.iter("a") if "family=" in link.get("href", "")]
    assert families
    assert len(families) == len(set(families))


@pytest.mark.parametrize(
    "asked",
    [
        "span=9y",
        "since=x&until=y",
        "tone=%00",
        "family=1%27--",
        "after=x.y",
        "incident=-1",
        "lang=%3Cscript%3E",
        "q=" + "(" * 900,
    ],
)
def test_what_cannot_be_read_in_an_address_breaks_no_page(watched: Monitor, asked: str) -> None:
    for path in PAGES:
        assert browser(house(watched)).get(f"{path}?{asked}").status_code == 200


def test_charts_that_take_long_are_not_drawn_again_for_every_change(tmp_path: Path) -> None:
    ticks = iter([0.0, 4.0, 10.0, 45.0, 49.0])
    charts, filters = Charts(lambda: next(ticks)), Filters()
    with monitored(tmp_path) as monitor:
        first = charts.of(house(monitor), filters, [VOLUME])
        with monitor.ledger.write() as tx:
            tx.mentions.append([entry(31_000, "山茶茶饮又一件事")], NOW)
        assert charts.of(house(monitor), filters, [VOLUME]) is first
        assert charts.of(house(monitor), filters, [VOLUME]) != first


def test_a_signal_says_why_with_its_numbers_and_leads_to_its_evidence(watched: Monitor) -> None:
    text = page(watched, "/signals?span=7d&rule=volume-surge")
    assert "规则触发 5 次" in text
    assert "38" in text
    assert "signal=" in text


def test_charts_are_drawn_again_where_the_library_is_written_behind_the_ledger() -> None:
    drawn = Drawn({}, change=7, minute=NOW, at=100.0, took=0.1)
    assert drawn.may_stay(7, NOW, 200.0, lags=False)
    assert not drawn.may_stay(7, NOW, 200.0, lags=True)
    assert drawn.may_stay(8, NOW, 100.5, lags=True)


def test_steps_past_their_time_are_told_in_numbers(watched: Monitor) -> None:
    assert "1 步超时" in page(watched, "/incidents/3")
    assert "1 overdue" in page(watched, "/incidents/3?lang=en")
