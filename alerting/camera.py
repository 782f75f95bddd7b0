"""Pictures of several incidents at one instant: what they share of a brand is measured once for all of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property

from alerting.baseline import Baseline
from alerting.engine import Engine
from alerting.history import baseline_of
from domain.clock import DAY, MINUTE, minute_of
from domain.measure import Counts
from domain.mention import StoredMention
from index.ports import View

HOUR_MINUTES = 60
DAY_MINUTES = 1440
