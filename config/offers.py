"""Ready sources that ``fenghuo init`` offers a brand: a list of data, the shipped one or the user's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from config.fields import Section, said
from config.finding import Place
from config.load import told
from config.preset import PRESETS
from config.read import text_of
from config.refusal import refusals
from config.sections import NetworkSpec, RsshubSpec
from config.sources import SourceSpec
from config.tree import Grower, UnreadableError
from domain.errors import ConfigError


class OffersSpec(Section):
    """A file of offers: sources, and what they need beside them."""

    network: NetworkSpec = said("网络限制", "limits of the network", {})
    rsshub: RsshubSpec | None = said("自建的 RSSHub", "your own RSSHub", None)
    sources: tuple[SourceSpec, ...] = said("来源", "sources", ())


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered. ``written`` are the same sources as plain data, ``beside`` the sections that go along."""

    spec: OffersSpec
    written: Sequence[Mapping[str, object]]
    beside: Mapping[str, object]


def load_offers(file: Path | None, language: str) -> Offers:
    """Read a file of offers, the shipped one of a language if None; ConfigError carries every mistake."""
    file = file or PRESETS / "offers" / ("en.yaml" if language == "en" else "zh.yaml")
    try:
        tree = Grower(file, text_of(file, Place(file, 1), "offers")).grow()
        spec = OffersSpec.model_validate(tree.plain())
    except UnreadableError as error:
        raise ConfigError(list(told([error.finding], file.parent, language))) from None
    except ValidationError as error:
        raise ConfigError(list(told(refusals(error, tree, OffersSpec), file.parent, language))) from None
    written = tree.at("sources")
    rows = written.plain() if written else None
    beside = {key: node.plain() for key in ("network", "rsshub") if (node := tree.at(key))}
    return Offers(spec, rows if isinstance(rows, list) else (), beside)
