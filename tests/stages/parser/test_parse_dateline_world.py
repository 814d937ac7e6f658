"""Datelines as agencies of the world write them, in their own languages, scripts and marks. Towns that are none are fiction."""

from __future__ import annotations

from datetime import date

import pytest

from services.parser.dateline import find_dateline
from tests.stages.parser.reading import read

NEAR = date(2031, 1, 2)
MARCH_3 = date(2031, 3, 3)


def found(text: str) -> tuple[tuple[str, ...], str | None, date | None, str | None, str] | None:
    """(places, region, day, agency, what follows) of the dateline that `text` begins with."""
    dateline = find_dateline(text, near=NEAR)
    return dateline and (dateline.places, dateline.region, dateline.date, dateline.agency, text[dateline.end :])


@pytest.mark.parametrize(
    ("head", "places", "region", "day", "agency"),
    [
        ("KARACHI: ", ("KARACHI",), None, None, None),
        ("KARACHI/LAHORE: ", ("KARACHI", "LAHORE"), None, None, None),
        ("New Delhi: ", ("New Delhi",), None, None, None),
        ("KARACHI, Pakistan: ", ("KARACHI",), "Pakistan", None, None),
        ("Tarn (Ost) [India], March 3 (ANI): ", ("Tarn",), "Ost", MARCH_3, "ANI"),
        ("London — ", ("London",), None, None, None),
        ("Brasília - ", ("Brasília",), None, None, None),
        ("london (reuters) - ", ("london",), None, None, "reuters"),
        ("TARN | ", ("TARN",), None, None, None),
        ("Nairobi, Kenya | AFP | ", ("Nairobi",), "Kenya", None, "AFP"),
        ("NEW TARN, NY / ACCESSWIRE / March 3, 2031 / ", ("NEW TARN",), "NY", MARCH_3, "ACCESSWIRE"),
        ("TARN, March 3, 2031--(BUSINESS WIRE)--", ("TARN",), None, MARCH_3, "BUSINESS WIRE"),
        ("TARN--(BUSINESS WIRE)--March 3, 2031--", ("TARN",), None, MARCH_3, "BUSINESS WIRE"),
        ("Tarn, Ontario--(Newsfile Corp. - March 3, 2031) - ", ("Tarn",), "Ontario", MARCH_3, "Newsfile Corp."),
        ("TARN (March 3, 2031) - ", ("TARN",), None, MARCH_3, None),
        ("TARN, Monday (NN) - ", ("TARN",), None, None, "NN"),
        ("TARN, NL, March 3 (NN) — ", ("TARN",), "NL", MARCH_3, "NN"),
        ("From our own correspondent in Tarn - ", ("Tarn",), None, None, None),
        ("OSLO (NTB-Reuters): ", ("OSLO",), None, None, "NTB-Reuters"),
        ("TARN 03/03 (BELGA) = ", ("TARN",), None, MARCH_3, "BELGA"),
        ("TARN 03/04 (BELGA) = ", ("TARN",), None, None, "BELGA"),
        ("Tarn, 3.3.31 (dpa) - ", ("Tarn",), None, MARCH_3, "dpa"),
        ("MADRID, 3 (EUROPA PRESS) ", ("MADRID",), None, None, "EUROPA PRESS"),
        ("Tarn, 3 mar. - (Adnkronos) - ", ("Tarn",), None, MARCH_3, "Adnkronos"),
        ("Frankfurt/Main (dpa) - ", ("Frankfurt/Main",), None, None, "dpa"),
        ("Tarn (Saale) (dpa) - ", ("Tarn",), "Saale", None, "dpa"),
        ("'s-HERTOGENBOSCH (ANP) - ", ("'s-HERTOGENBOSCH",), None, None, "ANP"),
        ("Tarn, 3 marca (PAP) - ", ("Tarn",), None, MARCH_3, "PAP"),
        ("Tarn 3. března (ČTK) - ", ("Tarn",), None, MARCH_3, "ČTK"),
        ("Tarn, 3. ožujka (Hina) - ", ("Tarn",), None, MARCH_3, "Hina"),
        ("Tarn, 2031. március 3., hétfő (MTI) - ", ("Tarn",), None, MARCH_3, "MTI"),
        ("Tarn, 3. märts, BNS - ", ("Tarn",), None, MARCH_3, "BNS"),
        ("TARN, kovo 3 d. (ELTA). ", ("TARN",), None, MARCH_3, "ELTA"),
        ("МОСКВА, 3 мар - РИА Новости. ", ("МОСКВА",), None, MARCH_3, "РИА Новости"),
        ("МОСКВА, 3 марта. /ТАСС/. ", ("МОСКВА",), None, MARCH_3, "ТАСС"),
        ("Москва. 3 марта. INTERFAX.RU - ", ("Москва",), None, MARCH_3, "INTERFAX.RU"),
        ("МОСКВА, 3 марта 2031 г. (Рейтер) - ", ("МОСКВА",), None, MARCH_3, "Рейтер"),
        ("Киев. 3 марта. УНН. ", ("Киев",), None, MARCH_3, "УНН"),
        ("ΑΘΗΝΑ, 3 Μαρτίου (ΑΠΕ-ΜΠΕ) - ", ("ΑΘΗΝΑ",), None, MARCH_3, "ΑΠΕ-ΜΠΕ"),
        ("القاهرة 3 مارس (رويترز) - ", ("القاهرة",), None, MARCH_3, "رويترز"),
        ("新华社北京3月3日电 ", ("北京",), None, MARCH_3, "新华社"),
        ("（新华社北京、上海3月3日电）", ("北京", "上海"), None, MARCH_3, "新华社"),
        ("新华社北京3月3日电（记者张三）", ("北京",), None, MARCH_3, "新华社"),
        ("【東京共同】", ("東京",), None, None, "共同"),
        ("【ロンドン＝山田太郎】", ("ロンドン",), None, None, None),
        ("[東京 3日 ロイター] - ", ("東京",), None, None, "ロイター"),
        ("(서울=연합뉴스) 홍길동 기자 = ", ("서울",), None, None, "연합뉴스"),
    ],
)
def test_a_dateline_of_any_agency_is_split_into_its_parts(head, places, region, day, agency):
    assert found(f"{head}Ilse Varga said so.") == (places, region, day, agency, "Ilse Varga said so.")


@pytest.mark.parametrize(
    "text",
    [
        "TARN: The harbour would reopen.",
        "LONDON: FEARS FOR THE HARBOUR",
        "LONDON: fears for the harbour",
        "London - fears for the harbour",
        "Paris Hilton - The star of the evening",
        "NATO: The alliance said so.",
        "Monday: The ship sailed.",
        "SOCCER - Tarn beat Vey.",
        "LISTEN: The harbour master speaks.",
        "London bridges. The harbour of Tarn.",
        "TARN, March 3 was cold. The harbour froze.",
        "BERLIN. The wall fell.",
        "TARN (ACM / NYSE / March 3) rose.",
        "【速報】港が開いた。",
        "(서울) 항구가 열렸다.",
        "本报的记者3月3日说，港口开放了。",
        "Von Müller (SPD) - The minister",
    ],
)
def test_what_only_looks_like_one_is_none(text):
    assert found(text) is None


def test_a_company_in_brackets_behind_a_dateline_is_no_agency():
    dateline = find_dateline("TARN, March 3 - (Norland Ships Ltd) said it would sail - at last.", near=NEAR)

    assert dateline is not None
    assert (dateline.text, dateline.agency) == ("TARN, March 3", None)


def test_a_city_and_a_colon_are_no_dateline_in_a_headline():
    article = read("London: harbour of Tarn to reopen\n\nNew Delhi: The harbour would reopen, Ilse Varga said.")

    assert article.headline == "London: harbour of Tarn to reopen"
    assert article.dateline is not None and article.dateline.places == ("New Delhi",)
