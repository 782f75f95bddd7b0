"""A process that delivers until nothing waits; the kill tests end it at any moment before that.

Time is an argument here too: it starts at the instant given and jumps to whenever the next notice is due.
"""

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from alerting.channels.slack.calls import SlackCalls
from alerting.channels.slack.channel import SlackChannel
from alerting.deliver import Delivery
from index.ledger import open_ledger


def main(ledger: str, url: str, token: str, now: datetime) -> None:
    slack = SlackChannel("duty", "C0DUTY", SlackCalls(token, url), {}, ZoneInfo("Asia/Shanghai"))
    delivery = Delivery(open_ledger(Path(ledger)), {"duty": slack})
    print("ready", flush=True)
    while (done := delivery.deliver_due(now)).come_back:
        now = max(done.come_back, now)


if __name__ == "__main__":
    _, path, address, bot, start = sys.argv
    main(path, address, bot, datetime.fromisoformat(start))
