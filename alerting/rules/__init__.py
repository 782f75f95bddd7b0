"""Rules: a registry of pure deciders, and the one way in which all of them are judged."""

from alerting.rules.decider import Ask, Decider, Reading
from alerting.rules.firing import MOST_EVIDENCE, Firing, Reason, Verdict, Witness, witness_of
from alerting.rules.judging import judge_rule, judge_windows, with_waiting
from alerting.rules.registry import DECIDERS

__all__ = [
    "DECIDERS",
    "MOST_EVIDENCE",
    "Ask",
    "Decider",
    "Firing",
    "Reading",
    "Reason",
    "Verdict",
    "Witness",
    "judge_rule",
    "judge_windows",
    "with_waiting",
    "witness_of",
]
