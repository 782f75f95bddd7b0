"""The types of rules there are. A new one is one file beside this, its keys in ``domain.rule``, and lines here."""

from collections.abc import Mapping

from alerting.rules.complaint import Complaint
from alerting.rules.composite import Composite
from alerting.rules.decider import Decider
from alerting.rules.first import First
from alerting.rules.growth import Growth
from alerting.rules.keyword import Keyword
from alerting.rules.new_term import NewTerm
from alerting.rules.ratio import Ratio
from alerting.rules.reach import Reach
from alerting.rules.repost import Repost
from alerting.rules.silence import Silence
from alerting.rules.volume import Volume
from domain.rule import RuleType

DECIDERS: Mapping[RuleType, Decider] = {
    RuleType.KEYWORD: Keyword(),
    RuleType.VOLUME: Volume(),
    RuleType.GROWTH: Growth(),
    RuleType.RATIO: Ratio(),
    RuleType.REACH: Reach(),
    RuleType.REPOST: Repost(),
    RuleType.NEW_TERM: NewTerm(),
    RuleType.FIRST: First(),
    RuleType.COMPLAINT: Complaint(),
    RuleType.SILENCE: Silence(),
    RuleType.COMPOSITE: Composite(),
}
