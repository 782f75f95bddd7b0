"""What ``fenghuo check`` finds out about a Slack channel without posting to it."""

from alerting.channels.slack.calls import SlackCalls
from domain.notice import RejectedByChannel, Retry

TOKEN = (
    "渠道 {name}：Slack 不接受令牌（{code}）。请换成该工作区机器人的 xoxb- 令牌，并授予 chat:write 权限。",
    "Channel {name}: Slack refuses the token ({code}). Use the xoxb- token of the workspace's bot, with chat:write.",
)
UNREACHED = (
    "渠道 {name}：连不上 Slack（{code}）。请检查网络、代理与 base_url。",
    "Channel {name}: Slack can't be reached ({code}). Check the network, the proxy and base_url.",
)
SCOPE = (
    "渠道 {name}：机器人无权读取频道（{code}），断线后的重发会标记“可能重复”。"
    "请授予 channels:history（私有频道为 groups:history）。",
    "Channel {name}: the bot may not read the channel ({code}), so a repeat after a broken connection is marked "
    "possibly repeated. Grant channels:history (groups:history for a private channel).",
)
MEMBER = (
    "渠道 {name}：机器人进不了频道 {channel}（{code}）。请填写频道 ID，并在频道里邀请机器人（/invite）。",
    "Channel {name}: the bot can't enter the channel {channel} ({code}). State the channel's id and /invite the bot.",
)

NO_SCOPE = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})


def checked(calls: SlackCalls, name: str, channel: str, lang: str) -> list[str]:
    """Return the problems of one channel: the token first, then whether messages can be read back."""
    who = calls.read("auth.test")
    if isinstance(who, dict):
        seen = calls.read("conversations.history", channel=channel, limit=1)
        problem = (MEMBER, SCOPE)[isinstance(seen, RejectedByChannel) and seen.code in NO_SCOPE]
    else:
        seen, problem = who, TOKEN
    if isinstance(seen, dict):
        return []
    if isinstance(seen, Retry):
        return [_said(UNREACHED, lang, name=name, code=seen.reason)]
    return [_said(problem, lang, name=name, code=seen.code, channel=channel)]


def _said(problem: tuple[str, str], lang: str, **filled: str) -> str:
    zh, en = problem
    return (en if lang.startswith("en") else zh).format(**filled)
