"""Playbooks and the front matter of statements as they are written in files."""

from typing import Any, Literal

from pydantic import Field, model_validator

from config.fields import Duration, Identifier, Name, Section, said
from config.sections import Industry
from domain.person import Role
from domain.statement import Audience, Stage

Settles = Literal["first_response", "holding", "answer"]


class Wording(Section):
    """One text in both languages; written as plain text it serves both."""

    zh: Name = said("中文", "Chinese")
    en: Name = said("英文", "English")

    @model_validator(mode="before")
    @classmethod
    def _either(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"zh": data, "en": data}
        if isinstance(data, dict) and len(data) == 1:
            return {"zh": next(iter(data.values())), "en": next(iter(data.values())), **data}
        return data

    def of(self, lang: str) -> str:
        """Return the wording of a language."""
        return self.en if lang == "en" else self.zh


class WrittenStep(Section):
    """A step; one whose id the extended playbook has changes only the keys it names."""

    id: Identifier = said("步骤 ID", "id of the step")
    title: Wording | None = said("做什么", "what to do", None)
    done: Wording | None = said("怎样才算完成（可核对）", "what done means, so that it can be checked", None)
    role: Role | None = said("负责角色", "role of the owner", None)
    within: Duration | None = said("自发现起的时限", "deadline, counted from detection", None)
    settles: Settles | None = said("满足等级的哪项时限", "limit of the level that it meets", None)
    statement: str = said("所用声明的 ID", "id of the statement to use", "")
    levels: tuple[str, ...] = said("只用于这些等级", "only at these levels", ())
    top: int = said("只用于最高的几级", "only at the so many highest levels", 0, ge=0, le=9)


class WrittenPlaybook(Section):
    """A playbook; one without categories is only a base for others."""

    id: Identifier = said("预案 ID；与已有的相同则取代它", "id; that of another replaces it")
    extends: str = said("以其为基础的预案 ID", "id of the playbook it stands on", "")
    name: Wording | None = said("名称", "name", None)
    categories: tuple[str, ...] = said("适用类别", "categories it serves", ())
    industries: tuple[Industry, ...] = said("适用行业，空为全部", "industries it is for, all if empty", ())
    statements: tuple[str, ...] = said("可用声明", "statements it offers", ())
    without: tuple[str, ...] = said("不要基础预案中的这些步骤", "steps of the base that it leaves out", ())
    steps: tuple[WrittenStep, ...] = said("步骤", "steps", ())


class WrittenStatement(Section):
    """The front matter of a statement. Approval is no part of it: that is a record of the ledger."""

    id: Identifier = said("声明 ID；与已有的同语言声明相同则取代它", "id; that of another in its language replaces it")
    lang: Literal["zh", "en"] = said("语言", "language", "zh")
    title: Name = said("标题", "title")
    stage: Stage = said("阶段", "stage")
    audience: Audience = said("对象", "audience")
    owner: Role = said("负责角色", "role of the owner")
    categories: tuple[str, ...] = said("适用类别，空为全部", "categories it is for, all if empty", ())
    tone: str = said("语气提示", "notes on tone", "")
    prompts: dict[str, Name] = Field({}, description="每个占位符要填什么 / what each placeholder asks for")
