"""Short, middle and long texts of many languages in their usual encodings are read as what they are."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from annotator.formats.articles.markup import decode
from annotator.formats.encodings import read_text
from annotator.formats.tables import open_table

TEXTS = {
    "French": "Des manifestants ont été dispersés près de la préfecture à Besançon. L’armée a tiré : "
              "deux blessés, dit le maire.",
    "German": "Der Präsident wurde in Köln verletzt – schlimm. Größere Gruppen zogen über die Brücke, "
              "und fünf Männer wurden gefaßt.",
    "Spanish": "La policía detuvo a cinco jóvenes en Bogotá. ¿Quién disparó? Según el alcalde, dos niños "
               "murieron el sábado en la mañana.",
    "Portuguese": "A manifestação em São Paulo acabou em confrontos; três pessoas ficaram feridas. Não "
                  "há informações sobre prisões até já.",
    "Italian": "La città è rimasta bloccata e la polizia non poté fermare i più violenti. Perché? Così "
               "dirà il sindaco martedì, si saprà.",
    "Dutch": "De politie dreef in België vier rellen uiteen, één man raakte gewond. Tweeëntwintig mensen "
             "zijn geïdentificeerd.",
    "Swedish": "Två män sköts på en gata i Malmö i går kväll. Polisen säger att fler än tjugo vittnen "
               "har hörts och att området är avspärrat.",
    "Danish": "Politiet anholdt på Nørrebro fire mænd efter skyderiet. Både børn og ældre så på, og "
              "vidnerne blev kørt væk derfra.",
    "Norwegian": "To menn ble såret i Tromsø da en gruppe kastet stein. Politiet sier at også ærlige "
                 "folk må følge påleggene, skriver avisen.",
    "Finnish": "Mielenosoittajat yrittivät estää äänestyksen Jyväskylässä. Poliisi sanoo, että kymmenen "
               "ihmistä pidätettiin yöllä.",
    "Icelandic": "Lögreglan handtók þrjá menn í Reykjavík eftir mótmæli við þinghúsið. Sagt er að maður "
                 "hafi særst illa og verið fluttur burt.",
    "Catalan": "La policia va detenir vuit persones a l’estació. És la tercera acció d’aquesta setmana, "
               "diu el portaveu; això és un atac.",
    "Polish": "Policja zatrzymała pięć osób w Łodzi. Świadkowie mówią, że ktoś rzucił kamień, a później "
              "padły strzały; są też ranni żołnierze.",
    "Czech": "Policie zadržela v Plzni pět mužů, kteří házeli kameny. Při střelbě byl zraněn důstojník a "
             "další člověk zemřel v nemocnici.",
    "Slovak": "Polícia zadržala päť mužov, ktorí hádzali kamene. Ďalší človek zomrel v nemocnici, tvrdí "
              "starosta; streľba trvala až do rána.",
    "Hungarian": "A rendőrség öt férfit őrizetbe vett a tüntetésen. Később lövések dördültek, két ember "
                 "megsérült, közölte a főváros vezetője.",
    "Romanian": "Poliţia a reţinut cinci bărbaţi în Piaţa Victoriei. Doi răniţi sînt în spital, spune "
                "primarul; împuşcăturile au încetat în zori.",
    "Croatian": "Policija je uhitila pet muškaraca koji su bacali kamenje. Kasnije je čovjek ozlijeđen, "
                "a još će se saslušati svjedoci, kažu.",
    "Turkish": "Polis İzmir’de beş kişiyi gözaltına aldı. Tanıklar çatışmanın öğleden sonra başladığını, "
               "üç gencin yaralandığını söylüyor.",
    "Lithuanian": "Policija Šiauliuose sulaikė penkis vyrus, kurie mėtė akmenis. Vėliau pasigirdo "
                  "šūviai, žuvo žmogus; liudytojų apklausa dar nebaigta, sakė jų vadovė.",
    "Latvian": "Policija aizturēja piecus vīriešus, kuri meta akmeņus. Vēlāk atskanēja šāvieni, gāja "
               "bojā cilvēks, ziņo pilsētas mērs Rīgā.",
    "Estonian": "Politsei pidas kinni viis meest, kes loopisid kive. Hiljem kõlasid lasud ja üks inimene "
                "hukkus, ütles linnapea õhtul; öö oli käes.",
    "Russian": "Полиция задержала пятерых мужчин на площади. Позже раздались выстрелы, погиб один "
               "человек, сообщил мэр города в четверг вечером.",
    "Ukrainian": "Поліція затримала п’ятьох чоловіків на площі. Згодом пролунали постріли, загинула "
                 "людина, повідомив мер міста; є ще поранені.",
    "Bulgarian": "Полицията задържа петима мъже на площада. По-късно се чуха изстрели и загина един "
                 "човек, съобщи кметът на града вечерта.",
    "Serbian": "Полиција је ухапсила петорицу мушкараца на тргу. Касније су се чули пуцњи и погинуо је "
               "човек, рекао је градоначељник јуче.",
    "Greek": "Η αστυνομία συνέλαβε πέντε άνδρες στην πλατεία. Αργότερα ακούστηκαν πυροβολισμοί και ένας "
             "άνθρωπος σκοτώθηκε, είπε ο δήμαρχος.",
    "Hebrew": "המשטרה עצרה חמישה גברים בכיכר. מאוחר יותר נשמעו יריות ואדם אחד נהרג, אמר ראש העיר ביום חמישי בערב לכתבים.",
    "Arabic": "اعتقلت الشرطة خمسة رجال في الساحة. وفي وقت لاحق سمعت أعيرة نارية وقتل شخص واحد، بحسب ما "
              "قال رئيس البلدية مساء الخميس.",
    "Persian": "پليس پنج مرد را در ميدان شهر بازداشت کرد. چند ساعت بعد صداي گلوله شنيده شد و يک نفر کشته "
               "شد، گفت شهردار در گفتگو با خبرنگاران.",
    "Thai": "ตำรวจจับกุมชายห้าคนที่จัตุรัสกลางเมือง ต่อมามีเสียงปืนดังขึ้นและมีผู้เสียชีวิตหนึ่งคน "
            "นายกเทศมนตรีกล่าวเมื่อเย็นวันพฤหัสบดี",
    "Chinese": "警方在广场上拘留了五名男子。后来传来枪声，一人死亡，市长星期四晚上对记者说。目击者称，双"
               "方互相投掷石块，还有两名妇女受伤。",
    "Taiwanese": "警方在廣場上拘留了五名男子。後來傳來槍聲，一人死亡，市長星期四晚上對記者說。目擊者稱，"
                 "雙方互相投擲石塊，還有兩名婦女受傷。",
    "Japanese": "警察は広場で五人の男を拘束した。その後、銃声が聞こえ、一人が死亡したと市長は木曜日の夜に"
                "記者団に語った。デモは続いている。",
    "Korean": "경찰은 광장에서 남성 다섯 명을 체포했다. 이후 총성이 들렸고 한 사람이 숨졌다고 시장이 "
              "목요일 저녁 기자들에게 말했다.",
}  # fmt: skip
USUAL = {
    ("cp1252",): (
        "French", "German", "Spanish", "Portuguese", "Italian", "Dutch", "Swedish", "Danish", "Norwegian", "Finnish",
        "Icelandic",
        "Catalan",
    ),
    ("cp1250",): ("Polish", "Czech", "Slovak", "Hungarian", "Romanian", "Croatian"),
    ("iso8859_2",): ("Polish", "Czech", "Hungarian"),
    ("cp1254",): ("Turkish",),
    ("cp1257",): ("Lithuanian", "Latvian", "Estonian"),
    ("cp1251",): ("Russian", "Ukrainian", "Bulgarian", "Serbian"),
    ("koi8_r",): ("Russian",),
    ("cp1253",): ("Greek",),
    ("cp1255",): ("Hebrew",),
    ("cp1256",): ("Arabic", "Persian"),
    ("cp874",): ("Thai",),
    ("gb18030",): ("Chinese",),
    ("big5",): ("Taiwanese",),
    ("shift_jis", "euc_jp"): ("Japanese",),
    ("euc_kr",): ("Korean",),
}  # fmt: skip
CASES = [(language, name) for names, languages in USUAL.items() for name, language in product(names, languages)]
SIZES = {"short": 60, "middle": 200, "long": 4_000}


def _read(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    return read_text(path).text


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("language", "name"), CASES)
def test_a_text_is_read_as_its_language_writes_it(tmp_path: Path, language: str, name: str, size: str):
    text = (f"{TEXTS[language]} " * 100)[: SIZES[size]]
    assert _read(tmp_path, text.encode(name)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Der Präsident wurde in Köln verletzt – schlimm.",
        "Genève",
        "Two men were killed in Bogotá.",
        "The mayor said: “We don’t know.”",
        "A café in Malmö was hit, says the Ministère de l’Intérieur…",
        "MANIFESTATION DISPERSÉE À GENÈVE",
        "Ruša Šimun und José Núñez aus Curaçao, 35 °C, 20 €",
        "GRÖSSTE STRASSENSCHLACHT SEIT JAHREN",
        "Los resultados de la elección en Bogotá se conocerán mañana.",
    ],
)
def test_a_few_western_letters_are_windows_1252(tmp_path: Path, text: str):
    assert _read(tmp_path, text.encode("cp1252")) == text


def test_one_row_decoded_wrongly_before_does_not_change_the_others(tmp_path: Path):
    wrong = "Manifestation à Genève, café fermé".encode().decode("cp1252")
    rows = f"date;titre;texte\n03/04/2020;Genève;Des blessés à Genève\n13/04/2020;{wrong};Rien\n14/04/2020;Orléans;Rien\n"
    path = tmp_path / "a.csv"
    path.write_bytes(rows.encode("cp1252"))
    assert [row["titre"] for _, row in open_table(path).rows] == ["Genève", wrong, "Orléans"]


@pytest.mark.parametrize(
    ("language", "name"),
    [("German", "cp850"), ("French", "cp850"), ("Russian", "cp866"), ("Czech", "cp852"), ("French", "mac_roman")],
)
def test_long_texts_of_other_machines_are_still_known(tmp_path: Path, language: str, name: str):
    text = TEXTS[language].replace("–", "-").replace("’", "'") * 20
    assert _read(tmp_path, text.encode(name)) == text


def test_a_page_that_names_no_encoding_is_read_by_the_words_around_its_letters(tmp_path: Path):
    script = "<script>" + "window.track(function (key, query) { return key + query; });\n" * 300 + "</script>"
    text = "Dnes večer se tisíce lidí sešly na náměstí v Brně a žádaly, aby vláda odstoupila."
    page = f"<html><head>{script}</head><body><p>{text}</p></body></html>".replace("\n", " ")
    found, _, said = decode(page.encode("cp1250"))
    assert text in found
    assert said == "Read as Windows-1250, which is a guess."
