"""Training, evaluation and the making of the shipped model."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import UsageError
from domain.sentiment import Sentiment, Tone
from sentiment.build import build
from sentiment.compile import ModelError
from sentiment.corpora import Labelled, read_labelled
from sentiment.evaluate import auc, calibration_error, domain_report, evaluate
from sentiment.model import DEFAULT, ToneModel, Weights
from sentiment.scorer import load_scorer
from sentiment.snow import installed_snow
from sentiment.train import train
from tests.shared import shared

CRISIS_LIKE = ("weibo_incident", "weibo_covid", "fin_headline", "fin_negnews", "news_title_tw")
CHINESE = (
    *CRISIS_LIKE,
    *("hotel", "takeaway", "ecommerce", "ecom_eprstmt", "weibo_usual", "weibo_emotion7"),
    *("auto", "stock_forum", "stock_finfe", "openrice_hk", "chat"),
)


def silent(_what: str, _done: int, _total: int) -> None:
    return None


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def own_words(number: int) -> list[dict[str, str]]:
    """Texts whose tone hangs on words that no lexicon knows."""
    generator = random.Random(3)
    rows = []
    for index in range(number):
        word, label = (("蓝鲸计", "neg"), ("银杏单", "pos"))[index % 2]
        filler = "".join(generator.choices("今天他们在门口说起那个杯子和桌子的事", k=8))
        rows.append({"text": f"{filler}{word}{filler[:3]}", "label": label, "domain": "own"})
    return rows


def test_a_customers_words_are_learned_and_reported_on_held_out_texts(tmp_path: Path) -> None:
    seen: list[str] = []
    files = [write(tmp_path / "own.jsonl", own_words(400))]
    report = train(files, tmp_path / "own.model", lambda what, _done, _total: seen.append(what))
    assert report.trained + report.held_out == 400
    assert report.domains[0].auc is not None and report.domains[0].auc > 0.95
    assert {"texts", "rounds"} <= set(seen)
    low, high = load_scorer(report.model).score_many(["蓝鲸计又来了", "银杏单又来了"])
    assert low.score is not None and high.score is not None and low.score < high.score


def test_training_is_byte_identical_from_the_same_files(tmp_path: Path) -> None:
    files = [write(tmp_path / "own.jsonl", own_words(60))]
    for name in ("one", "two"):
        train(files, tmp_path / name, silent)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_too_little_to_learn_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="at least 20"):
        train([write(tmp_path / "few.jsonl", own_words(6))], tmp_path / "few.model", silent)


def test_an_unreadable_line_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"text": "好", "label": "pos"}\n{"label": 3}\n', "utf-8")
    with pytest.raises(UsageError, match=r"broken\.jsonl:2"):
        read_labelled([broken])


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.model").write_bytes(b"hello")
    with pytest.raises(ModelError, match="not a tone model"):
        ToneModel.open(tmp_path / "no.model")
    with pytest.raises(ModelError, match="check the path"):
        ToneModel.open(tmp_path / "absent.model")


def test_the_shipped_model_is_small_and_builds_byte_identically(tmp_path: Path) -> None:
    def rows() -> Iterator[Labelled]:
        yield from (Labelled(row["text"], row["label"]) for row in own_words(80))
        yield Labelled("这家真好喝，推荐", "", "cold")

    for name in ("one", "two"):
        build(rows(), installed_snow()).save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert DEFAULT.stat().st_size <= 4_000_000


def test_a_saved_model_opens_as_it_was(tmp_path: Path) -> None:
    model = ToneModel("x", Weights(1.0, 0.5, 0.0), {"好": 1.5, "不 好": -2.0}, {"杯": 0.5})
    model.save(tmp_path / "x.model")
    opened = ToneModel.open(tmp_path / "x.model")
    assert (opened.name, opened.weights, opened.odds, opened.learned) == (
        model.name,
        model.weights,
        model.odds,
        model.learned,
    )


def test_auc_and_calibration_are_what_their_definitions_say() -> None:
    assert auc([0.1, 0.2], [0.3, 0.4]) == 1.0
    assert auc([0.5], [0.5]) == 0.5
    assert calibration_error([(0.5, False), (0.5, True)] * 30) < 0.04
    assert calibration_error([(0.0, True)] * 15) == 1.0


def test_the_report_counts_unsure_and_unscored_apart() -> None:
    rows = [Labelled("a", "neg"), Labelled("b", "pos"), Labelled("c", "neutral"), Labelled("d", "neg")]
    said = [
        Sentiment(0.1, Tone.NEGATIVE, "m"),
        Sentiment(0.5, Tone.UNSURE, "m"),
        Sentiment(0.05, Tone.NEGATIVE, "m"),
        Sentiment(None, None, "m"),
    ]
    report = domain_report("d", rows, said)
    assert (report.texts, report.unscored, report.auc, report.unsure) == (3, 1, 1.0, 0.5)
    assert (report.neutral_alarm, report.neutral_negative, report.accuracy) == (1.0, 1.0, 1.0)


def test_the_shipped_model_reaches_the_figures_asked_of_it() -> None:
    folder = shared("data", "sentiment", "dev")
    reports = {each.domain: each for each in evaluate([folder / f"{name}.jsonl" for name in CHINESE])}
    areas = {name: reports[name].auc or 0.0 for name in CHINESE}
    assert sum(areas.values()) / len(areas) >= 0.88
    assert sum(areas[name] for name in CRISIS_LIKE) / len(CRISIS_LIKE) >= 0.85
    assert min(areas.values()) >= 0.72
    mean = reports["mean"]
    assert (mean.neutral_alarm or 1) <= 0.47 and (mean.ece or 1) <= 0.10 and (mean.unsure or 1) <= 0.20


def test_english_complaints_are_told_from_thanks() -> None:
    (report,) = evaluate([shared("data", "sentiment", "dev", "en_airline.jsonl")])
    assert (report.auc or 0) >= 0.91
