"""The fast path gives SnowNLP's own words and scores, whatever the text."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentiment.compile import ModelError, SnowFiles, ensure_compiled, snow_files
from sentiment.snow import Snow, installed_snow

SNOW = installed_snow()

SIMPLIFIED = (
    "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而"
    "能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与"
    "高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次"
    "东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马"
    "命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风"
    "战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条"
    "院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息"
    "写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专"
)
TRADITIONAL = (
    "這們說國來時會過還發對學開點後見經頭兩長現將與進實回裡話題電關門東車馬張難數論書報聽讓認請術結選連遠運邊達轉風"
    "飛體萬壞靈覺觀歲灣蟲貓雞臉廣廳應戰擔據擇敵斷無燈爺獨畫療盡礙禮種積穩竊筆節粵糧紅純細終組經絕統絲維網綠緊線練縣"
    "縮織繼續聖聯聲職肅膚臺興舊艱"
)
RARE = "𠮷㐂㸐龘靐齉爩鱻麤灪籲鸞糶粵曱甴囧槑烎圐圙巭嫑勥兲氼㵘丼鿿鿕豈縉橘枳"
OTHER = "abcXYZ 019,.!?，。！？、\t\n 　“”…【】😀🔥❤️👍🏽é߷ﬁＡ１"


def check(text: str) -> None:
    from snownlp import seg, sentiment

    assert SNOW.words(text) == seg.seg(text)
    if text.strip():
        assert abs(SNOW.score(text) - sentiment.classify(text)) <= 1e-9


@settings(max_examples=250, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(SIMPLIFIED, max_size=25),
            st.text(TRADITIONAL, max_size=8),
            st.text(RARE, max_size=4),
            st.text(OTHER, max_size=8),
            st.sampled_from(["哈哈哈哈哈", "的的的的", "一一一一一", "好好好好", "呵呵呵", "囧囧囧", "好𠮷好"]),
        ),
        max_size=5,
    ).map("".join)
)
def test_words_and_scores_equal_those_of_snownlp(text: str) -> None:
    check(text)


def test_behind_an_unknown_character_the_last_way_wins() -> None:
    check("一七丼橘丼丼")
    check("说这书如南橘北枳")
    check("橘枳橘枳说枳")


@pytest.mark.parametrize(
    "run", ["哈" * 31, "啊哈哈哈哈", "呵" * 18 + "啊", "囧" * 7, "龘龘好龘", "这這这這", "了了了了了吗吗"]
)
def test_ties_are_broken_in_the_order_of_snownlp(run: str) -> None:
    check(run)


@pytest.mark.parametrize("text", ["", " ", "\n\t　", "😀", "123 abc", "。", "OK 好", "好\n\n坏"])
def test_texts_without_or_with_little_chinese(text: str) -> None:
    check(text)


def test_a_text_of_ten_thousand_characters() -> None:
    generator = random.Random(7)
    letters = SIMPLIFIED * 6 + TRADITIONAL + RARE + OTHER
    check("".join(generator.choices(letters, k=10_000)))


SCORE_AND_TELL = """
import sys
from sentiment.snow import installed_snow
installed_snow().score("很好")
print("snownlp" in sys.modules)
"""


def test_scoring_never_imports_snownlp() -> None:
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", SCORE_AND_TELL], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_retrained_models_are_compiled_by_their_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from snownlp.seg.seg import Seg
    from snownlp.sentiment import Sentiment

    monkeypatch.setenv("FENGHUO_CACHE", str(tmp_path / "cache"))
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("奶/b 茶/e 好/b 喝/e\n这/s 奶/b 茶/e 难/b 喝/e\n不/s 好/b 喝/e\n好/s 茶/s\n", "utf-8")
    cutter, judge = Seg(), Sentiment()
    cutter.train(str(corpus))
    cutter.save(str(tmp_path / "seg.marshal"))
    judge.train(["难喝 退款", "垃圾"], ["好喝 推荐", "喜欢"])
    judge.save(str(tmp_path / "judge.marshal"))
    files = SnowFiles(tmp_path / "seg.marshal.3", tmp_path / "judge.marshal.3", snow_files().stopwords)
    seen: list[tuple[str, int, int]] = []
    snow = Snow(ensure_compiled(files, lambda *step: seen.append(step)))
    assert [step[0] for step in seen] == ["segmentation"] * 3 + ["sentiment"] * 2
    ensure_compiled(files, lambda *step: seen.append(step))
    assert len(seen) == 5
    for run in ("奶茶好喝", "这奶茶难喝", "好茶不好喝", "喝喝喝茶茶好奶这", "茶没好喝"):
        assert snow.words(run) == list(cutter.seg(run))
        chosen, share = judge.classifier.classify(snow.words(run))
        assert snow.score(run) == (share if chosen == "pos" else 1 - share)


def test_a_file_that_is_no_model_says_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENGHUO_CACHE", str(tmp_path / "cache"))
    broken = tmp_path / "broken"
    broken.write_bytes(b"no")
    with pytest.raises(ModelError, match="not a model of SnowNLP"):
        ensure_compiled(SnowFiles(broken, broken, broken))
    assert list((tmp_path / "cache").iterdir()) == []
