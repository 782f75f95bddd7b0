"""A whole configuration as it is written, before presets and what depends on other sections."""

from typing import Annotated, Any

from pydantic import Discriminator, Tag, model_validator

from config.channels import ChannelSpec
from config.fields import Day, Duration, FilePath, Name, NodeName, Section, Zone, said
from config.library import LibrarySpec
from config.sections import (
    BrandSpec,
    CategorySpec,
    CriterionSpec,
    Industry,
    IntakeSpec,
    Language,
    LevelPreset,
    LevelSpec,
    NetworkSpec,
    OutletsSpec,
    PersonSpec,
    RetentionSpec,
    RiskWordSpec,
    RoutesSpec,
    RsshubSpec,
    RulesSpec,
    SentimentSpec,
    StoreSpec,
    TopicSpec,
    WebSpec,
)
from config.sources import SourceSpec
from domain.mention import Kind
from domain.person import Role

Levels = Annotated[
    Annotated[LevelPreset, Tag("preset")] | Annotated[tuple[LevelSpec, ...], Tag("own")],
    Discriminator(lambda value: "own" if isinstance(value, list | tuple) else "preset"),
]


class StaleAfterSpec(Section):
    """How old a mention may be and still alarm."""

    default: Duration = said("超过此龄只入库、不报警", "older ones are stored and never alarm", "48h")
    kinds: dict[Kind, Duration] = said("按来源类型另定", "by kind of source", {})

    @model_validator(mode="before")
    @classmethod
    def _bare_duration(cls, data: Any) -> Any:
        return {"default": data} if isinstance(data, str) else data


class Document(Section):
    """Everything that ``fenghuo.yaml`` and the files it includes may hold."""

    include: tuple[Name, ...] = said("其他 YAML 文件，可用通配符", "other YAML files, wildcards allowed", ())
    timezone: Zone = said("时区", "time zone", "Asia/Shanghai")
    language: Language = said("产品文字的语言", "language of what the product says", "zh")
    industry: Industry = said("行业预设", "preset of an industry", "general")
    node: NodeName = said("本节点名称，最长 31 字节", "name of this node, at most 31 bytes", "")
    levels: Levels = said("等级预设或自定等级", "preset of levels, or an own list", "four")
    level_criteria: tuple[CriterionSpec, ...] | None = said(
        "自定等级标准（列表或文件），代替预设", "own criteria (list or file) instead of the preset's", None
    )
    store: StoreSpec | None = said("数据存放处", "where the data is kept", None)
    network: NetworkSpec = said("网络限制", "limits of the network", {})
    user_agent: str = said("抓取时的自称", "how the crawler names itself", "")
    contact: str = said("站点管理员可联系到的网址或邮箱", "how a site's owner reaches you", "")
    brands: tuple[BrandSpec, ...] = said("品牌", "brands", min_length=1)
    categories: tuple[CategorySpec, ...] = said("自有风险类别", "own risk categories", ())
    topics: tuple[TopicSpec, ...] = said("主题", "topics", ())
    lexicons: dict[Name, tuple[RiskWordSpec, ...]] = said("自有风险词（按类别）", "own risk words by category", {})
    outlets: OutletsSpec = said("自有媒体名单（名称或域名）", "outlets of one's own, names or hosts", {})
    sentiment: SentimentSpec = said("情感判读", "how tone is judged", {})
    sources: tuple[SourceSpec, ...] = said("来源", "sources", ())
    rsshub: RsshubSpec | None = said("自建的 RSSHub", "your own RSSHub", None)
    people: tuple[PersonSpec, ...] = said("人员", "people", ())
    escalation: tuple[Role, ...] = said(
        "逐级上报的角色", "roles of the escalation chain", ("pr", "commander", "management")
    )
    channels: tuple[ChannelSpec, ...] = said("渠道", "channels", ())
    routes: RoutesSpec = said("谁收到什么", "who hears what", {})
    intake: IntakeSpec = said("推送入口；没有令牌即关闭", "door for pushed mentions; closed without token", {})
    library: LibrarySpec = said("资料库（Elasticsearch）", "the library (Elasticsearch)", {})
    web: WebSpec = said("网页", "web pages", {})
    rules: RulesSpec = said("规则", "rules", {})
    playbooks: tuple[FilePath, ...] = said("自有预案文件夹", "folders of own playbooks", ())
    statements: tuple[FilePath, ...] = said("自有声明文件夹", "folders of own statements", ())
    stale_after: StaleAfterSpec = said("多旧仍报警", "how old may alarm", "48h")
    retention: RetentionSpec = said("保留多久", "how long things are kept", {})
    holidays: tuple[Day, ...] = said("另计的放假日期", "further days off", ())
