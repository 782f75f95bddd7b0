"""Whatever somebody writes, the loader answers with settings or with mistakes that have words and a line."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from config.document import Document
from config.load import Loaded, load, loads
from config.phrases import PHRASES
from config.read import Reader
from config.refusal import keys_at, refusals
from config.tree import Grower, UnreadableError
from domain.errors import ConfigError
from tests.unit.config.test_load import EXAMPLE

FOLDER = Path("/nowhere")
SECTIONS = sorted({key for way in ((), *((key,) for key in Document.model_fields)) for key in keys_at(way)})
SCALARS = st.one_of(
    st.sampled_from(
        ["", "甲", "1m", "0", "-1", "1e400", "four", "feed", "slack", "keyword", "general", "{brand}", "../x"]
    ),
    st.sampled_from(
        ["food_safety", "pr", "zh", "127.0.0.1:1", "http://[", "http://x:99999", "12:00-24:00", "2026-02-30"]
    ),
    st.text(max_size=8),
    st.none(),
    st.integers(),
    st.floats(),
    st.booleans(),
)
KEYS = st.one_of(st.sampled_from(SECTIONS), st.text(max_size=5))
VALUES = st.recursive(
    SCALARS, lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(KEYS, deeper, max_size=4), max_leaves=12
)
DOCUMENTS = st.dictionaries(st.sampled_from(list(Document.model_fields)) | KEYS, VALUES, max_size=6)


def answer(written: str) -> Loaded | ConfigError:
    try:
        return loads(written, FOLDER)
    except ConfigError as error:
        assert error.mistakes
        for mistake in error.mistakes:
            assert mistake.line >= 1 and mistake.field and mistake.problem and mistake.allowed, str(mistake)
        return error


@settings(max_examples=400, deadline=None)
@given(DOCUMENTS)
@example({"brands": [{"name": "甲"}], "rules": {"own": [{"id": "service_words", "type": None}]}})
@example({"brands": [{"name": "甲"}], "lexicons": {"": ["x"]}})
@example({"brands": [{"name": "甲"}], "playbooks": ["\x00"], "level_criteria": "\x00", "include": ["\x00", "**x", "["]})
@example({"brands": [{"name": "甲"}], "levels": [{"id": "a", "rank": 1}], "industry": ["food"]})
@example({"brands": [{"name": "甲"}], "levels": [], "level_criteria": [{"id": "a", "level": "a"}]})
def test_any_document_is_answered(document: dict[str, Any]) -> None:
    answer(yaml.safe_dump(document, allow_unicode=True))


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
@example({"routes": {"inhibit": ""}})
@example({"routes": {"inhibit": []}})
def test_every_refusal_has_words(document: dict[str, Any]) -> None:
    try:
        tree = Grower(FOLDER / "x", yaml.safe_dump(document, allow_unicode=True)).grow()
        Document.model_validate(tree.plain())
    except UnreadableError as error:
        assert error.finding.code in PHRASES
    except ValidationError as error:
        assert {finding.code for finding in refusals(error, tree)} <= set(PHRASES)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_damage_to_a_good_file_is_answered(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(EXAMPLE)))
    cut = data.draw(st.integers(0, 12))
    patch = data.draw(st.text(st.sampled_from("{}[]:,-#&*!|>'\"%@` \n\t0aé茶?<~"), max_size=4))
    answer(EXAMPLE[:at] + patch + EXAMPLE[at + cut :])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
@example("[" * 10_000)
@example("{" * 100_000)
@example("- " * 5_000)
@example("? " * 5_000)
@example("a: &a [*a]")
@example("a: !!timestamp 2026")
@example("\ufeffbrands: []")
@example("%YAML 9.9\n---\n")
def test_any_text_is_answered(text: str) -> None:
    answer(text)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40))
@example(b"\xff\xfeb\x00r\x00")
@example(b"\xed\xa0\x80: 1")
def test_any_bytes_are_answered(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "fenghuo.yaml").write_bytes(raw)
    with pytest.raises(ConfigError):
        load(folder)


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "fenghuo.yaml").mkdir()
    with pytest.raises(ConfigError, match="无法读取"):
        load(tmp_path)


def test_a_file_too_large_to_be_a_configuration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fenghuo.yaml").write_bytes(b"#" * 5_000_001)
    with pytest.raises(ConfigError, match="5000000"):
        load(tmp_path)


def test_reading_tells_all_files_even_of_a_broken_configuration(tmp_path: Path) -> None:
    (tmp_path / "fenghuo.yaml").write_text("include: [a.yaml]\n")
    (tmp_path / "a.yaml").write_text("[")
    reader = Reader(tmp_path / "fenghuo.yaml")
    reader.read()
    assert reader.broken and [file.name for file in reader.files] == ["fenghuo.yaml", "a.yaml"]
