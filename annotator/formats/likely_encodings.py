"""Which encoding bytes beyond ASCII are most likely in: the one by which they become what a language is written with.

Owns how common encodings are, and the letters of the languages that were written in them, commonest first. Must not know
files: it judges a sample of bytes.

An encoding is worth the logarithm of how likely its languages are to write the letters it reads, and of how common it is
(Bayes' rule, letters taken as independent). So a few accents are read as the most widespread encoding reads them, and a rare
one needs proof: letters by the dozen, or ones that make no words in any other. Which language it is shows in the plain
letters, too, which every encoding reads alike: k, y and z by the dozen are not Icelandic, so that ð and þ are none.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import log
from string import ascii_lowercase

# The letters beyond ASCII of each language, the commonest first; in scripts of thousands of signs, the commonest of them.
_LETTERS = {
    "English": "é", "French": "éèàêçôîûâùïœëæ", "German": "üäößé", "Spanish": "óíáéñúü¿¡ºª",
    "Portuguese": "ãçáéíóõêâàúôº", "Italian": "àèùòìé",
    "Dutch": "ëéïöèüáó", "Swedish": "äåöé", "Danish": "øåæéö", "Norwegian": "åøæéôò", "Finnish": "äöå",
    "Icelandic": "íáðéþöúóæý", "Catalan": "àéèóòíçúï·",
    "Polish": "ąęłóśżćńź", "Czech": "íáěéřčžýšůúťňďó", "Slovak": "áíčéýžšúľťňôäďóĺŕ", "Hungarian": "áéöóőüíúű",
    "Romanian": "ăîâşţșț", "Croatian": "čšžćđ", "Slovene": "čšž", "Albanian": "ëç", "Estonian": "äõüöšž",
    "Lithuanian": "ėšžųūąčįę",
    "Latvian": "āīšēūņļģķčž", "Turkish": "ıişğüçöâîİ", "Vietnamese": "\u0301\u0300đưêàôáơ\u0309\u0323ăâéíêóúèìùòý\u0303",
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", "Ukrainian": "оанивіетрслкдумпязьбгчйхжїшцюєщфґ",
    "Bulgarian": "аоиетнрсвлкдпмзугъбячжйщцхфшюь", "Serbian": "аоиенрстувдјкпмлзбгчњцшжљћхђџф",
    "Belarusian": "анірысеоклтдвуцяўзьпмбгчйшхжёюэф", "Greek": "ατιοεησνρκπυμλςόάίγδήέφωθύχώβξζψϊϋΐΰ",
    "Hebrew": "יוהלאתמרבשנםדכעחקפטגסצזןךףץ", "Arabic": "الينمرتوبةعدسفهكقحجشطصخأضذثزىإءغئظآؤ",
    "Persian": "اينرهدموتبسشکزفگلعخقجپحصآطچضغژثذظئءأك", "Urdu": "اکیرےہنوسمتلپبدگجٹعفچقھشحخںڈزطصڑئضذثغظ",
    "Thai": "านรอก่เงมย้ลวดัทสตีะปิบคหแจืพุชข็ำใโไผซู์ถศธภฐณญฉ",
    "Chinese": "的一是在了不有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下"
               "过子说产种面而方后多定行学法所民得经"
               "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它"
               "合还因由其些然前外天政四日那社义事平形相"
               "全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无"
               "系军很情者最立代想已通并提直题党程展五",
    "Taiwanese": "的一是在了不有人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能"
                 "下過子說產種面而方後多定行學法所民得經"
                 "十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開"
                 "它合還因由其些然前外天政四日那社義事平形相"
                 "全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公"
                 "無系軍很情者最立代想已通並提直題黨程展五",
    "Japanese": "のにはをたがでてとしれさいるなあきかもこりおくられんまっよけどせそやめちゃンスルトーリイ"
                "アラクシレロタコドジプフマバグメサニテデパビブムカ"
                "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女"
                "北午百書先名川千水半男西電校語土木聞食車何南万",
    "Korean": "이다는에의을하고가를은로한사지도시기자대으정인서일어리해그부것나들수과전아장있보상주스제구"
              "조라만공었원경했성와동여신국오게세미유선발치면"
              "비년안무적소관방계화우연실중말모회위진생내용마간거개당분문까때려물람민터못더합된통립속학단행체결습니",
}  # fmt: skip
# The letters a to z by how often languages in Latin letters write them; those left out are the rarest.
_PLAIN = {
    "English": "eationsrhldcumfpgwybvkxjzq", "French": "easnitrluodcpmvgfbhqxyj", "German": "enirstadhulgocmbfkwzpvj",
    "Spanish": "eaonsrildtcumpbgvfyhqjz", "Portuguese": "aeosirdntmuclpgvbfhqz", "Italian": "eiaonltrscdupmgvfbzhqky",
    "Dutch": "enairtodslghvmukcpbwjzfyx", "Swedish": "eanrtsildomkgvhfupcbyjx", "Danish": "erntaisdlogmkfvubhpycjw",
    "Norwegian": "erntasioldgkmvfpubhyjcw", "Finnish": "aintesloukmrvjhpydgcbfwz", "Icelandic": "arnieustlgmkdfvhobpyj",
    "Catalan": "easrilntocdumpvgqbfhxjyz", "Albanian": "etinsramkudholjpvbgyqfzcxw", "Polish": "aioenrzwsctkydpmuljgbh",
    "Czech": "oeantsilvrkdumpchzyjb", "Slovak": "oaenirvtslkdmpuchjbzy", "Hungarian": "eatlsnkriozgmbyvdhupjfc",
    "Romanian": "eiarntulocsdpmfvgbzhj", "Croatian": "aioenrjstuklvdmpgzbchf", "Slovene": "eaionrsltjvkdpmuzbghcfy",
    "Estonian": "aiestlunokrdmvgpjhbfcy", "Lithuanian": "iasoretnukmlpvdjgbyc", "Latvian": "aisetrunkmolpdvzgbcjf",
    "Turkish": "aeinrlkdtsmyuobvgzhcp", "Vietnamese": "nhticgaoumlrsevpbydk",
}  # fmt: skip
_DOS_OR_MAC = -14.0
_EASTERN = ("Polish", "Czech", "Slovak", "Hungarian", "Romanian", "Croatian", "Slovene", "Albanian", "German", "English")
_WESTERN = (
    "English", "Norwegian", "Finnish", "French", "German", "Spanish", "Portuguese", "Italian", "Dutch", "Swedish",
    "Danish", "Icelandic", "Catalan", "Albanian",
    "Estonian",
)  # fmt: skip
_CYRILLIC = ("Russian", "Ukrainian", "Bulgarian", "Serbian", "Belarusian")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An encoding, the languages written in it, how common it is (a logarithm), and the first bytes of its usual signs where
    it has thousands."""

    name: str
    languages: tuple[str, ...]
    common: float = 0.0
    leads: tuple[int, int] | None = None


_CANDIDATES = (
    _Candidate("cp1252", _WESTERN),
    _Candidate("cp1250", _EASTERN, -2),
    _Candidate("cp1251", _CYRILLIC, -1),
    _Candidate("gb18030", ("Chinese",), -1, (0xB0, 0xD7)),
    _Candidate("cp932", ("Japanese",), -1.5, (0x88, 0x97)),
    _Candidate("cp949", ("Korean",), -1.5, (0xB0, 0xC8)),
    _Candidate("cp950", ("Taiwanese",), -1.5, (0xA4, 0xC6)),
    _Candidate("cp1256", ("Arabic", "Persian", "Urdu"), -1),
    _Candidate("cp1253", ("Greek",), -2),
    _Candidate("cp1254", ("Turkish", "English"), -2),
    _Candidate("cp1255", ("Hebrew",), -2),
    _Candidate("cp1257", ("Lithuanian", "Latvian", "Estonian", "English"), -2),
    _Candidate("cp874", ("Thai",), -2),
    _Candidate("cp1258", ("Vietnamese", "English"), -5),
    _Candidate("iso8859_15", _WESTERN, -4),
    _Candidate("iso8859_2", _EASTERN, -4),
    _Candidate("iso8859_5", _CYRILLIC, -6),
    _Candidate("iso8859_7", ("Greek",), -4),
    _Candidate("koi8_r", ("Russian", "Bulgarian"), -2),
    _Candidate("koi8_u", ("Ukrainian",), -2.5),
    _Candidate("euc_jp", ("Japanese",), -3, (0xB0, 0xCF)),
    _Candidate("cp437", _WESTERN, _DOS_OR_MAC),
    _Candidate("cp850", _WESTERN, _DOS_OR_MAC + 1),
    _Candidate("cp852", _EASTERN, _DOS_OR_MAC),
    _Candidate("cp857", ("Turkish", "English"), _DOS_OR_MAC),
    _Candidate("cp775", ("Lithuanian", "Latvian", "Estonian", "English"), _DOS_OR_MAC),
    _Candidate("cp737", ("Greek",), _DOS_OR_MAC),
    _Candidate("cp862", ("Hebrew",), _DOS_OR_MAC),
    _Candidate("cp866", _CYRILLIC, _DOS_OR_MAC),
    _Candidate("mac_roman", _WESTERN, _DOS_OR_MAC),
    _Candidate("mac_latin2", _EASTERN, _DOS_OR_MAC),
    _Candidate("mac_cyrillic", _CYRILLIC, _DOS_OR_MAC),
    _Candidate("mac_greek", ("Greek",), _DOS_OR_MAC),
    _Candidate("mac_turkish", ("Turkish", "English"), _DOS_OR_MAC),
)

# What every language writes beside its letters: quotation marks, dashes, signs.
_MARKS = frozenset("’‘“”„«»–—…\xa0•°€§£·")
_WIDE_MARKS = frozenset("、。，「」『』：；？！（）“”《》・…—　０１２３４５６７８９")
_ARABIC_MARKS = frozenset("،؟؛\u200c\u200d\u064b\u064e\u064f\u0650\u0651")
# Names of other languages stand in every Western text, so that a letter of theirs is rare, not absurd.
_FOREIGN = frozenset("éèáíóúñçäöüßàâêôåøæëïãõšžÿýčćłńęąőğşıřěů")

_NAMED, _MARK, _STRANGER, _ODD, _WRONG = log(0.002), log(0.02), log(0.0005), -10.0, -16.0
_RARE_SIGN = -16.0
# What stands within a word and is no letter, a capital after a small letter, and letters of two scripts in one word.
_IN_WORD = re.compile(r"[^\W\d_][^\w\s!-~’‘…–—·\xad\u0300-\u0323\u064b-\u0652\u0e31-\u0e4e\u200c\u200d](?=[^\W\d_])")
_CAPITAL = re.compile(r"[^\W\d_A-Z](?=[^\W\d_a-zA-Z])|[a-z](?=[^\W\d_a-zA-Z])|[^\W\d_a-zA-Z](?=[A-Z])")
_LATIN_MEETS = re.compile(
    r"[A-Za-zÀ-ɏ](?=[Ͱ-ӿ֐-ۿ฀-๿])|[Ͱ-ӿ֐-ۿ฀-๿](?=[A-Za-zÀ-ɏ])|[a-z](?=[\u3400-\u9fff\uac00-\ud7a3])"
    r"|[\u3400-\u9fff\uac00-\ud7a3](?=[a-z])"
)
_BREAKS_A_WORD = -6.0
# Plain letters tell of the language where they stand near: a page's markup and scripts are in none.
_NEAR = re.compile(rb"[\x00-\x7f]{0,60}[\x80-\xff]+[\x00-\x7f]{0,30}")
_OF_PLAIN = 0.5
_BEGINNING, _TRIED_ON_ALL = 4096, 5
# A row decoded wrongly before it was written holds UTF-8 within another encoding: it says nothing of that.
_UTF8_WITHIN = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2(?:\x80[\x90-\xa6]|\x82\xac)")


def likeliest(sample: bytes) -> str:
    """The name of the encoding, among those that extend ASCII, in which the bytes are most likely written."""
    tried, sample = _CANDIDATES, b"".join(_NEAR.findall(sample))
    # What the beginning makes absurd need not be tried on all of it.
    for part in (sample[:_BEGINNING], sample) if len(sample) > _BEGINNING else (sample,):
        plain = _UTF8_WITHIN.sub(b" ", part)
        worth = {one: _worth(one, part if one.leads or plain.isascii() else plain) for one in tried}
        tried = tuple(sorted(tried, key=lambda one: -worth[one])[:_TRIED_ON_ALL])
    return tried[0].name


def _worth(candidate: _Candidate, sample: bytes) -> float:
    """The logarithm of how likely the sample is in this encoding, up to a constant."""
    text = sample.decode(candidate.name, "replace")
    counted = Counter(char for char in text if char > "\x7f")
    plain = Counter(char for char in text.lower() if "a" <= char <= "z")
    broken = len(_IN_WORD.findall(text)) + len(_LATIN_MEETS.findall(text)) + _capitals(text)
    known = max(_fit(candidate, language, counted) + _plain_fit(language, plain) for language in candidate.languages)
    return candidate.common + known + broken * _BREAKS_A_WORD


def _capitals(text: str) -> int:
    """How often a capital beyond ASCII follows a small letter, or a small one is followed by a capital."""
    return sum(text[found.start()].islower() and text[found.start() + 1].isupper() for found in _CAPITAL.finditer(text))


def _fit(candidate: _Candidate, language: str, counted: Counter[str]) -> float:
    letters = _weights(language)
    return sum(count * _of_char(candidate, char, letters) for char, count in counted.items())


def _plain_fit(language: str, counted: Counter[str]) -> float:
    """How much likelier the plain letters are in this language than in the mean of all; letters that follow each other are
    not independent, so that not all of it counts."""
    weights = _plain_weights().get(language)
    return sum(weights[char] * count for char, count in counted.items()) * _OF_PLAIN if weights else 0.0


@cache
def _plain_weights() -> dict[str, dict[str, float]]:
    """The logarithm of each letter's share in a language over its mean share: by rank (Gusein-Zade)."""
    shares: dict[str, dict[str, float]] = {}
    for language, ranked in _PLAIN.items():
        ranks = {char: (ranked.index(char) if char in ranked else 25) for char in ascii_lowercase}
        shares[language] = {char: log(27 / (rank + 1)) / 26 for char, rank in ranks.items()}
    mean = {char: sum(one[char] for one in shares.values()) / len(shares) for char in ascii_lowercase}
    return {language: {char: log(share / mean[char]) for char, share in one.items()} for language, one in shares.items()}


def _of_char(candidate: _Candidate, char: str, letters: dict[str, float]) -> float:
    if found := letters.get(char):
        return found
    if found := letters.get(char.lower()):
        return found - 1.0
    if char == "\ufffd" or "\x80" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff":
        return _WRONG
    if char in _MARKS or char in _ARABIC_MARKS:
        return _MARK
    if candidate.leads:
        return _of_sign(candidate, char)
    if char.lower() in _FOREIGN:
        return _NAMED
    return _STRANGER if char.isalpha() else _ODD


def _of_sign(candidate: _Candidate, char: str) -> float:
    """A sign of an encoding of thousands of them that is not among the commonest of its language."""
    assert candidate.leads
    if char in _WIDE_MARKS:
        return _MARK
    written = char.encode(candidate.name, "replace")
    usual = len(written) == 2 and candidate.leads[0] <= written[0] <= candidate.leads[1]
    # Second bytes below A1 are for signs that came later and are rare, but for the encodings that always had them.
    usual = usual and (written[1] >= 0xA1 or candidate.name in ("cp932", "cp950"))
    return log(1 / 4000) if usual else _RARE_SIGN


@cache
def _weights(language: str) -> dict[str, float]:
    """The logarithm of how likely each letter of a language is among what it writes beyond ASCII: by rank (Zipf)."""
    letters = dict.fromkeys(_LETTERS[language])
    ranked = [1 / (rank + 2) for rank in range(len(letters))]
    return {char: log(0.8 * one / sum(ranked)) for char, one in zip(letters, ranked, strict=True)}
