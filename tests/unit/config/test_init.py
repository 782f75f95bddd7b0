from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.init import starter
from config.load import loads
from config.offers import load_offers
from config.sources import FileSource

NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_starter_watches_a_drop_folder_and_tells_the_terminal(language: str) -> None:
    settings = loads(starter("山茶茶饮", ["山茶茶"], "food", "Asia/Tokyo", language), Path("/srv/me")).settings
    assert (settings.language, settings.industry, settings.timezone.key) == (language, "food", "Asia/Tokyo")
    (source,) = settings.sources
    assert isinstance(source, FileSource) and source.path == Path("/srv/me/inbox")
    assert settings.routes.default == settings.routes.operations == ("screen",)


def test_the_starter_shows_how_to_see_a_first_alert_of_the_brand() -> None:
    assert "在山茶茶饮喝出虫子" in starter("山茶茶饮")
    assert "在某品牌喝出虫子" in starter('a"; rm -rf "')


@given(NAMES, st.lists(NAMES, max_size=4), st.sampled_from(["zh", "en"]))
def test_any_brand_survives_the_way_through_the_starter(brand: str, aliases: list[str], language: str) -> None:
    (found,) = loads(starter(brand, aliases, language=language), Path("/x")).settings.brands
    assert (found.name, list(found.aliases)) == (brand, aliases)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_starter_comments_out_is_valid_once_uncommented(language: str) -> None:
    lines = starter("山茶茶饮", language=language).splitlines()
    code = [line.replace("# -", "-", 1) if line.strip().startswith("# -") else line for line in lines]
    code = [
        line[2:] if line.startswith(("# topics", "# people", "# intake", "# web", "# rules", "#   ")) else line
        for line in code
    ]
    settings = loads("\n".join(code), Path("/x")).settings
    assert len(settings.people) == 2 and len(settings.channels) == 2 and len(settings.sources) == 2
    assert settings.intake.token is not None
    assert "volume_long" not in {rule.id for rule in settings.rules}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_shipped_offers_can_all_be_read_and_put_into_the_starter(language: str) -> None:
    offers = load_offers(None, language)
    text = starter("山茶茶饮", ["山茶茶"], language=language, sources=offers.written, beside=offers.beside)
    settings = loads(text, Path("/x")).settings
    assert {source.group for source in settings.sources} >= {source.name for source in offers.spec.sources}
    assert len(offers.spec.sources) >= 5
