"""The phrases of config.wording: code → ((problem, what is allowed) in Chinese, the same in English)."""

Phrase = tuple[str, str]
Row = tuple[Phrase, Phrase]

FILES: dict[str, Row] = {
    "no_file": (
        ("没有文件 {given}", "请检查路径，或用 fenghuo init 新建"),
        ("there is no file {given}", "check the path, or write one with fenghuo init"),
    ),
    "unreadable_file": (
        ("文件 {given} 无法读取（{why}）", "请检查文件权限"),
        ("the file {given} can't be read ({why})", "check its permissions"),
    ),
    "file_too_large": (
        ("文件太大", "最多 {most} 字节"),
        ("the file is too large", "at most {most} bytes"),
    ),
    "encoding": (
        ("文件不是 UTF-8 编码（看起来是 {guess}）", "请另存为 UTF-8"),
        ("the file is not UTF-8 (it looks like {guess})", "save it as UTF-8"),
    ),
    "include_cycle": (
        ("{given} 正在被读取，不能再包含自身", "请去掉这一行"),
        ("{given} includes itself by a circle", "remove this line"),
    ),
    "include_twice": (
        ("{given} 已被包含过", "每个文件只能包含一次"),
        ("{given} is included already", "include each file once"),
    ),
    "set_elsewhere": (
        ("已在 {given} 第 {line} 行设置", "只能设置一次"),
        ("is set in {given} line {line} already", "set it once"),
    ),
    "no_mapping": (
        ("文件应由“键: 值”组成", "例如 brands: [{{name: 示例}}]"),
        ("the file must be made of “key: value”", "such as brands: [{{name: Example}}]"),
    ),
    "syntax": (
        ("YAML 语法错误：第 {column} 列 {problem}", "请检查第 {begun} 行起的缩进、引号与括号"),
        ("YAML syntax, column {column}: {problem}", "check indentation, quotes and brackets from line {begun} on"),
    ),
    "tab": (
        ("用制表符缩进", "YAML 只能用空格缩进"),
        ("indented by a tab", "YAML is indented by spaces only"),
    ),
    "control_character": (
        ("文件含有控制字符", "请删去该字符"),
        ("the file holds a control character", "remove it"),
    ),
    "two_documents": (
        ("文件含有多个 YAML 文档", "一个文件只能有一个，请去掉 ---"),
        ("the file holds several YAML documents", "one a file: remove the ---"),
    ),
    "twice": (
        ("与第 {line} 行重复", "每个键只能写一次"),
        ("is written in line {line} already", "write each key once"),
    ),
    "key_is_no_text": (
        ("键必须是文字", "不能是列表或为空"),
        ("a key must be text", "no list and not empty"),
    ),
    "tag": (
        ("不支持 YAML 标签 {given}", "请去掉以 ! 开头的部分"),
        ("YAML tags such as {given} are not used here", "remove the part that begins with !"),
    ),
    "alias": (
        ("没有名为 {given} 的锚点", "锚点 & 要写在引用 * 之前"),
        ("there is no anchor {given}", "write the anchor & before the * that uses it"),
    ),
    "too_deep": (
        ("嵌套过深", "最多 {most} 层"),
        ("nested too deeply", "at most {most} levels"),
    ),
    "too_large": (
        ("内容过多", "最多 {most} 项，引用展开后计"),
        ("too much of it", "at most {most} values, aliases counted in full"),
    ),
}

SHAPES: dict[str, Row] = {
    "missing": (("缺少此项", "必须填写"), ("is missing", "it must be written")),
    "extra_forbidden": (("没有这个键", "可用：{allowed}"), ("there is no such key", "the keys are {allowed}")),
    "choice": (("{given} 不可用", "可用：{allowed}"), ("{given} is not one of the choices", "choose from {allowed}")),
    "string_type": (("应为文字", "不能是列表或映射"), ("must be text", "no list and no mapping")),
    "tuple_type": (("应为列表", "写作 [a, b]"), ("must be a list", "write [a, b]")),
    "dict_type": (("应为“键: 值”", "写作 {{键: 值}}"), ("must be a mapping", "write {{key: value}}")),
    "model_type": (("应为“键: 值”", "写作 {{键: 值}}"), ("must be a mapping", "write {{key: value}}")),
    "too_short": (("至少要有一项", "请填写"), ("must not be empty", "write at least one")),
    "int_parsing": (("{given} 不是整数", "例如 3"), ("{given} is not a whole number", "such as 3")),
    "bool_parsing": (
        ("{given} 不是 true 或 false", "写 true 或 false"),
        ("{given} is neither true nor false", "true or false"),
    ),
    "bool_type": (("应为 true 或 false", "写 true 或 false"), ("must be true or false", "true or false")),
    "int_type": (("应为整数", "例如 3"), ("must be a whole number", "such as 3")),
    "float_parsing": (("{given} 不是数字", "例如 0.5"), ("{given} is not a number", "such as 0.5")),
    "float_type": (("应为数字", "例如 0.5"), ("must be a number", "such as 0.5")),
    "finite_number": (("{given} 不是有限的数", "例如 1000"), ("{given} is not a finite number", "such as 1000")),
    "greater_than_equal": (("{given} 太小", "至少 {ge}"), ("{given} is too small", "at least {ge}")),
    "greater_than": (("{given} 太小", "须大于 {gt}"), ("{given} is too small", "more than {gt}")),
    "less_than_equal": (("{given} 太大", "至多 {le}"), ("{given} is too large", "at most {le}")),
    "empty_text": (("不能为空", "请填写"), ("must not be empty", "write something")),
    "control_characters": (
        ("含有换行或控制字符", "请写成一行"),
        ("holds a line break or control character", "write one line"),
    ),
    "duration": (
        ("{given} 不是时长", "写作 30s、1m、1h 或 2d"),
        ("{given} is not a duration", "write 30s, 1m, 1h or 2d"),
    ),
    "too_brief": (("{given} 太短", "至少 1s"), ("{given} is too short", "at least 1s")),
    "zone": (
        ("{given} 不是时区", "例如 Asia/Shanghai、UTC"),
        ("{given} is not a time zone", "such as Asia/Shanghai, UTC"),
    ),
    "network": (
        ("{given} 不是网段", "写作 127.0.0.1/32，主机位须为 0"),
        ("{given} is not a network", "write 127.0.0.1/32; bits of the host must be 0"),
    ),
    "web_address": (
        ("{given} 不是网址", "以 http:// 或 https:// 开头，不含空格"),
        ("{given} is not a web address", "it begins with http:// or https:// and holds no spaces"),
    ),
    "address_gap": (
        ("{given} 中的花括号位置不对", "只能写 {{alias}}，且只能在主机名之后"),
        ("a brace stands in {given} where it can't", "only {{alias}} is filled in, behind the host"),
    ),
    "no_rsshub": (
        ("rsshub: 开头的地址需要自建的 RSSHub", "请写 rsshub: {{base: https://…}}"),
        ("an address that begins with rsshub: needs an RSSHub of yours", "write rsshub: {{base: https://…}}"),
    ),
    "secret_in_url": (
        ("网址中不能写用户名或密码", "请去掉 @ 之前的部分"),
        ("no user or password may stand in an address", "remove what stands before the @"),
    ),
    "selector": (
        ("{given} 不是选择器", "写 CSS 选择器，例如 ul.news a，或以 / 开头的 XPath"),
        ("{given} is not a selector", "write a CSS selector such as ul.news a, or an XPath that begins with /"),
    ),
    "header": (
        ("{given} 不是请求头的名称", "写作 X-API-Key"),
        ("{given} is not the name of a header", "write it like X-API-Key"),
    ),
    "class_path": (
        ("{given} 不是类的路径", "写作 package.module.Class"),
        ("{given} is not the way to a class", "write package.module.Class"),
    ),
    "file_path": (("不是路径", "写作 data 或 ../data"), ("is not a path", "write data or ../data")),
    "hours": (
        ("{given} 不是值班时间", "写作 09:00-21:00，首尾不同"),
        ("{given} are not hours of a day", "write 09:00-21:00, beginning and end different"),
    ),
    "listen": (
        ("{given} 不是监听地址", "写作 127.0.0.1:8600"),
        ("{given} is not an address to listen on", "write 127.0.0.1:8600"),
    ),
    "whole_days": (("{given} 不是整天数", "写作 5d"), ("{given} are not whole days", "write 5d")),
    "day": (("{given} 不是日期", "写作 2026-10-01"), ("{given} is not a date", "write 2026-10-01")),
    "identifier": (
        ("{given} 不能作 ID", "用小写字母、数字与下划线，字母开头"),
        ("{given} can't be an id", "small letters, digits and underscores, a letter first"),
    ),
    "variable": (
        ("不是环境变量名", "只写变量的名称（如 SLACK_BOT_TOKEN），不要写令牌本身"),
        ("is not the name of an environment variable", "write its name (SLACK_BOT_TOKEN), never the token itself"),
    ),
}

ACROSS: dict[str, Row] = {
    "same_name": (
        ("{given} 与第 {line} 行重名", "名称不可重复"),
        ("{given} is the name in line {line} too", "names must differ"),
    ),
    "unknown": (("没有 {given}", "可用：{allowed}"), ("there is no {given}", "there are {allowed}")),
    "built_in_category": (
        ("{given} 是内置类别", "请换一个 ID"),
        ("{given} is a built-in category", "choose another id"),
    ),
    "ranks": (
        ("等级的 rank 是 {ranks}", "须从 1 起连续、不重复"),
        ("the ranks are {ranks}", "they must count from 1 without gap or repeat"),
    ),
    "own_substitute": (
        ("{given} 不能替补自己", "请写另一人"),
        ("{given} can't stand in for themselves", "name another person"),
    ),
    "two_tokens": (
        ("token_env 与 token_file 只能写一个", "请去掉其一"),
        ("token_env and token_file are both written", "remove one of them"),
    ),
    "no_token": (
        ("没有写令牌所在", "写 token_env 或 token_file"),
        ("does not say where its token is", "write token_env or token_file"),
    ),
    "rule_lacks": (
        ("规则 {given} 不是预设，缺少 {lacks}", "新规则须写 type、category、window、level"),
        (
            "the rule {given} is none of the preset's and lacks {lacks}",
            "a new rule needs type, category, window, level",
        ),
    ),
    "rule_key": (
        ("{type} 规则没有这个键", "可用：{allowed}"),
        ("a {type} rule has no such key", "its keys are {allowed}"),
    ),
    "rule_members": (
        ("composite 规则没有写由哪些规则组成", "写 all_of 或 any_of"),
        ("a composite rule names no rules", "write all_of or any_of"),
    ),
    "rule_of": (
        ("{type} 规则须写明 of", "可选：{allowed}"),
        ("a {type} rule must say of what", "choose from {allowed}"),
    ),
    "silence_of_nobody": (
        ("没有写明哪些来源或平台", "写 named: [名称]"),
        ("names no source or platform", "write named: [NAME]"),
    ),
    "silence_without_brand": (
        ("来源失声要开启事件，须写明是哪个品牌的", "写 brands: [品牌]，或去掉 category，只告知运维"),
        (
            "whose incident shall the silence of a source open",
            "write brands: [NAME], or no category to tell operations",
        ),
    ),
    "query": (("查询式第 {column} 列：{why}", "{hint}"), ("column {column} of the query: {why}", "{hint}")),
    "query_brand": (
        ("查询式含 {{brand}} 却没有写明品牌", "请加 brand: 品牌名称"),
        ("the query says {{brand}} but no brand is named", "add brand: NAME"),
    ),
    "no_model": (
        ("没有模型文件 {given}", "请检查路径，或用 fenghuo sentiment train 训练"),
        ("there is no model {given}", "check the path, or train one with fenghuo sentiment train"),
    ),
    "two_logins": (
        ("{given} 与 {other} 只能写一个", "请去掉其一"),
        ("{given} is written beside {other}", "keep one of them"),
    ),
    "user_without_password": (
        ("写了用户却没有写密码所在", "写 password_env 或 password_file"),
        ("names a user and not where the password is", "write password_env or password_file"),
    ),
    "no_ca": (("没有文件 {given}", "请检查路径"), ("there is no file {given}", "check the path")),
    "ca_without_tls": (
        ("{given} 不加密，ca_file 无从使用", "写作 https://，或去掉 ca_file"),
        ("{given} is not encrypted, so ca_file has no use", "write https://, or leave ca_file out"),
    ),
    "node_name": (
        ("节点名称太长", "UTF-8 编码后至多 31 字节"),
        ("is too long a name of a node", "at most 31 bytes in UTF-8"),
    ),
    "no_folder": (("没有文件夹 {given}", "请检查路径"), ("there is no folder {given}", "check the path")),
}

DOUBTS: dict[str, Row] = {
    "no_sources": (
        ("没有来源", "只有推送与导入的内容会被看到"),
        ("there are no sources", "only what is pushed or imported is seen"),
    ),
    "secret_unset": (
        ("令牌尚未就绪", "请设置环境变量 {env}"),
        ("the token is not there yet", "set the environment variable {env}"),
    ),
    "secret_unread": (
        ("令牌文件尚不可读或为空", "请检查 {given}"),
        ("the file of the token can't be read or is empty", "check {given}"),
    ),
    "empty_route": (("此路由没有渠道", "不会通知任何人"), ("this route has no channel", "nobody is told")),
    "no_chat_id": (
        ("{given} 没有 Slack 用户 ID", "告警不会点名此人，请写 slack"),
        ("{given} has no Slack id", "alerts can't mention them; write slack"),
    ),
    "private_address": (
        ("{given} 不是公网地址，不会被抓取", "请把它写入 network.allow"),
        ("{given} is no public address and will not be fetched", "add it to network.allow"),
    ),
    "shared_alias": (
        ("{given} 也是品牌 {brand} 的名称", "两个品牌都会计入"),
        ("{given} is also a name of {brand}", "mentions count for both"),
    ),
    "lint": (("{says}", ""), ("{says}", "")),
    "unwritable_alias": (
        ("{given} 无法用 {encoding} 写入网址，不会按它取", "请改 alias_encoding，例如 gb18030"),
        ("{given} can't be written in {encoding} and is not asked for", "change alias_encoding, such as to gb18030"),
    ),
    "same_address": (
        ("与来源 {given} 地址相同", "同一内容会取两次"),
        ("has the address of {given}", "the same is fetched twice"),
    ),
    "no_who": (("等级 {given} 没有写由谁处理", "请写 who"), ("nobody is named for the level {given}", "write who")),
    "calendar_ends": (
        ("内置工作日历不含 {year} 年", "届时只按周末与 holidays 计，请在此补上放假日期"),
        ("the calendar of working days does not know {year}", "week-ends and holidays count then; list days off here"),
    ),
}

PHRASES: dict[str, Row] = {**FILES, **SHAPES, **ACROSS, **DOUBTS}
