"""Tones given anew: a person's correction, and the whole history under a new model."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.errors import UsageError
from domain.mention import StoredMention
from domain.sentiment import Sentiment, Tone
from monitor.language import say
from monitor.progress import progress
from monitor.wiring import Monitor
from sentiment.scorer import Scorer, load_scorer

BATCH = 200
PERSON = "person"
"""The model named in a sentiment that a person gave."""

SCORES = {Tone.NEGATIVE: 0.0, Tone.NEUTRAL: 0.5, Tone.POSITIVE: 1.0}
LABELS = {Tone.NEGATIVE: "neg", Tone.NEUTRAL: "neutral", Tone.POSITIVE: "pos"}


def correct_tone(monitor: Monitor, mention: str, tone: str, who: str) -> None:
    """Give a mention the tone that a person says; it moves the measures and is kept as an example to train on."""
    person = monitor.desk.person(who).name
    if tone not in set(SCORES):
        raise UsageError(
            say(
                f"倾向只能是 negative、neutral 或 positive，不能是“{tone}”。",
                f"The tone is negative, neutral or positive, not “{tone}”.",
            )
        )
    given = Sentiment(SCORES[Tone(tone)], Tone(tone), PERSON)
    with monitor.ledger.write() as tx:
        tx.mentions.correct(mention, given, person, monitor.clock.now())


def corrected_examples(monitor: Monitor) -> Iterator[dict[str, str]]:
    """Yield the corrections as examples for ``fenghuo sentiment train``, with who gave each and when."""
    with monitor.ledger.read() as view:
        for each in view.mentions.corrections():
            tone = each.sentiment.tone
            if tone in LABELS:
                yield {
                    "text": each.mention.full_text,
                    "label": LABELS[tone],
                    "domain": each.mention.kind.value,
                    "by": each.actor,
                    "at": each.at.isoformat(),
                }


def rescore(monitor: Monitor, model: Path | None) -> int:
    """Score the stored history again, newest first, where another model scored it; return how many tones changed.

    Stopped at any moment it goes on where it was. It can neither open nor raise anything; what a person said stays.
    """
    scorer, changed, done = load_scorer(model), 0, 0
    key = f"rescore:{scorer.version}"
    with progress(say("重新判读", "scoring again"), _stored(monitor)) as advance:
        while page := _page(monitor, key):
            changed += _score_page(monitor, scorer, page, key)
            done += len(page)
            advance(done)
    with monitor.ledger.write() as tx:
        tx.progress.put(key, "")
        tx.mentions.all_toned(scorer.version)
    return changed


def _stored(monitor: Monitor) -> int:
    with monitor.ledger.read() as view:
        newest = view.mentions.find(limit=1)
    return newest[0].seq if newest else 0


def _page(monitor: Monitor, key: str) -> Sequence[StoredMention]:
    with monitor.ledger.read() as view:
        after = view.progress.get(key)
        return view.mentions.find(after=int(after) if after else None, limit=BATCH)


def _score_page(monitor: Monitor, scorer: Scorer, page: Sequence[StoredMention], key: str) -> int:
    old = [each for each in page if each.sentiment is not None and each.sentiment.model != scorer.version]
    scores = scorer.score_many([each.mention.full_text for each in old])
    with monitor.ledger.write() as tx:
        tx.progress.put(key, str(page[-1].seq))
        return tx.mentions.settle_scores(
            {each.mention.id: score for each, score in zip(old, scores, strict=True)}, monitor.clock.now()
        )
