from datetime import timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from config.load import loads
from config.preset import PRESETS
from config.sections import Industry
from domain.category import NAMES, OTHER
from domain.deadline import DeadlineKind
from domain.incident import Incident
from domain.person import Role
from domain.statement import Audience, Stage, Statement, StatementState
from domain.step import Playbook
from playbooks.casework import open_case
from playbooks.choose import applies, choose
from playbooks.desk import Desk, desk_of
from playbooks.handbook import load_handbook
from playbooks.linter import lint
from playbooks.statements import standing
from tests.unit.playbooks.house import START


@cache
def desk(levels: str = "four", lang: str = "zh", industry: str = "food") -> Desk:
    text = f"brands: [{{name: 山茶茶饮}}]\nlevels: {levels}\nlanguage: {lang}\nindustry: {industry}\n"
    settings = loads(text, Path("/nowhere")).settings
    return desk_of(settings, load_handbook(settings))


def plans() -> tuple[Playbook, ...]:
    return desk().handbook.playbooks


@pytest.mark.parametrize(("category", "lang", "industry"), list(product(NAMES, ("zh", "en"), get_args(Industry))))
def test_every_category_has_a_playbook_of_its_own(category: str, lang: str, industry: str) -> None:
    assert category in choose(plans(), category, industry, lang).categories


def test_the_food_industry_gets_its_overlay_and_others_do_not() -> None:
    assert choose(plans(), "food_safety", "food", "zh").id == "food_safety_catering"
    assert choose(plans(), "food_safety", "general", "zh").id == "food_safety"
    assert choose(plans(), "no_such", "food", "zh").id == OTHER


@pytest.mark.parametrize("levels", ["four", "three"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("category", NAMES)
def test_every_level_of_both_scales_gets_a_plan_with_a_first_response(category: str, lang: str, levels: str) -> None:
    house = desk(levels, lang)
    counted = []
    for level in house.scale.levels:
        case = Incident("山茶茶饮", category, level.id, level.rank, START, categories=(category,))
        steps = open_case(case, house, START).steps
        assert [step.settles for step in steps].count(DeadlineKind.FIRST_RESPONSE) == 1
        assert ([step.settles for step in steps].count(DeadlineKind.HOLDING) == 1) == (level.holding is not None)
        assert steps[0].due_at == START + level.first_response
        counted.append(len(steps))
    assert counted == sorted(counted) and counted[0] < counted[-1]


def test_the_top_level_of_food_safety_does_what_a_head_of_pr_would() -> None:
    level = desk().scale.levels[-1]
    steps = {step.id: step for step in choose(plans(), "food_safety", "food", "zh").steps}
    asked = {id for id, step in steps.items() if applies(step, level, desk().scale)}
    assert asked >= {
        "stop_sale",
        "seal",
        "records",
        "hygiene_check",
        "laboratory",
        "regulator_duty",
        "one_voice",
        "qa_sheet",
    }
    assert steps["regulator_duty"].within == timedelta(hours=2)
    assert steps["first_response"].role is Role.CUSTOMER_SERVICE
    assert steps["first_response"].statement == "script_food_safety"
    assert steps["holding"].statement == "holding_food_safety"


@pytest.mark.parametrize("playbook", plans(), ids=lambda each: f"{each.id}-{each.lang}")
def test_every_step_says_who_what_and_when_it_is_done(playbook: Playbook) -> None:
    for step in playbook.steps:
        assert len(step.title) >= 5 and len(step.done_means) >= 8
        assert step.settles or step.within >= timedelta(minutes=30)
        assert not step.statement or desk().handbook.statement(step.statement, playbook.lang)


def test_both_languages_have_the_same_statements_for_the_same_use() -> None:
    both = [
        {each.id: (each.stage, each.audience, each.owner, each.categories, len(each.facts)) for each in texts}
        for texts in ([each for each in desk().handbook.statements if each.lang == lang] for lang in ("zh", "en"))
    ]
    assert both[0] == both[1]
    assert len(both[0]) >= 14
    assert {stage for stage, *_ in both[0].values()} == set(Stage)
    assert {audience for _, audience, *_ in both[0].values()} == set(Audience)


@pytest.mark.parametrize("statement", desk().handbook.statements, ids=lambda each: f"{each.id}-{each.lang}")
def test_shipped_statements_pass_the_linter_and_are_drafts(statement: Statement) -> None:
    assert lint(statement) == ()
    assert standing(statement, (), START.date()).state is StatementState.DRAFT
    assert statement.tone


def written() -> dict[str, dict[str, Any]]:
    files = sorted((PRESETS / "playbooks").glob("*.yaml"))
    return {each["id"]: each for each in (yaml.safe_load(file.read_text(encoding="utf-8")) for file in files)}


def steps_below(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the steps of what a plan stands on, by their ids."""
    under = written().get(plan.get("extends", ""))
    if under is None:
        return {}
    steps = steps_below(under)
    for step in under.get("steps", ()):
        steps[step["id"]] = steps.get(step["id"], {}) | step
    return steps


@pytest.mark.parametrize("id", written())
def test_a_plan_for_an_industry_says_only_what_differs_from_the_plan_it_stands_on(id: str) -> None:
    plan = written()[id]
    assert plan.get("extends") in written() or id == "base"
    below = steps_below(plan)
    for step in plan.get("steps", ()):
        repeated = {key for key, value in step.items() if key != "id" and below.get(step["id"], {}).get(key) == value}
        assert repeated == set(), step["id"]


def test_a_category_has_one_plan_and_one_overlay_for_an_industry_at_most() -> None:
    served = [
        (category, industry)
        for plan in written().values()
        for category in plan.get("categories", ())
        for industry in plan.get("industries", ("every",))
    ]
    assert len(served) == len(set(served))


def test_no_step_is_copied_from_one_plan_into_another() -> None:
    said = [str(step["title"]) for plan in written().values() for step in plan.get("steps", ()) if "title" in step]
    assert len(said) == len(set(said))
