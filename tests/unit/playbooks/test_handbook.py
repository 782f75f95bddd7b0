from pathlib import Path

import pytest

from config.load import loads
from domain.deadline import DeadlineKind
from domain.errors import ConfigError, NotFoundError
from domain.statement import Statement
from domain.step import Playbook
from playbooks.handbook import Handbook, load_handbook

FRONT = """---
id: note
title: 说明
stage: early
audience: public
owner: pr
prompts:
  门店: 哪家门店
---

在{{ 门店 }}，{{ 品牌 }}已经知道。
"""
PLAN = """id: mine
extends: base
name: 我的预案
categories: [logistics]
steps:
  - {id: call, title: 打电话, done: 通话有记录, role: pr, within: 3h}
"""


def house(folder: Path, language: str = "zh", **files: str) -> Handbook:
    for name, text in files.items():
        kind = "statements" if name.endswith("_md") else "playbooks"
        path = folder / kind / name.replace("_md", ".md").replace("_yaml", ".yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    own = [f"{kind}: [{kind}]" for kind in ("playbooks", "statements") if (folder / kind).exists()]
    text = "\n".join(["brands: [{name: 山茶茶饮}]", f"language: {language}", *own])
    return load_handbook(loads(text, folder).settings)


def mistakes(folder: Path, language: str = "zh", **files: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        house(folder, language, **files)
    return [str(mistake) for mistake in caught.value.mistakes]


def statement(handbook: Handbook, id: str, lang: str = "zh") -> Statement:
    return handbook.statement(id, lang)


def playbook(handbook: Handbook, id: str, lang: str = "zh") -> Playbook:
    return next(each for each in handbook.playbooks if (each.id, each.lang) == (id, lang))


def test_a_customers_statement_is_added_to_those_that_ship(tmp_path: Path) -> None:
    handbook = house(tmp_path, note_md=FRONT)
    note = statement(handbook, "note")
    assert note.body == "在{{ 门店 }}，{{ 品牌 }}已经知道。"
    assert note.facts == ("门店", "品牌")
    assert note.prompts == {"门店": "哪家门店"}
    assert statement(handbook, "holding_public").lang == "zh"


def test_a_customers_statement_of_the_same_id_replaces_the_shipped_one_in_its_language(tmp_path: Path) -> None:
    handbook = house(tmp_path, note_md=FRONT.replace("id: note", "id: holding_public"))
    assert statement(handbook, "holding_public").title == "说明"
    assert statement(handbook, "holding_public", "en").title.startswith("Holding statement")


def test_windows_line_ends_make_the_same_text(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = statement(house(tmp_path / "one", note_md=FRONT), "note")
    two = statement(house(tmp_path / "two", note_md=FRONT.replace("\n", "\r\n")), "note")
    assert one.text_hash == two.text_hash


def test_any_edit_of_language_title_or_body_changes_the_hash(tmp_path: Path) -> None:
    texts = [
        FRONT,
        FRONT.replace("说明", "声明"),
        FRONT.replace("知道", "知晓"),
        FRONT.replace("id: note", "id: note\nlang: en"),
    ]
    hashes = set()
    for number, text in enumerate(texts):
        folder = tmp_path / str(number)
        folder.mkdir()
        handbook = house(folder, note_md=text)
        hashes.add(next(each for each in handbook.statements if each.id == "note").text_hash)
    assert len(hashes) == 4


@pytest.mark.parametrize(
    "key", ["approved: true", "approved_by: 示例法务", "state: approved", "valid_until: 2030-01-01"]
)
def test_a_file_can_not_approve_itself(tmp_path: Path, key: str) -> None:
    (mistake,) = mistakes(tmp_path, note_md=FRONT.replace("id: note", f"id: note\n{key}"))
    assert mistake.startswith(f"statements/note.md:3: {key.split(':')[0]}: 批准不能写在文件里")
    assert "fenghuo statements approve" in mistake


@pytest.mark.parametrize(
    "words",
    [
        "{{ 7 * 7 }}",
        "{{ a.b }}",
        "{{ x|upper }}",
        "{{ f() }}",
        "{% if x %}",
        "{# x #}",
        "{{ x",
        "x }}",
        "{{ }}",
        "{{{ 门店 }}}",
        "{门店}",
    ],
)
def test_only_plain_placeholders_are_taken(tmp_path: Path, words: str) -> None:
    (mistake,) = mistakes(tmp_path, note_md=FRONT + f"第二行\n{words}\n")
    assert mistake == "statements/note.md:13: body: 花括号只能用于 {{ 名称 }}，不能有表达式、过滤器、调用或语句"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("---\nid", "id", "statements/note.md:1: file: 文件应以两行 --- 之间的说明开头"),
        ("stage: early", "stage: soon", "statements/note.md:4: stage: “soon” 不可用, 可用：early、middle、late"),
        ("owner: pr", "owner: boss", "statements/note.md:6: owner: “boss” 不可用"),
        ("owner: pr", "", "owner: 缺少此项"),
        ("owner: pr", "owner: pr\nmood: x", "statements/note.md:7: mood: 没有这个键, 可用：audience、categories、id"),
        ("owner: pr", "owner: pr\ncategories: [food]", "statements/note.md:7: categories[0]: 没有 “food”"),
        ("title: 说明", "title: '{{ 门店 }}'", "statements/note.md:3: title: 标题中不能有占位符"),
        ("门店: 哪家门店", "门市: 哪家门店", "statements/note.md:7: prompts: 没有说明占位符“门店”要填什么"),
        ("门店: 哪家门店", "门店: 哪家\n  时间: 何时", "statements/note.md:9: prompts.时间: 正文中没有占位符“时间”"),
        ("在{{ 门店 }}，{{ 品牌 }}已经知道。", "", "body: 没有正文"),
        ("id: note", "id: 说明", "statements/note.md:2: id: “说明” 不能作 ID"),
    ],
)
def test_a_mistake_in_a_statement_is_told_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(said in mistake for mistake in mistakes(tmp_path, note_md=FRONT.replace(old, new)))


def test_mistakes_are_told_in_the_language_of_the_house(tmp_path: Path) -> None:
    (mistake,) = mistakes(tmp_path, "en", note_md=FRONT + "{% x %}")
    assert "braces are for {{ name }} only" in mistake


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        note_md=FRONT + "{% x %}",
        plan_yaml=PLAN.replace("[logistics]", "[lost]").replace("role: pr", "role: chef"),
        other_yaml=PLAN.replace("id: mine", "id: yours").replace("extends: base", "extends: basis"),
    )
    assert len(found) == 3


def test_a_customers_playbook_comes_before_the_shipped_one(tmp_path: Path) -> None:
    handbook = house(tmp_path, plan_yaml=PLAN)
    assert handbook.playbooks[-1].id == "mine"
    assert {step.id for step in playbook(handbook, "mine").steps} > {"first_response", "holding", "answer", "call"}


def test_a_playbook_of_the_same_id_replaces_the_shipped_one(tmp_path: Path) -> None:
    handbook = house(tmp_path, plan_yaml=PLAN.replace("id: mine", "id: logistics"))
    assert playbook(handbook, "logistics").name == "我的预案"


def test_a_step_that_the_base_has_changes_only_the_keys_it_names(tmp_path: Path) -> None:
    changed = PLAN + "  - {id: evidence, within: 9h}\n"
    step = next(step for step in playbook(house(tmp_path, plan_yaml=changed), "mine").steps if step.id == "evidence")
    assert step.within.total_seconds() == 9 * 3600 and step.title == "保存网上证据"


def test_steps_of_the_base_can_be_left_out(tmp_path: Path) -> None:
    mine = playbook(house(tmp_path, plan_yaml=PLAN + "without: [partners]\n"), "mine")
    assert "partners" not in {step.id for step in mine.steps}


def test_a_text_in_one_language_serves_both(tmp_path: Path) -> None:
    assert playbook(house(tmp_path, plan_yaml=PLAN), "mine", "en").name == "我的预案"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("extends: base", "extends: basis", "playbooks/plan.yaml:2: extends: 没有预案“basis”"),
        ("extends: base", "extends: mine", "playbooks/plan.yaml:2: extends: 预案互相以对方为基础"),
        ("extends: base\n", "", "须有且只有一个对所有等级适用的步骤写明 settles: first_response"),
        ("[logistics]", "[lost]", "playbooks/plan.yaml:4: categories[0]: 没有 “lost”"),
        ("role: pr", "role: chef", "playbooks/plan.yaml:6: steps[0].role: “chef” 不可用"),
        ("within: 3h", "within: soon", "playbooks/plan.yaml:6: steps[0].within: “soon” 不是时长"),
        (", within: 3h", "", "步骤“call”缺少 within"),
        ("title: 打电话, ", "", "步骤“call”缺少 title"),
        ("within: 3h", "within: 3h, levels: [huge]", "steps[0].levels[0]: 没有 “huge”"),
        ("within: 3h", "within: 3h, statement: poem", "steps[0].statement: 没有 “poem”"),
        ("within: 3h", "within: 3h, settles: holding", "写了 settles 就不写 within"),
        ("within: 3h", "settles: holding", "须有且只有一个对所有等级适用的步骤写明 settles: holding"),
        ("within: 3h", "within: 3h, colour: red", "steps[0].colour: 没有这个键, 可用：done、id、levels"),
        ("id: mine", "id: mine\nstatements: [poem]", "statements[0]: 没有 “poem”"),
        ("id: call", "id: Call Back", "“Call Back” 不能作 ID"),
    ],
)
def test_a_mistake_in_a_playbook_is_told_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = mistakes(tmp_path, plan_yaml=PLAN.replace(old, new))
    assert any(said in mistake for mistake in found), found


def test_an_id_used_twice_in_a_folder_is_a_mistake(tmp_path: Path) -> None:
    assert "ID“mine”已用于 a.yaml" in mistakes(tmp_path, a_yaml=PLAN, b_yaml=PLAN)[0]


def test_broken_files_are_told_and_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "statements").mkdir()
    (tmp_path / "statements" / "gbk.md").write_bytes(FRONT.encode("gb18030"))
    found = mistakes(tmp_path, plan_yaml="id: [", large_md=FRONT + "长" * 200_000)
    assert any("gbk.md:3: file: 文件不是 UTF-8" in mistake for mistake in found)
    assert any("large.md:1: file: 文件太大" in mistake for mistake in found)
    assert any("plan.yaml:" in mistake and "YAML" in mistake for mistake in found)


def test_an_unknown_statement_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="holding_public"):
        house(tmp_path).statement("poem", "zh")


def test_steps_say_which_limit_they_settle(tmp_path: Path) -> None:
    steps = {step.id: step.settles for step in playbook(house(tmp_path), "food_safety").steps}
    assert steps["first_response"] is DeadlineKind.FIRST_RESPONSE
    assert steps["holding"] is DeadlineKind.HOLDING
    assert steps["stop_sale"] is None
