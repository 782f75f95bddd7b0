import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.text.making import strange_texts
from tests.unit.text.mask_examples import KEPT, MASKED
from text.mask import mask

EXAMPLES = [each for group in MASKED.values() for each in group]
TRICKY = st.text("0123456789 xX-.·()（）+１３８９　@a.京A粤身份证单号电话*", max_size=60)


@pytest.mark.parametrize(("written", "shown"), EXAMPLES)
def test_personal_data_is_masked(written: str, shown: str) -> None:
    assert mask(written) == shown
    assert mask(f"他说：{written}，真的") == f"他说：{shown}，真的"


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_personal_datum_stays_as_it_is(text: str) -> None:
    assert mask(text) == text
    assert mask(f"他说：{text}，真的") == f"他说：{text}，真的"


def test_there_are_enough_examples() -> None:
    assert len(EXAMPLES) >= 40
    assert len(KEPT) >= 40


@given(st.one_of(TRICKY, strange_texts(), st.sampled_from([written for written, _ in EXAMPLES])))
def test_masking_twice_changes_nothing_and_the_length_stays(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert mask(masked) == masked


@given(TRICKY)
def test_only_letters_and_digits_are_hidden(text: str) -> None:
    for before, after in zip(text, mask(text), strict=True):
        assert after in (before, "*")
        assert after == before or before.isalnum() or before in ".+-_"


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "1-", "a", "a.", "a@", "@", "京A", "6222 ", "电话", "单号1", "110105 1949 ", "138", "(010)", "０１０ "],
)
def test_a_hostile_text_is_masked_in_linear_time(unit: str) -> None:
    started = time.process_time()
    mask(unit * (100_000 // len(unit)))
    assert time.process_time() - started < 2
