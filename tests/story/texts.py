"""What people say of the invented brand: on ordinary days, when an insect is found, when customers' data gets out."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

DRINKS = ("桂花乌龙", "栗香奶茶", "白桃茉莉", "柚子绿茶", "芋泥牛乳", "青提冰茶", "黑糖鲜奶")
SAYINGS = (
    "下班路上买了一杯山茶茶的{}，味道清淡，挺喜欢的。",
    "山茶茶的{}第二杯半价，约同事一起去。",
    "周末在山茶茶坐了一下午，点了{}，环境不错。",
    "给女儿带了山茶茶的{}，她说比上次的好喝。",
    "山茶茶新出的{}回甘不错，杯子也好看。",
)
UNRELATED = "本市公园的山茶花进入盛花期，周末客流预计增加三成。"

SCANDAL = (
    "下午在梧桐路店买的山茶茶奶茶，喝到一半喝出一只虫子，太恶心了，要求道歉。电话13800138000。",
    "山茶茶奶茶里喝出虫子！找店员理论还被说是茶叶渣，附图。",
    "我上周在山茶茶也喝到异物，打客服一直没人接，太失望了。",
    "山茶茶后厨卫生真的堪忧，之前就见过蟑螂，再也不买了。",
    "同事在山茶茶的杯底发现虫卵，店长只肯换一杯。",
    "山茶茶我也喝出过头发，太恶心。",
)
SPREAD = (
    "孩子喝了山茶茶上吐下泻，医生怀疑食物中毒。",
    "昨天喝完山茶茶一直拉肚子，去医院说是急性肠胃炎。",
    "我们小区几个人喝了山茶茶疑似中毒，都在输液。",
    "邻居家老人喝山茶茶后食物中毒送医，家属很着急。",
    "山茶茶这次食品安全问题太严重，食物中毒了才道歉。",
)
PRIVACY = (
    "山茶茶会员小程序用户数据泄露，我的手机号被挂在网上卖。",
    "刚注册山茶茶会员就接到骗术电话，肯定是信息泄露了。",
    "网上有人贩卖个人信息，样本里就有山茶茶的会员名单。",
    "山茶茶客户信息泄露，订单地址都能查到，太吓人。",
)
REGULATOR = (
    "市场监管部门约谈山茶茶饮负责人，责令梧桐路店停业整顿。",
    "山茶茶饮被立案调查，市监局已封存原料并抽样送检。",
    "监管部门通报：对山茶茶饮涉事门店立案调查。",
)

ENDINGS = ("", "大家怎么看？", "求扩散。", "气死了！", "已拍照留证。", "有人一样吗？", "唉。")

Row = dict[str, object]


def said(text: str, at: datetime, author: str, **more: object) -> Row:
    """One row as a collector pushes it."""
    return {"time": at.isoformat(), "text": text, "author": author, "source": "浪花微博", "kind": "social", **more}


def ordinary(since: datetime, until: datetime) -> Iterator[Row]:
    """The brand's usual days: one to four mentions in each hour of daylight, none at night."""
    hour, number = since, 0
    while hour < until:
        for nth in range(1 + (hour.hour * 7 + hour.day) % 4 if 9 <= hour.hour < 23 else 0):
            number += 1
            drink, saying = DRINKS[number % 7], SAYINGS[number % 5]
            text = f"{saying.format(drink)}{hour:%m月%d日}第{number}杯"
            yield said(text, hour + timedelta(minutes=13 * nth + 5), f"顾客{number % 61}")
        if hour.hour == 12:
            yield said(f"{UNRELATED}{hour:%m-%d}", hour, "公园", source="晨光日报", kind="news")
        hour += timedelta(hours=1)


def burst(texts: Sequence[str], at: datetime, number: int, minutes: float = 2, **more: object) -> list[Row]:
    """So many posts on one matter, each by its own author, one every ``minutes``, the last of them at ``at``."""
    rows = []
    for nth in range(number):
        moment = at - timedelta(minutes=minutes * (number - 1 - nth))
        text = texts[nth % len(texts)] + ENDINGS[nth // len(texts) % len(ENDINGS)]
        url = f"https://social.example/{moment:%d%H%M%S}/{nth}"
        rows.append(said(text, moment, f"网友{moment:%H%M}{nth}", url=url, **more))
    return rows
