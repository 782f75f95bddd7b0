"""Verdicts on alarms, and what follows from them: how precise each rule is, and what it might leave out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alerting.precision import WRONG, Precision, found_of, precisions, words_to_exclude
from alerting.wording import rule_name
from config.settings import Settings
from domain.change import Change
from domain.errors import NotFoundError, UsageError
from domain.incident import EventKind, TimelineEntry
from domain.signal import Signal
from domain.verdict import FINDING_NAMES, Finding, Verdict
from index.ports import Ledger, View
from monitor.casebook import case_of, settle
from monitor.language import say
from monitor.wiring import Monitor
from text.fold import fold
from text.terms import terms

TEXTS_OF_SIGNAL = 30
TEXTS_OF_RULE = 600
"""So many mentions are read for words to exclude, the newest signals first."""

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule's precision, and words that its false alarms have and its real crises have not."""

    precision: Precision
    words: Sequence[str]


def finding_of(word: str) -> Finding:
    """Return the finding a person typed: its id, or its Chinese name."""
    for finding, names in FINDING_NAMES.items():
        if word in (finding.value, names[0]):
            return finding
    allowed = "，".join(f"{names[0]} ({finding.value})" for finding, names in FINDING_NAMES.items())
    raise UsageError(say(f"没有结论“{word}”；可用：{allowed}。", f"There is no verdict “{word}”; use {allowed}."))


def give(monitor: Monitor, subject: str, finding: Finding, who: str, reason: str) -> str:
    """Record a verdict on an incident (its number) or on a signal (its id), and return what the timeline says."""
    monitor.desk.person(who)
    now, signal = monitor.clock.now(), "" if subject.isdecimal() else subject
    with monitor.ledger.write() as tx:
        number = _incident_of(tx, signal) if signal else case_of(tx, int(subject)).id
        tx.verdicts.add(Verdict(finding, number, who, now, signal, reason))
        named = monitor.engine.says(*FINDING_NAMES[finding])
        told = {"finding": finding.value, "named": named, "signal": signal}
        if number:
            case, entry = case_of(tx, number), TimelineEntry(EventKind.VERDICT, now, who, reason, told)
            settle(tx, monitor, [Change(case, case, (entry,))], now)
    return say(f"{who} 的结论：{named}", f"{who}'s verdict: {named}")


def _incident_of(view: View, signal: str) -> int:
    try:
        return view.verdicts.incident_of(signal)
    except NotFoundError as error:
        raise NotFoundError(
            say(
                f"没有信号 {signal}；fenghuo incidents show 编号 --json 列出信号，整个事件请用编号。",
                f"There is no signal {signal}; fenghuo incidents show NUMBER --json lists them, and an incident as a "
                "whole goes by its number.",
            )
        ) from error


def judged_rules(ledger: Ledger, settings: Settings) -> list[Judged]:
    """Return every rule that has verdicts, the least precise first; drills don't count."""
    with ledger.read() as view:
        found = list(_found(view))
        return [Judged(each, _words(settings, view, each, found)) for each in precisions(found)]


def noisy_rules(ledger: Ledger, settings: Settings) -> list[Judged]:
    """Return the rules that are surely wrong more often than right."""
    return [judged for judged in judged_rules(ledger, settings) if judged.precision.is_noisy]


def _found(view: View) -> Iterator[tuple[Signal, Finding]]:
    drills: dict[int, bool] = {0: False}
    yield from found_of(_real(view, drills), view.verdicts.all())


def _real(view: View, drills: dict[int, bool]) -> Iterator[tuple[Signal, int]]:
    for signal, incident in view.verdicts.judged():
        if incident not in drills:
            drills[incident] = view.incidents.get(incident).drill
        if not drills[incident]:
            yield signal, incident


def _words(
    settings: Settings, view: View, precision: Precision, found: Sequence[tuple[Signal, Finding]]
) -> Sequence[str]:
    mine = [(signal, finding) for signal, finding in reversed(found) if signal.rule == precision.rule]
    false = [signal for signal, finding in mine if finding in WRONG]
    true = [signal for signal, finding in mine if finding is Finding.CRISIS]
    watched = [word for brand in settings.brands for word in (brand.name, *brand.aliases)]
    return words_to_exclude(_texts(view, false), _texts(view, true), map(fold, watched))


def _texts(view: View, signals: Sequence[Signal]) -> list[frozenset[str]]:
    """Return the terms of the texts behind signals, each repost family once."""
    ids = dict.fromkeys(mention for signal in signals for mention in signal.evidence[:TEXTS_OF_SIGNAL])
    found = {each.family: each.mention for each in view.mentions.get(list(ids)[:TEXTS_OF_RULE])}
    return [terms(mention.full_text) for mention in found.values()]


def precision_rows(monitor: Monitor) -> list[Row]:
    """Return one row for each rule that has verdicts."""
    return [_row(monitor, judged) for judged in judged_rules(monitor.ledger, monitor.settings)]


def _row(monitor: Monitor, judged: Judged) -> Row:
    precision = judged.precision
    low, high = precision.interval
    share = precision.share
    return {
        "rule": precision.rule,
        "rule_shown": rule_name(monitor.engine, precision.rule),
        **{finding.value: precision.found.get(finding, 0) for finding in Finding},
        "precision": share,
        "interval": [low, high] if precision.judged else None,
        "precision_shown": f"{share:.0%} ({low:.0%}–{high:.0%})" if share is not None else "–",
        "noisy": precision.is_noisy,
        "noisy_shown": say("误报多", "noisy") if precision.is_noisy else "",
        "exclude": list(judged.words),
        "exclude_shown": " ".join(judged.words),
    }
