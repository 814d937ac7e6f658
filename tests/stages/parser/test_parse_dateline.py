"""Datelines: where, when and by whom a story was filed."""

from __future__ import annotations

from datetime import date

import pytest

from services.parser.dateline import find_dateline

NEW_YEAR = date(2031, 1, 2)


def found(text: str) -> tuple[tuple[str, ...], str | None, date | None, str | None] | None:
    """(places, region, day, agency) of the dateline that `text` begins with."""
    dateline = find_dateline(text, near=NEW_YEAR)
    return (dateline.places, dateline.region, dateline.date, dateline.agency) if dateline else None


DEC_12 = date(2030, 12, 12)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("TARN (Reuters) - ", (("TARN",), None, None, "Reuters")),
        ("TARN, Dec 12 (Reuters) - ", (("TARN",), None, DEC_12, "Reuters")),
        ("TARN/LORN (Reuters) - ", (("TARN", "LORN"), None, None, "Reuters")),
        ("WEST TARN BEACH, Fla./LORN (Reuters) - ", (("WEST TARN BEACH", "LORN"), "Fla.", None, "Reuters")),
        ("TARN, D.C. (AP) — ", (("TARN",), "D.C.", None, "AP")),
        ("TARN, Ill. (AP) — ", (("TARN",), "Ill.", None, "AP")),
        ("LORN and NEW TARN, March 3, 2017 (AFP) - ", (("LORN", "NEW TARN"), None, date(2017, 3, 3), "AFP")),
        ("LORN, TARN and OSK (AFP) - ", (("LORN", "TARN", "OSK"), None, None, "AFP")),
        ("TARN - ", (("TARN",), None, None, None)),
        ("RIO DE TARN - ", (("RIO DE TARN",), None, None, None)),
        ("RIO DE JANEIRO - ", (("RIO DE JANEIRO",), None, None, None)),
        ("Tarn, 12 December 2016 (dpa) - ", (("Tarn",), None, date(2016, 12, 12), "dpa")),
        ("Tarn am Fluss (dpa) - ", (("Tarn am Fluss",), None, None, "dpa")),
        ("TARN, Dec. 12 (Xinhua) -- ", (("TARN",), None, DEC_12, "Xinhua")),
        ("TARN, Dec. 12, Kyodo - ", (("TARN",), None, DEC_12, "Kyodo")),
        ("TARN, December 12. /TASS/. ", (("TARN",), None, DEC_12, "TASS")),
        ("TARN. Dec 12 (Interfax) - ", (("TARN",), None, DEC_12, "Interfax")),
        ("(ANSA) - TARN, 12 DIC - ", (("TARN",), None, DEC_12, "ANSA")),
        ("TARN, 12 dic (EFE).- ", (("TARN",), None, DEC_12, "EFE")),
        ("TARN, 12 déc 2016 (AFP) - ", (("TARN",), None, date(2016, 12, 12), "AFP")),
        ("New Tarn [India], December 12 (ANI): ", (("New Tarn",), "India", DEC_12, "ANI")),
        ("TARN (Syria) (Sputnik) ", (("TARN",), "Syria", None, "Sputnik")),
        ("NEW TARN, Dec 12 (PTI) ", (("NEW TARN",), None, DEC_12, "PTI")),
        ("TARN, March 3, 2017 /PRNewswire/ -- ", (("TARN",), None, date(2017, 3, 3), "PRNewswire")),
        ("(Reuters) - ", ((), None, None, "Reuters")),
        ("Dec 12 (Reuters) - ", ((), None, DEC_12, "Reuters")),
        ("TARN, Trinidad and Tobago (AP) — ", (("TARN",), "Trinidad and Tobago", None, "AP")),
        ("TARN, Saudi Arabia, Jan 3 (Norland News) - ", (("TARN",), "Saudi Arabia", date(2031, 1, 3), "Norland News")),
        ("TARN, Md., - Jan 4 - ", (("TARN",), "Md.", date(2031, 1, 4), None)),
        ("Tarn, Maine — ", (("Tarn",), "Maine", None, None)),
        ("ABOARD THE SEA QUEEN (Reuters) - ", (("ABOARD THE SEA QUEEN",), None, None, "Reuters")),
        ("TARN, Mon Dec 12 (Reuters) - ", (("TARN",), None, DEC_12, "Reuters")),
        ("TARN, 2016-12-12 (AFP) - ", (("TARN",), None, date(2016, 12, 12), "AFP")),
        ("TARN, 12.3.2016 (dpa) - ", (("TARN",), None, date(2016, 3, 12), "dpa")),
        ("TARN, 3/25/2016 (AFP) - ", (("TARN",), None, date(2016, 3, 25), "AFP")),
        ("TARN, 3/12/2016 (AFP) - ", (("TARN",), None, None, "AFP")),
        ("TARN, Narch 2 - ", (("TARN",), None, date(2031, 3, 2), None)),
        ("TARN () - ", (("TARN",), None, None, None)),
        ("ST. TARN (LPC/IFR) - ", (("ST. TARN",), None, None, "LPC/IFR")),
        ("TARN (AP) _ ", (("TARN",), None, None, "AP")),
        ("TARN, Dec 12: ", (("TARN",), None, DEC_12, None)),
        ("TARN, Dec 12 (Norlink): ", (("TARN",), None, DEC_12, "Norlink")),
        ("Tarn, Dec 12, IRNA – ", (("Tarn",), None, DEC_12, "IRNA")),
        ("TARN--(BUSINESS WIRE)--", (("TARN",), None, None, "BUSINESS WIRE")),
        ("NEW TARN -(Dow Jones)- ", (("NEW TARN",), None, None, "Dow Jones")),
        ("(CNN)", ((), None, None, "CNN")),
        ("McTARN, Va., Feb 26 - ", (("McTARN",), "Va.", date(2031, 2, 26), None)),
    ],
)
def test_a_dateline_is_split_into_its_parts(head: str, expected: object) -> None:
    assert found(f"{head}Ilse Varga said so.") == expected


@pytest.mark.parametrize(("day", "month"), [("12 set", 9), ("12 out", 10)])
def test_months_that_are_english_words_are_months_behind_the_day(day: str, month: int) -> None:
    assert found(f"TARN, {day} (Reuters) - It reopened.") == (("TARN",), None, date(2030, month, 12), "Reuters")


@pytest.mark.parametrize("text", ["TARN, Feb 29 (Reuters) - It reopened.", "TARN, 29 February (Reuters) - It reopened."])
def test_a_leap_day_takes_the_nearest_year_that_has_one(text: str) -> None:
    dateline = find_dateline(text, near=date(2033, 1, 2))

    assert dateline is not None
    assert dateline.date == date(2032, 2, 29)


def test_a_day_that_no_year_has_is_none_and_the_place_stands() -> None:
    assert found("TARN, Feb 31 (Reuters) - It reopened.") == (("TARN",), None, None, "Reuters")


def test_offsets_are_those_of_the_text() -> None:
    text = "****TARN, March 3 - Ilse Varga said so."

    dateline = find_dateline(text, near=NEW_YEAR)

    assert dateline is not None
    assert dateline.text == "TARN, March 3"
    assert text[dateline.start : dateline.end] == "TARN, March 3 - "


@pytest.mark.parametrize(
    "text",
    [
        "Rep. Jane Roe (R-Ky.) said - and meant it - that",
        "REP. JANE ROE (R-Ky.) - the senator",
        "Acme Corp (NYSE: ACM) - the maker",
        "ACME (ACM.N) - The maker",
        "ILSE (real name Anna) - The singer",
        "NATO - the alliance - said",
        "NATO - The alliance said",
        "UPDATE - The harbour",
        "EXCLUSIVE – The harbour",
        "BREAKING NEWS - The harbour",
        "TAX (SALT): Both houses",
        "The (Islamic) State has respect - he said",
        "In Tarn, Dec 12 - the day of the storm - nobody slept.",
        "He said on Dec 12 - a Monday - that the harbour was closed.",
        "Thursday, Dec 12 - the day of the storm",
        "HARBOURS ARE NOT NECESSARILY CLOSED, JUST EMPTY - The master",
        "TARN said the harbour - all of it - was closed.",
        "TARN -",
        "TARN: The harbour",
        "VARGA: We sail.",
        "At 9:30, Dec 12: the harbour",
        "The Tarn (AFP)-led coalition",
        "A MAN - The captain",
        "The harbour-master said",
        "- The harbour",
        "",
        "TARN KNOCKED OUT 3 - 1 BY LORN",
        "VARGA WINS SET 3 - LIM HURT",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(text: str) -> None:
    assert found(text) is None
