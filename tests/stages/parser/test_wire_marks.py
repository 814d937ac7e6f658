"""Datelines and end marks as agencies of many languages write them. All fiction."""

from __future__ import annotations

from datetime import date

import pytest

from services.parser.dateline import find_dateline
from services.parser.notices import kind_of

DATELINES = {
    "Helsinki, 3. maaliskuuta (STT) – Satama avataan torstaina.": ("Helsinki", "STT"),
    "København, 3. marts /ritzau/ - Havnen genåbner torsdag.": ("København", "ritzau"),
    "STOCKHOLM, 3 mars (TT) Hamnen öppnar på torsdag.": ("STOCKHOLM", "TT"),
    "Warszawa, 3 marca (PAP) – Port zostanie otwarty.": ("Warszawa", "PAP"),
    "Warszawa, 03.03. (PAP) - Port zostanie otwarty.": ("Warszawa", "PAP"),
    "Praha 3. března (ČTK) - Přístav se otevře.": ("Praha", "ČTK"),
    "Budapest, 2031. március 3., hétfő (MTI) - Csütörtökön nyílik a kikötő.": ("Budapest", "MTI"),
    "ZAGREB, 3. ožujka (Hina) - Luka se otvara.": ("ZAGREB", "Hina"),
    "МОСКВА, 3 марта. /ТАСС/. Порт откроется в четверг.": ("МОСКВА", "ТАСС"),
    "Москва. 3 марта. ИНТЕРФАКС - Порт откроется в четверг.": ("Москва", "ИНТЕРФАКС"),
    "TOKYO, March 3 Kyodo - The harbour reopens.": ("TOKYO", "Kyodo"),
    "(ANSA) - ROMA, 03 MAR - Il porto riapre.": ("ROMA", "ANSA"),
    "Lisboa, 03 mar 2031 (Lusa) - O porto reabre.": ("Lisboa", "Lusa"),
    "ANKARA, 3 Mart (AA) - Liman açılıyor.": ("ANKARA", "AA"),
    "OSTRAVA - Čtyři lodě čekají.": ("OSTRAVA", None),
}


@pytest.mark.parametrize(("text", "says"), DATELINES.items(), ids=DATELINES)
def test_a_dateline_is_read_in_the_language_of_its_agency(text, says):
    found = find_dateline(text, near=date(2031, 3, 5))

    assert found is not None
    assert (found.places, found.agency) == ((says[0],), says[1])
    assert found.date == (date(2031, 3, 3) if says[1] else None)


def test_a_day_of_the_week_is_no_place():
    assert find_dateline("Freitag, 04.10.2024 - Ergebnisse", near=date(2024, 10, 4)) is None


MARKS = (
    *("(END)", "- ENDS -", "END/", "+++", "NNNN", "FIN", "(Schluss) iv/ol", "(Ende)", "REUTERS", "==Kyodo", "/ritzau/", "-0-"),
    "AP-WF-03-03-31 0900GMT",
)


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_that_ends_a_story_is_no_text(mark):
    assert kind_of(mark) == "other"


@pytest.mark.parametrize("mark", ["(c) Norland News", "(C) Norland", "iv/ol"])
def test_who_owns_and_made_it_is_a_credit(mark):
    assert kind_of(mark) == "credit"


@pytest.mark.parametrize(
    "text", ["(c) the third point", "Final score", "The end of Kyodo", "30 ships", "A-B-03", "Kyodo said so."]
)
def test_a_short_paragraph_is_text(text):
    assert kind_of(text) is None
