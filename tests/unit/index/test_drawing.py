"""Panels drawn: every chart compiles and shows something, and what is usual is told from the past."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ledger import open_ledger
from index.panels.catalogue import FIGURES, NEGATIVE_SHARE, PANELS, SOURCES, VOLUME
from index.panels.drawing import Look, spec_of
from index.panels.drawing.picture import draws_chinese, page_script, png_of
from index.panels.drawing.theme import colour_of_rank
from index.panels.panel import Panel, Row, before
from index.panels.usual import band_of
from index.ports import Ledger
from tests.contract.panel_samples import RANKS, WEEK, fill
from tests.shared import missing
from tests.unit.index.making import NOW

NARROW = Look(ranks=RANKS, width=400)


@pytest.fixture(scope="module")
def filled() -> Ledger:
    ledger = open_ledger(None)
    with ledger.write() as tx:
        fill(tx)
    return ledger


def rows_of(ledger: Ledger, panel: Panel) -> tuple[Sequence[Row], Sequence[Row]]:
    with ledger.read() as view:
        past = view.panels.measure(panel, before(WEEK, panel.history)) if panel.history else ()
        return view.panels.measure(panel, WEEK), past


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("panel", [*PANELS, *FIGURES], ids=lambda panel: panel.id)
def test_every_panel_is_drawn_and_differs_from_an_empty_one(filled: Ledger, panel: Panel, lang: str) -> None:
    rows, past = rows_of(filled, panel)
    look = replace(NARROW, lang=lang)
    full = png_of(spec_of(panel, rows, WEEK, look, past, NOW), scale=1)
    empty = png_of(spec_of(panel, [], WEEK, look, (), NOW), scale=1)
    assert full.startswith(b"\x89PNG")
    assert empty.startswith(b"\x89PNG")
    assert full != empty


def test_a_picture_that_vega_lite_refuses_is_an_error_and_no_blank(filled: Ledger) -> None:
    rows, _ = rows_of(filled, VOLUME)
    spec = spec_of(VOLUME, rows, WEEK, NARROW)
    with pytest.raises(ValueError, match="Vega-Lite"):
        png_of({**spec, "mark": "no such mark"})


def test_columns_stand_at_the_hours_of_the_zone(filled: Ledger) -> None:
    rows, _ = rows_of(filled, VOLUME)
    values = spec_of(VOLUME, rows, WEEK, NARROW)["data"]["values"]
    assert all(value["at"].endswith("T00:00:00Z") for value in values)
    assert sum(value["n"] for value in values) == sum(row.numbers[0] or 0 for row in rows)


@pytest.mark.parametrize(("counts", "marks"), [([1], 1), ([1, 2], 3), ([40, 90], 5)])
def test_counts_are_never_marked_by_halves(counts: list[int], marks: int) -> None:
    rows = [Row(NOW, tone, (count,)) for tone, count in zip(("negative", "positive"), counts, strict=False)]
    axis = spec_of(VOLUME, rows, WEEK, NARROW)["encoding"]["y"]["axis"]
    assert axis["tickCount"] == marks


def test_a_share_beyond_the_usual_is_marked_and_carries_its_denominator() -> None:
    past = [Row(NOW - timedelta(hours=hour), "", (20 + hour % 3, 100)) for hour in range(48)]
    now = [Row(NOW, "", (60, 100)), Row(NOW + timedelta(hours=1), "", (21, 100))]
    scope = replace(WEEK, since=NOW, until=NOW + timedelta(hours=2), step=timedelta(hours=1))
    beyond, usual = spec_of(NEGATIVE_SHARE, now, scope, NARROW, past)["data"]["values"]
    assert (beyond["beyond"], usual["beyond"]) == (True, False)
    assert "60/100" in beyond["told"]


def test_too_little_history_tells_no_usual_share() -> None:
    assert band_of([(3, 10), (2, 10)]) is None
    scope = replace(WEEK, since=NOW, until=NOW + timedelta(hours=1))
    spec = spec_of(NEGATIVE_SHARE, [Row(NOW, "", (9, 10))], scope, NARROW, [])
    assert "历史太少" in spec["title"]["text"]
    assert "beyond" not in spec["data"]["values"][0]


def test_steady_chance_widens_nothing_and_a_swinging_past_does() -> None:
    steady = band_of([(20, 100)] * 40)
    swinging = band_of([(5, 100), (60, 100)] * 20)
    assert steady is not None
    assert swinging is not None
    assert steady.swing == 1.0
    assert swinging.swing > 5
    low, high = steady.limits(100)
    assert (round(low, 2), round(high, 2)) == (0.08, 0.32)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=60), st.integers(0, 10**6))
def test_limits_always_hold_the_usual_share(pairs: list[tuple[int, int]], scored: int) -> None:
    band = band_of([(part, part + rest) for part, rest in pairs])
    if band is not None:
        low, high = band.limits(scored)
        assert 0 <= low <= band.share <= high <= 1


def test_the_gravest_level_is_always_the_darkest_and_the_lightest_the_lightest() -> None:
    for top in (2, 3, 4, 9):
        colours = [colour_of_rank(rank, top) for rank in range(1, top + 1)]
        assert colours[0] == colour_of_rank(1, 4)
        assert colours[-1] == colour_of_rank(4, 4)


def test_the_script_of_the_page_can_draw_without_eval() -> None:
    script = page_script()
    assert "window.vegaEmbed" in script
    assert "BinaryExpression" in script
    assert "https://cdn" not in script


def test_pictures_show_chinese_characters_and_no_boxes() -> None:
    if not draws_chinese():
        missing("no font with Chinese forms is installed (apt-get install fonts-noto-cjk)")
    look = replace(NARROW, label=lambda _, value: value)
    written = [png_of(spec_of(SOURCES, [Row(None, name, (1, 0))], WEEK, look), 1) for name in ("食品日报", "新闻晨报")]
    assert written[0] != written[1]
