"""The workspace behind the loopback Slack: channels, messages, and the few methods that are used of the Web API."""

from collections.abc import Callable, Sequence

from domain.clock import Clock
from tests.loopback_slack.messages import Json, Message
from tests.loopback_slack.rules import request_problems

HISTORY_PAGE = 15
"""The most messages to a page that an app outside the marketplace gets."""


class Workspace:
    """Channels and messages. ``reads`` is whether the bot may read histories."""

    def __init__(self, channels: Sequence[str], clock: Clock, reads: bool) -> None:
        self.channels = tuple(channels)
        self.clock = clock
        self.reads = reads
        self.messages: list[Message] = []
        self.complaints: list[str] = []
        self._last_ts = 0

    def obey(self, method: str, arguments: Json, authorised: bool) -> Json:
        """Carry out one request and return what Slack would answer."""
        problems = request_problems(method, arguments)
        self.complaints += problems
        if not authorised:
            return refusal("invalid_auth")
        if problems:
            return refusal("invalid_blocks" if "block" in problems[0] else "invalid_arguments")
        if method != "auth.test" and arguments["channel"] not in self.channels:
            return refusal("channel_not_found")
        return self._methods()[method](arguments)

    def _methods(self) -> dict[str, Callable[[Json], Json]]:
        return {
            "auth.test": lambda _: {"ok": True, "team_id": "T0LOOP", "user_id": "U0BOT", "bot_id": "B0BOT"},
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
        }

    def _post(self, arguments: Json) -> Json:
        thread = str(arguments.get("thread_ts", ""))
        if thread and not self._find(arguments["channel"], thread):
            return refusal("thread_not_found")
        message = Message(
            channel=arguments["channel"],
            ts=self._new_ts(),
            text=arguments["text"],
            blocks=arguments.get("blocks", []),
            thread_ts=thread,
            broadcast=bool(thread and arguments.get("reply_broadcast")),
            metadata=arguments.get("metadata", {}),
        )
        self.messages.append(message)
        return {"ok": True, "channel": message.channel, "ts": message.ts, "message": message.as_json(False)}

    def _update(self, arguments: Json) -> Json:
        message = self._find(arguments["channel"], arguments["ts"])
        if message is None:
            return refusal("message_not_found")
        message.text, message.blocks = arguments["text"], arguments.get("blocks", [])
        message.metadata = arguments.get("metadata", message.metadata)
        message.edits += 1
        return {"ok": True, "channel": message.channel, "ts": message.ts, "text": message.text}

    def _history(self, arguments: Json) -> Json:
        shown = [each for each in self.messages if each.channel == arguments["channel"] and each.in_channel]
        return self._page(shown, arguments)

    def _replies(self, arguments: Json) -> Json:
        root = self._find(arguments["channel"], arguments["ts"])
        if root is None:
            return refusal("thread_not_found")
        replies = [each for each in self.messages if each.thread_ts == root.ts and each.channel == root.channel]
        answer = self._page(replies, arguments)
        return answer | {"messages": [root.as_json(True), *answer["messages"]]} if answer["ok"] else answer

    def _page(self, messages: list[Message], arguments: Json) -> Json:
        """One page, those nearest to ``oldest`` first, newest first inside the page."""
        if not self.reads:
            return refusal("missing_scope") | {"needed": "channels:history", "provided": "chat:write"}
        since = [each for each in messages if float(each.ts) >= float(arguments.get("oldest", 0))]
        limit = min(int(arguments.get("limit", 100)), HISTORY_PAGE)
        start = int(arguments.get("cursor") or 0)
        page, rest = since[start : start + limit], since[start + limit :]
        with_metadata = arguments.get("include_all_metadata") in (True, "1", "true")
        return {
            "ok": True,
            "messages": [each.as_json(with_metadata) for each in reversed(page)],
            "has_more": bool(rest),
            "response_metadata": {"next_cursor": str(start + limit) if rest else ""},
        }

    def _find(self, channel: str, ts: str) -> Message | None:
        return next((each for each in self.messages if (each.channel, each.ts) == (channel, ts)), None)

    def _new_ts(self) -> str:
        self._last_ts = max(self._last_ts + 1, int(self.clock.now().timestamp() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"


def refusal(code: str) -> Json:
    """The answer ok:false."""
    return {"ok": False, "error": code}
