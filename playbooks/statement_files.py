"""Statements as Markdown files: front matter between two lines of ``---``, then the text, a plain template."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from config.finding import Place
from config.tree import Tree
from domain.statement import Statement
from playbooks import template
from playbooks.reading import Reading, files
from playbooks.written import WrittenStatement

FENCE = "---"
LONGEST_BODY = 8_000
MOST_PLACEHOLDERS = 40
APPROVAL = (
    "approved",
    "approved_by",
    "approval",
    "approvals",
    "approver",
    "approvers",
    "state",
    "status",
    "valid_until",
)
"""Keys that would let a file approve itself."""
BUILT_IN = frozenset({"品牌", "brand"})
"""Placeholders that the incident itself fills; they need no prompt."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A file taken apart: the tree of its front matter, its text and the line (from 1) that it begins at."""

    tree: Tree
    body: str
    first: int

    def line(self, number: int = 1) -> Place:
        """Return the place of a line of the text."""
        return Place(self.tree.place.file, self.first + number - 1)


def statement_files(folder: Path, categories: Collection[str], reading: Reading) -> dict[tuple[str, str], Statement]:
    """Return the statements of a folder by id and language; an id twice in one language is a mistake."""
    found: dict[tuple[str, str], Statement] = {}
    for file in files(folder, (".md",)):
        text = reading.text(file)
        page = None if text is None else _page(file, text, reading)
        written = (
            None if page is None or _approves_itself(page, reading) else reading.section(WrittenStatement, page.tree)
        )
        if page is None or written is None:
            continue
        _check(page, written, categories, reading)
        key = (written.id, written.lang)
        if key in found:
            reading.used_twice(page.tree, written.id, Path(found[key].file))
        found[key] = _statement(page, written)
    return found


def text_hash(lang: str, title: str, body: str) -> str:
    """Return the SHA-256 (hex) that an approval is bound to: language, title and body, each ended by NUL."""
    return sha256("".join(f"{part}\0" for part in (lang, title, body)).encode()).hexdigest()


def _page(file: Path, text: str, reading: Reading) -> _Page | None:
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE][:2]
    if len(fences) < 2 or fences[0] != 0:
        zh, en = "文件应以两行 --- 之间的说明开头", "the file has to begin with front matter between two lines of ---"
        reading.wrong_at(Place(file, 1), "file", zh, en)
        return None
    tree = reading.tree(file, "\n".join(["", *lines[1 : fences[1]]]))
    first = fences[1] + 1
    while first < len(lines) and not lines[first].strip():
        first += 1
    body = "\n".join(line.rstrip() for line in lines[first:]).rstrip()
    return None if tree is None else _Page(tree, body, first + 1)


def _statement(page: _Page, written: WrittenStatement) -> Statement:
    return Statement(
        id=written.id,
        lang=written.lang,
        title=written.title,
        body=page.body,
        stage=written.stage,
        audience=written.audience,
        owner=written.owner,
        text_hash=text_hash(written.lang, written.title, page.body),
        categories=written.categories,
        facts=template.names(page.body),
        prompts=written.prompts,
        tone=written.tone,
        file=str(page.tree.place.file),
    )


def _approves_itself(page: _Page, reading: Reading) -> bool:
    keys = [key for key in page.tree.keys if key in APPROVAL]
    for key in keys:
        reading.wrong(
            page.tree,
            (key,),
            "批准不能写在文件里：请删去此行，由两人分别以法务和公关身份用 fenghuo statements approve 批准",
            "a file can't approve itself: remove this line and let two people, as legal and as PR, run "
            "fenghuo statements approve",
        )
    return bool(keys)


def _check(page: _Page, written: WrittenStatement, categories: Collection[str], reading: Reading) -> None:
    """Keep everything that makes a page no statement; it is listed all the same, so that its id is known."""
    _check_body(page, reading)
    _check_prompts(page, written, reading)
    for number, category in enumerate(written.categories):
        if category not in categories:
            reading.unknown(page.tree, ("categories", number), category, categories)
    if template.BRACE.search(written.title):
        reading.wrong(page.tree, ("title",), "标题中不能有占位符", "a title can't have placeholders")


def _check_body(page: _Page, reading: Reading) -> None:
    """Keep what makes a body no plain template: nothing in it, too much, or braces that mean something else."""
    if not page.body:
        reading.wrong_at(page.line(), "body", "没有正文", "there is no text")
    if len(page.body) > LONGEST_BODY:
        zh, en = f"正文超过 {LONGEST_BODY} 字", f"the text is longer than {LONGEST_BODY} characters"
        reading.wrong_at(page.line(), "body", zh, en)
    if len(template.names(page.body)) > MOST_PLACEHOLDERS:
        zh, en = f"占位符超过 {MOST_PLACEHOLDERS} 个", f"there are more than {MOST_PLACEHOLDERS} placeholders"
        reading.wrong_at(page.line(), "body", zh, en)
    for line in template.strange(page.body):
        zh = "花括号只能用于 {{ 名称 }}，不能有表达式、过滤器、调用或语句"
        en = "braces are for {{ name }} only: no expression, filter, call or statement"
        reading.wrong_at(page.line(line), "body", zh, en)


def _check_prompts(page: _Page, written: WrittenStatement, reading: Reading) -> None:
    """Keep placeholders without a prompt and prompts without a placeholder."""
    names = template.names(page.body)
    for name in names:
        if name not in written.prompts and name not in BUILT_IN:
            zh, en = f"没有说明占位符“{name}”要填什么", f"nothing says what the placeholder “{name}” asks for"
            reading.wrong(page.tree, ("prompts",), zh, en)
    for name in written.prompts:
        if name not in names:
            zh, en = f"正文中没有占位符“{name}”", f"the text has no placeholder “{name}”"
            reading.wrong(page.tree, ("prompts", name), zh, en)
