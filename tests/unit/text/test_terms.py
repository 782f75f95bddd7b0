from hypothesis import given

from tests.unit.text.making import strange_texts
from text.terms import LIMIT, terms


def test_terms_are_latin_words_and_short_runs_of_han() -> None:
    assert terms("Starbucks 奶茶虫") == {"starbucks", "奶茶", "茶虫", "奶茶虫"}


def test_terms_cross_neither_sentence_ends_nor_particles_nor_words() -> None:
    assert terms("奶。茶") == terms("奶的茶") == terms("奶A茶") == frozenset()


def test_short_words_and_numbers_are_no_terms() -> None:
    assert terms("AI 2024 go ok 4s") == frozenset()


def test_a_traditional_text_has_the_same_terms() -> None:
    assert terms("蟲子退費") == terms("虫子退费")


@given(strange_texts(400))
def test_a_text_has_a_bounded_number_of_terms(text: str) -> None:
    assert len(terms(text)) <= LIMIT
    assert len(terms(text * 50)) <= LIMIT
