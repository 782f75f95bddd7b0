"""Adding sources to a configuration: what stood there stays, byte for byte, and what is added is read as meant."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config.writing import flow, with_sources

NEW = {"name": "甲: 一", "type": "feed", "url": "https://example.com/?q={alias}#x"}
WRITTEN = {
    "a block list with comments": "# 🧋\nsources:   # 来源\n  - name: x   # 第一\n    path: y # 末\n\n  # 备用\nx: 1\n",
    "a list at the margin": "sources:\n- {name: x}\nlevels: four\n",
    "a list in one line": "sources: [{name: x}]   # 来源\nlevels: four\n",
    "an empty list": "sources: []\nlevels: four\n",
    "nothing behind the key": "sources:\n# 以后再加\nlevels: four\n",
    "no sources": "levels: four",
    "Windows line ends": "sources:\r\n  - {name: x}\r\nlevels: four\r\n",
    "a text of several lines": "sources:\n  - name: x\n    note: |\n      一\n      二\nlevels: four\n",
    "nested selectors": "sources:\n  - name: x\n    item:\n      title: h1\n",
    "an empty file": "",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_a_source_is_added_behind_the_others_and_nothing_else_changes(text: str) -> None:
    before, after = yaml.safe_load(text) or {}, yaml.safe_load(with_sources(text, [NEW, {"name": "360"}]))
    assert after.pop("sources") == [*(before.pop("sources", None) or []), NEW, {"name": "360"}]
    assert after == before
    left = iter(with_sources(text, [NEW]))
    assert all(character in left for character in text), "what was written has to remain, in its order"


def test_a_list_that_comes_from_an_anchor_is_not_touched() -> None:
    with pytest.raises(ValueError, match="no list"):
        with_sources("sources: {name: x}\n", [NEW])


ONE_LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)


@given(st.dictionaries(ONE_LINE, ONE_LINE | st.lists(ONE_LINE), min_size=1))
def test_whatever_a_source_holds_is_written_in_one_line_and_read_back(row: dict[str, object]) -> None:
    written = flow(row)
    assert len(written.splitlines()) == 1
    assert yaml.safe_load(written) == row
