"""Building the shipped model from openly licensed text: ``python -m sentiment.build [--data FOLDER]``."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from sentiment.corpora import Labelled, asap, cold, openrice, snow_lines
from sentiment.model import DEFAULT, ToneModel, Weights
from sentiment.odds import word_odds
from sentiment.scorer import shipped_tone
from sentiment.snow import Snow, installed_snow
from sentiment.tone import tone_score
from sentiment.variants import default_variants
from text.fold import fold

NAME = "fenghuo-1"
WEIGHTS = Weights(lexicon=1.6, odds=0.62, bias=0.0)
"""Both scores at equal weight after scaling to unit spread on the licensed text (1.3 and 3.4), times a slope of 2.1;
no bias: a text without evidence is as likely to be positive as negative."""

_CLEARLY_GOOD = 0.7
"""Lexicon score from which a post that COLDataset calls not offensive is taken for positive."""


def licensed(data: Path) -> Iterator[Labelled]:
    """Yield all text the shipped model may be made of; ``data`` holds the folders ``licensed`` and ``train``."""
    return chain(snow_lines(), cold(data / "licensed"), asap(data / "licensed"), openrice(data / "train"))


def build(rows: Iterator[Labelled], snow: Snow) -> ToneModel:
    """Train the shipped model; the same rows give the same model."""
    reader = shipped_tone()
    documents = []
    for row in rows:
        folded = fold(row.text, default_variants())
        label = row.label or ("pos" if tone_score(reader.hits(folded)) > _CLEARLY_GOOD and row.domain == "cold" else "")
        if label in ("neg", "pos"):
            documents.append((snow.words(folded), label == "pos"))
    return ToneModel(NAME, WEIGHTS, word_odds(documents))


def main(arguments: Sequence[str]) -> None:
    """Build the model and say where it is and how large."""
    parser = argparse.ArgumentParser(prog="python -m sentiment.build", description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT.parents[3] / "shared" / "data" / "sentiment")
    parser.add_argument("--out", type=Path, default=DEFAULT)
    chosen = parser.parse_args(arguments)
    build(licensed(chosen.data), installed_snow()).save(chosen.out)
    print(f"{chosen.out}: {chosen.out.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
