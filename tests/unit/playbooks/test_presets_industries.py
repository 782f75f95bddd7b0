from itertools import product
from typing import get_args

import pytest

from config.sections import Industry
from domain.category import NAMES
from domain.deadline import DeadlineKind
from domain.step import Playbook, StepSpec
from playbooks.choose import applies, choose
from tests.unit.playbooks.test_presets import desk, plans

OVERLAYS = {
    "finance": {
        "finance_safety": ("holding_funds", {"liquidity", "branches", "redemption", "payout_daily", "disclosure"}),
        "fraud": ("holding_funds", {"chain", "sale_records", "seller", "warn"}),
        "privacy": ("holding_privacy", {"accounts", "cards", "insiders", "tell_people"}),
        "outage": ("outage_public", {"channels", "stop_double", "it_report", "orders"}),
        "misconduct": ("apology_misconduct", {"collection_stop", "call_records", "relatives"}),
        "regulator": ("holding_public", {"which_penalty", "counterparties", "self_check"}),
    },
    "services": {
        "injury": ("holding_public", {"guardians", "others", "suspend", "support", "scene"}),
        "outage": ("holding_service_failure", {"comfort", "alternatives", "manual", "stranded_night"}),
        "service": ("holding_public", {"on_site", "waiting", "standard"}),
        "finance_safety": ("holding_public", {"notice", "balances", "safeguard", "transfer"}),
        "refund": ("holding_public", {"usage", "hardship", "publish"}),
        "privacy": ("holding_privacy", {"sweep", "guests", "images"}),
    },
    "ecommerce": {
        "logistics": ("logistics_delay", {"throttle", "tell_buyers", "auto_compensate", "merchants"}),
        "counterfeit": ("holding_counterfeit", {"seller_freeze", "stock_check", "refund_buyers", "brand_owner"}),
        "quality": ("holding_public", {"hold_sale", "trace_orders", "danger", "tell_buyers", "returns", "recall"}),
        "refund": ("holding_public", {"stuck_where", "platform_pays", "seller_side"}),
        "fraud": ("price_explanation", {"price_history", "pause", "difference", "market_authority"}),
        "finance_safety": ("holding_funds", {"ledger", "urgent_sellers", "reception"}),
        "privacy": ("holding_privacy", {"interfaces", "common_path", "scam_warning", "victims"}),
    },
    "technology": {
        "privacy": ("holding_privacy", {"sample", "patch", "exploited", "finder", "suppliers", "tell_people"}),
        "outage": ("outage_public", {"freeze_changes", "rollback", "backup", "customers_business", "cause"}),
        "discrimination": ("holding_algorithm", {"reproduce", "contain", "compare", "experts", "filing"}),
        "injury": ("holding_public", {"preserve", "minors_check", "crisis_help", "device_stop"}),
        "refund": ("holding_public", {"minors", "renewal", "stores"}),
        "quality": ("holding_public", {"hold_update", "known_issue", "data_safe", "free_repair"}),
    },
}
"""Industry → category of an overlay → (its holding statement, steps that a head of the trade asks for)."""

LISTED = [(industry, category) for industry, found in OVERLAYS.items() for category in found]
TOP = 2


def asked(plan: Playbook, rank_from_top: int = 0) -> list[StepSpec]:
    """Return the steps that a level asks for, counted from the top of the scale ``four``."""
    scale = desk().scale
    return [step for step in plan.steps if applies(step, scale.levels[-1 - rank_from_top], scale)]


@pytest.mark.parametrize(("category", "industry"), list(product(NAMES, get_args(Industry))))
def test_the_top_levels_of_every_category_and_industry_answer_in_words_that_exist(category: str, industry: str) -> None:
    handbook = desk(industry=industry).handbook
    for lang, rank in product(("zh", "en"), range(TOP)):
        steps = {step.settles: step for step in asked(choose(plans(), category, industry, lang), rank) if step.settles}
        assert set(steps) == {DeadlineKind.FIRST_RESPONSE, DeadlineKind.HOLDING, DeadlineKind.ANSWER}
        assert steps[DeadlineKind.HOLDING].statement and steps[DeadlineKind.ANSWER].statement
        for step in asked(choose(plans(), category, industry, lang), rank):
            if step.statement:
                assert {handbook.statement(step.statement, each).lang for each in ("zh", "en")} == {"zh", "en"}


@pytest.mark.parametrize(("industry", "category"), LISTED)
def test_an_industry_has_a_plan_of_its_own_where_the_trade_differs(industry: str, category: str) -> None:
    holding, wanted = OVERLAYS[industry][category]
    plan = choose(plans(), category, industry, "zh")
    assert plan.industries == (industry,)
    assert {step.id for step in asked(plan)} >= wanted
    assert next(step for step in plan.steps if step.settles is DeadlineKind.HOLDING).statement == holding


@pytest.mark.parametrize(("industry", "category"), LISTED)
def test_a_heavier_level_of_an_industry_asks_for_more(industry: str, category: str) -> None:
    plan = choose(plans(), category, industry, "zh")
    counts = [len(asked(plan, rank)) for rank in range(4)]
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[2] >= counts[3]


def test_every_overlay_is_listed_and_serves_only_its_industry() -> None:
    overlays = {(plan.industries[0], category) for plan in plans() if plan.industries for category in plan.categories}
    assert {each for each in overlays if each[0] != "food"} == set(LISTED)
    for _, category in LISTED:
        assert choose(plans(), category, "general", "zh").industries == ()


def test_every_statement_an_industry_brought_is_offered_by_a_plan() -> None:
    offered = {id for plan in plans() for id in (*plan.statements, *(step.statement for step in plan.steps))}
    shipped = {statement.id for statement in desk().handbook.statements}
    assert shipped - offered == set()
