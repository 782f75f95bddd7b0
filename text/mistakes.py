"""What can be wrong with a query, and what to write instead, in Chinese and English: one row a code."""

from domain.errors import QueryError

_Phrase = tuple[str, str]

_MISTAKES: dict[str, tuple[_Phrase, _Phrase]] = {
    "empty": (("查询是空的", "至少写一个词"), ("the query is empty", "write at least one word")),
    "long": (
        ("查询超过 {most} 个字符", "请拆成几个主题"),
        ("the query is longer than {most} characters", "split it into several topics"),
    ),
    "deep": (
        ("同时打开的括号超过 {most} 层", "请关闭几个，或少用几层"),
        ("more than {most} brackets are open at once", "close some, or use fewer"),
    ),
    "chained": (
        ("连用的 NEAR 超过 {most} 个", "其中几个请改用 AND"),
        ("more than {most} NEAR follow one another", "use AND for some of them"),
    ),
    "wide": (
        ("NEAR 最多相隔 {most} 个词", "请写 NEAR/{most} 或 AND"),
        ("NEAR reaches at most {most} words", "write NEAR/{most} or AND"),
    ),
    "near": (
        ("NEAR 只能连接词、短语、{{brand}}、/正则/ 以及它们的 OR", "其余请用 AND"),
        ("NEAR joins words, phrases, {{brand}}, /patterns/ and OR of these", "use AND for all else"),
    ),
    "field": (
        ("没有 {given}: 这个字段", '请用 {allowed}，或放进 "…"'),
        ("there is no field {given}:", 'use {allowed} or put it in "…"'),
    ),
    "field_inside": (
        ("字段里不能再问字段", "请把括号写在外面"),
        ("a field can't be asked inside a field", "put the brackets outside"),
    ),
    "distance": (
        ("{given} 需要写明距离", "请写 {given}/8，即中间最多 8 个词"),
        ("{given} needs a distance", "write {given}/8, at most 8 words between"),
    ),
    "no_word": (
        ("没有可查找的词", "标点和表情无法查找"),
        ("there is no word to look for", "punctuation and emoji can't be searched"),
    ),
    "phrase": (("短语最多 {most} 个词", "请缩短"), ("a phrase has at most {most} words", "shorten it")),
    "star": (
        ("* 只能续写拉丁字母的词", "中文不需要：山茶 也会命中 山茶树"),
        ("* continues Latin words only", "Chinese needs none: 山茶 also finds 山茶树"),
    ),
    "number": (
        ("没有 {given} 这个数值", "可以比较的有：{allowed}"),
        ("there is no number {given}", "compare one of: {allowed}"),
    ),
    "pattern_long": (
        ("正则表达式超过 {most} 个字符", "请缩短"),
        ("the regular expression is longer than {most} characters", "shorten it"),
    ),
    "pattern": (
        ("正则表达式不被接受：{why}", "采用 RE2 语法，没有环视，也没有反向引用"),
        (
            "the regular expression is refused: {why}",
            "it is written in RE2's syntax, which has no look-around and no back-references",
        ),
    ),
    "pattern_everywhere": (
        ("正则表达式处处命中", "至少要求一个字符"),
        ("the regular expression matches everywhere", "ask for at least one character"),
    ),
    "quote": (
        ("引号没有关闭：{given}", '请用 "…" 括起短语'),
        ("the quotation mark is never closed: {given}", 'write "…" around a phrase'),
    ),
    "slash": (
        ("正则表达式没有关闭：{given}", "请用 /…/ 括起"),
        ("the regular expression is never closed: {given}", "write /…/ around it"),
    ),
    "brace": (
        ("花括号里只能是 {{brand}}：{given}", "请写 {{brand}}"),
        ("only {{brand}} can stand in braces: {given}", "write {{brand}}"),
    ),
    "lone_star": (
        ("* 只能写在拉丁字母的词尾：{given}", "请写 Shanch*"),
        ("* can only end a Latin word: {given}", "write Shanch*"),
    ),
    "lone_minus": (
        ("- 要紧贴在所排除的词前：{given}", "请写 -招聘"),
        ("- stands directly before what is excluded: {given}", "write -招聘"),
    ),
    "lone_colon": (
        ("冒号前要有字段名，后面紧跟一个词：{given}", '请写 title:召回，或放进 "…"'),
        (
            "a field has a name before the colon and a word directly after: {given}",
            'write title:召回, or put it in "…"',
        ),
    ),
    "comparison": (
        ("比较的右边要有一个数：{given}", "请写 reach>10000 或 reach>1万"),
        ("a comparison has a number on its right: {given}", "write reach>10000 or reach>1万"),
    ),
    "punctuation": (
        ("标点不表示连接：{given}", '词之间请写 AND 或 OR，或放进 "…"'),
        ("punctuation joins nothing: {given}", 'write AND or OR between words, or put them in "…"'),
    ),
    "unclosed": (("括号没有关闭", "请补上 )"), ("a bracket is never closed", "write the missing )")),
    "unfinished": (
        ("末尾缺少内容", "请补上后面的词"),
        ("something is missing at the end", "write the word that should follow"),
    ),
    "nothing_inside": (
        ("括号里是空的", "请去掉 )，或补上它前面的内容"),
        ("there is nothing in the brackets", "remove ) or write what belongs before it"),
    ),
    "unopened": (
        (") 之前缺少词或左括号", "请去掉 )，或补上它前面的内容"),
        ("a word or an opening bracket is missing before )", "remove ) or write what belongs before it"),
    ),
    "operator": (
        ("{given} 不能写在这里", '请在前面补一个词，或把 "{written}" 放进引号'),
        ("{given} can't stand here", 'write a word before it, or put "{written}" in quotes'),
    ),
}


def mistake(code: str, column: int, **values: object) -> QueryError:
    """Return the error of a code at a column, counted from 1."""
    zh, en = (tuple(part.format(**values) for part in phrase) for phrase in _MISTAKES[code])
    return QueryError(column, (zh[0], zh[1]), (en[0], en[1]))
