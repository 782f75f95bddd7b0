"""The figures of docs/sentiment.md: ``python -m bench.sentiment [--pools] [--left-out] [--no-speed]``."""

import argparse
import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from sentiment.corpora import Labelled, read_labelled
from sentiment.evaluate import DomainReport, calibration_error, evaluate_rows
from sentiment.risk import default_risk_finder
from sentiment.scorer import load_scorer
from sentiment.train import fit

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "sentiment"
GROUPS = {
    "hotel": ("hotel",),
    "food": ("takeaway", "openrice_hk"),
    "commerce": ("ecommerce", "ecom_eprstmt"),
    "weibo": ("weibo_usual", "weibo_covid", "weibo_incident", "weibo_emotion7"),
    "auto": ("auto",),
    "stock": ("stock_forum", "stock_finfe"),
    "finance": ("fin_headline", "fin_negnews"),
    "taiwan": ("news_title_tw",),
    "chat": ("chat",),
}
CHINESE = tuple(domain for group in GROUPS.values() for domain in group)
CRISIS_LIKE = ("weibo_incident", "weibo_covid", "fin_headline", "fin_negnews", "news_title_tw")
CAP = 3000
TURN, CHUNK = 2000, 400
"""Texts in a turn of one side, and those scored together, about as many as fenghuo score reads at once."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.sentiment", description=__doc__)
    parser.add_argument("--pools", action="store_true", help="train with the pools, as a customer would (minutes)")
    parser.add_argument("--left-out", action="store_true", help="train nine times with one group left out (longer)")
    parser.add_argument("--no-speed", action="store_true", help="leave out the comparison with snownlp")
    chosen = parser.parse_args()
    rows = read_labelled([DATA / "dev" / f"{name}.jsonl" for name in CHINESE])
    show("Default model", evaluate_rows(rows, load_scorer()), pooled_error(rows))
    show("English", evaluate_rows(read_labelled([DATA / "dev" / "en_airline.jsonl"]), load_scorer()), None)
    risk()
    if chosen.pools:
        show("Trained with the pools", evaluate_trained(CHINESE, rows), None)
    if chosen.left_out:
        show("Topic group left out of training", left_out(rows), None)
    if not chosen.no_speed:
        speed()


def show(title: str, reports: Sequence[DomainReport], pooled: float | None) -> None:
    print(f"\n## {title}\n\n| domain | AUC | accuracy | macro F1 | neg P | neg R | ECE | unsure | neutral flagged |")
    print("|---|---|---|---|---|---|---|---|---|")
    for each in reports:
        figures = (
            *(each.auc, each.accuracy, each.macro_f1, each.negative_precision, each.negative_recall),
            *(each.ece, each.unsure, each.neutral_alarm),
        )
        print(f"| {each.domain} | " + " | ".join("" if each is None else f"{each:.3f}" for each in figures) + " |")
    areas = {each.domain: each.auc for each in reports if each.auc is not None}
    if set(CRISIS_LIKE) <= areas.keys():
        five = sum(areas[name] for name in CRISIS_LIKE) / len(CRISIS_LIKE)
        mean = sum(areas[name] for name in CHINESE) / len(CHINESE)
        error = f", pooled ECE {pooled:.3f}" if pooled is not None else ""
        print(f"\nmean AUC {mean:.3f}, crisis-like five {five:.3f}{error}")


def pooled_error(rows: Sequence[Labelled]) -> float:
    sided = [row for row in rows if row.label != "neutral"]
    said = load_scorer().score_many([row.text for row in sided])
    return calibration_error(
        [(each.score, row.label != "neg") for row, each in zip(sided, said, strict=True) if each.score is not None]
    )


def pools(names: Sequence[str]) -> list[Labelled]:
    """Read the pools, at most CAP texts of each label of each domain."""
    taken: Counter[tuple[str, str]] = Counter()
    rows = []
    for row in read_labelled([DATA / "train" / f"{name}.jsonl.gz" for name in names]):
        if taken[row.domain, row.label] < CAP:
            taken[row.domain, row.label] += 1
            rows.append(row)
    return rows


def evaluate_trained(names: Sequence[str], rows: Sequence[Labelled]) -> list[DomainReport]:
    with TemporaryDirectory() as folder:
        fit(pools(names), progress).save(Path(folder) / "own.model")
        return evaluate_rows(rows, load_scorer(Path(folder) / "own.model"))


def left_out(rows: Sequence[Labelled]) -> list[DomainReport]:
    reports = []
    for group in GROUPS.values():
        others = [name for name in CHINESE if name not in group]
        reports += [
            each
            for each in evaluate_trained(others, [row for row in rows if row.domain in group])
            if each.domain != "mean"
        ]
    return reports


def risk() -> None:
    finder = default_risk_finder()
    print("\n## Risk raised, first 60 characters\n\n| texts | share |\n|---|---|")
    for name, label in (("news_disaster", ""), ("news_general", ""), ("news_finance", ""), ("weibo_usual", "neutral")):
        lines = map(json.loads, (DATA / "dev" / f"{name}.jsonl").read_text("utf-8").splitlines())
        texts = [row["text"][:60] for row in lines if not label or row["label"] == label]
        print(f"| {name} {label} | {sum(bool(finder.find(text)) for text in texts) / len(texts):.3f} |")


def speed() -> None:
    """Compare with snownlp turn by turn, so that other load on the machine meets both alike."""
    gc.disable()  # as the command does
    started = time.process_time()
    from sentiment.lines import line_scorer

    scorer = line_scorer()
    scorer.score_lines(["好"])
    startup = time.process_time() - started
    gc.enable()
    from sentiment.snow import installed_snow

    texts = [
        row.text for row in read_labelled([DATA / "dev" / f"{name}.jsonl" for name in CHINESE]) if row.text.strip()
    ]
    texts = [texts[index * 7919 % len(texts)] for index in range(12_000)]
    size, mean = len(texts), sum(map(len, texts)) / len(texts)
    print(f"\n## Speed, {size} texts of {mean:.0f} characters, one core\n")
    print("| what | texts/s | snownlp | x snownlp |\n|---|---|---|---|")
    for name, score, before, collects in (
        ("same score", installed_snow().score_many, 0.0, True),
        (
            f"all of fenghuo score, start-up {startup:.2f} s",
            lambda chunk: list(map(orjson.dumps, scorer.score_lines(chunk))),
            startup,
            False,
        ),
    ):
        own, snow = beside_snownlp(texts, score, collects)
        own += before
        print(f"| {name} | {size / own:.0f} | {size / snow:.0f} | {snow / own:.1f} |")


def beside_snownlp(
    texts: Sequence[str], score: Callable[[Sequence[str]], object], collects: bool
) -> tuple[float, float]:
    """Return the seconds that scoring takes, with or without the garbage collector, and those that snownlp takes.

    The latter are taken from every twentieth text.
    """
    from snownlp import sentiment as snow

    own = theirs = 0.0
    for start in range(0, len(texts), TURN):
        turn = texts[start : start + TURN]
        chunks = [turn[at : at + CHUNK] for at in range(0, len(turn), CHUNK)]
        if not collects:
            gc.disable()
        own += cpu(lambda chunks=chunks: [score(chunk) for chunk in chunks])
        gc.enable()
        theirs += 20 * cpu(lambda turn=turn: [snow.classify(text) for text in turn[::20]])
    return own, theirs


def cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def progress(what: str, done: int, total: int) -> None:
    print(f"\r{what} {done}/{total}", end="", file=sys.stderr)


if __name__ == "__main__":
    main()
