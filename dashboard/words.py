"""What values are called on pages, in both languages."""

from collections.abc import Callable, Mapping

from alerting.wording import rule_name
from dashboard.house import House
from domain.deadline import DeadlineKind
from domain.incident import IncidentState
from domain.mention import Kind
from domain.sentiment import Emotion, Tone
from index.panels.names import FIELD_NAMES
from index.panels.panel import Field
from index.ports.library import Note
from text.mask import mask

Names = Mapping[str, tuple[str, str]]

TONES: Names = {
    Tone.NEGATIVE: ("负面", "negative"),
    Tone.NEUTRAL: ("中性", "neutral"),
    Tone.POSITIVE: ("正面", "positive"),
    Tone.UNSURE: ("不确定", "unsure"),
    "unscorable": ("无法判读", "not scorable"),
    "waiting": ("待判读", "waiting"),
}
EMOTIONS: Names = {
    Emotion.ANGRY: ("愤怒", "angry"),
    Emotion.DISAPPOINTED: ("失望", "disappointed"),
    Emotion.FACTUAL: ("理性", "factual"),
    Emotion.FEAR: ("恐慌", "fear"),
    Emotion.JOY: ("喜悦", "joy"),
    Emotion.NONE: ("中性", "neutral"),
}
KINDS: Names = {
    Kind.NEWS: ("新闻", "news"),
    Kind.SOCIAL: ("社交", "social"),
    Kind.FORUM: ("论坛", "forum"),
    Kind.COMMENT: ("评论", "comment"),
    Kind.REVIEW: ("点评", "review"),
    Kind.VIDEO: ("视频", "video"),
    Kind.TREND: ("热搜", "trend"),
    Kind.COMPLAINT: ("投诉", "complaint"),
}
STATES: Names = {
    IncidentState.DETECTED: ("已发现", "detected"),
    IncidentState.ACKNOWLEDGED: ("已接手", "acknowledged"),
    IncidentState.CONTAINED: ("已控制", "contained"),
    IncidentState.RESOLVED: ("已解决", "resolved"),
    IncidentState.VERIFIED: ("已验证关闭", "verified, closed"),
    IncidentState.REVIEWED: ("已复盘", "reviewed"),
    IncidentState.MERGED: ("已并入", "merged"),
}
DEADLINES: Names = {
    DeadlineKind.FIRST_RESPONSE: ("首次响应", "first response"),
    DeadlineKind.HOLDING: ("先行声明", "holding statement"),
    DeadlineKind.ANSWER: ("完整答复", "full answer"),
    DeadlineKind.STEP: ("处置步骤", "step"),
    DeadlineKind.RESOLVE: ("解决", "resolution"),
    DeadlineKind.ACK_LAPSE: ("接手失效", "acknowledgement lapses"),
    DeadlineKind.REMINDER: ("提醒", "reminder"),
}
NOTES: Mapping[Note, tuple[str, str]] = {
    Note.AWAY: (
        "资料库（Elasticsearch）暂不可用：以下来自本机账本，只及其保留期。",
        "The library (Elasticsearch) is away: this is from the ledger, as far back as it is kept.",
    ),
    Note.BEHIND: (
        "资料库还没跟上：最新的可能还没出现。",
        "The library has not caught up yet: the newest may be missing.",
    ),
}
NONE = ("未注明", "not given")
_OF_FIELDS: Mapping[Field, Names] = {
    Field.TONE: TONES,
    Field.EMOTION: EMOTIONS,
    Field.KIND: KINDS,
    Field.STATE: STATES,
}


def label(house: House, name: Field, value: str) -> str:
    """Return what a value of a field is called; what people wrote themselves is masked."""
    if value == "none":
        return house.says(*NONE)
    if name in _OF_FIELDS:
        return house.says(*_OF_FIELDS[name].get(value, (value, value)))
    engine = house.engine
    told: Mapping[Field, Callable[[str], str]] = {
        Field.CATEGORY: engine.category_name,
        Field.LEVEL: engine.level_name,
        Field.RULE: lambda rule: rule_name(engine, rule),
    }
    return told.get(name, mask)(value)


def field_name(house: House, name: Field) -> str:
    """Return what a field is called."""
    return house.says(*FIELD_NAMES[name])
