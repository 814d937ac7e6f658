"""Collected comments: who speaks stands in a line above the quotation."""

from __future__ import annotations

from services.claims.attribute import attribute
from services.claims.labelled import labelled
from services.entities.enrich import enrich
from tests.builders import a_parsed_article

COMMENTS = """(Reuters) - The central bank of Norland cut its main rate by half a point on Tuesday, its first cut in four years.

COMMENTS:

PETRA O’DONNELL, CHIEF ECONOMIST, HARLAN BANK, SELVIK:

“We did not see this coming. The bank has told us for months that it was in no hurry, and today it was.”

“The crown will pay for it.”

JONAS WIK, FUND MANAGER AT TARN CAPITAL, FENWICK

“It is a bold step. I think more will follow in the spring.”

AMIR HADDAD, STRATEGIST, NORLAND SAVINGS

“Rates are a blunt tool and the board knows that,” he said. “We expect a long pause.”

The board meets again in March.

“There is no hurry,” Wik’s partner Ilse Varga said.
"""


def test_a_quotation_is_of_whom_the_line_above_it_names():
    article = attribute(enrich(a_parsed_article(COMMENTS)))
    speaker = {claim.content[0].text: claim.speaker.name for claim in article.claims if claim.speaker}

    assert [name for words, name in speaker.items() if words.startswith("“We did not see")] == ["Petra O’Donnell"]
    assert [name for words, name in speaker.items() if words.startswith("“It is a bold step")] == ["Jonas Wik"]
    assert [name for words, name in speaker.items() if words.startswith("“Rates are a blunt")] == ["Amir Haddad"]
    assert speaker["“There is no hurry,”"] == "Ilse Varga"


def test_a_quotation_is_of_whom_the_words_in_capitals_before_it_name_where_lines_are_lost():
    article = attribute(enrich(a_parsed_article(COMMENTS.replace("\n\n", " "))))
    names = [
        claim.speaker.name
        for claim in article.claims
        if claim.speaker and claim.content[0].text.startswith(("“We did not", "“It is a bold", "“Rates are a blunt"))
    ]

    assert names == ["Petra O’Donnell", "Jonas Wik", "Amir Haddad"]


def test_what_is_said_inside_a_comment_is_whose_it_was():
    article = attribute(enrich(a_parsed_article(COMMENTS)))

    [told] = [claim for claim in article.claims if claim.cue and claim.cue.text == "told"]
    assert told.speaker is not None and told.speaker.name != "Petra O’Donnell"


def test_a_line_is_a_label_by_its_capitals_or_its_colon():
    def lines(body: str) -> list[str]:
        article = enrich(a_parsed_article(body))
        return [article.body[label.line.start : label.line.end] for label in labelled(article)]

    after = "\n\n“It is a bold step.”\n"
    assert lines("Ilse Varga, chief economist at Harlan Bank:" + after) == ["Ilse Varga, chief economist at Harlan Bank:"]
    assert lines("ILSE VARGA, CHIEF ECONOMIST, HARLAN BANK" + after) == ["ILSE VARGA, CHIEF ECONOMIST, HARLAN BANK"]
    assert lines("Ilse Varga, chief economist at Harlan Bank, left the town on Monday." + after) == []
    assert lines("STORM SHUTS PORT OF TARN" + after) == []
    assert lines("ILSE VARGA LEAVES HARLAN BANK" + after + "\nIlse Varga left on Monday.") == []
    assert lines("Ilse Varga, chief economist at Harlan Bank:\n\nThe rate was cut." + after) == []
