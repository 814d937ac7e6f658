"""When a capital is its country's government, and when a country acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.entities.words import wordset

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

#: After these a capital is the city. After 'with', 'by', 'against', 'between', 'for', 'on' it is a government.
OF_PLACE = wordset(
    """
    in from near at around outside inside across through throughout into toward towards via over above beyond within
    off leaving including like north south east west northeast northwest southeast southwest downtown central
    """
)
#: To these one travels: 'flew to Moscow'. Else 'to Moscow' is mostly a message to the government.
TRAVEL = wordset(
    """
    fly flew flown travel traveled travelled go goes going went gone come came return returned arrive arrived drive
    drove move moved head headed trip visit journey flight flights road train send sent bring brought take took taken
    invite invited
    """
)
#: A place is the object of these, a government of others: 'visited Moscow', 'accused Moscow'.
OF_CITY = wordset(
    """
    visit visits visited visiting leave leaves left leaving reach reached reaching enter entered entering hit hits
    rock rocked tour toured attack attacked attacking bomb bombed bombing capture captured seize seized besiege
    besieged shell shelled surround surrounded quit flee fled fleeing shake shook shaken storm stormed retake retook
    host recognize recognise liberate liberated
    """
)


def is_government(span: Span) -> bool:
    """Whether a capital's name in `span` stands for the government: it acts, is acted upon, or is dealt with.

    Never in capitals, where it heads a report ('MOSCOW'), and never after 'the capital'.
    """
    before = span.doc[span.start - 1].lower_ if span.start else ""
    return not span.text.isupper() and before not in ("capital", "city", "of") and _as_government(span.root, depth=0)


def acts(span: Span) -> bool:
    """Whether the country or people in `span` says or does something: the subject of an active verb, or its agent."""
    head = _first_of_list(span.root)
    return (head.dep_ == "nsubj" and head.head.pos_ in ("VERB", "AUX")) or (
        _preposition(head) == "by" and head.head.dep_ == "agent"
    )


def _as_government(token: Token, depth: int) -> bool:
    match token.dep_:
        case "conj" if depth < 5:
            return _as_government(token.head, depth + 1)
        case "nsubj":
            return not _describes_a_city(token.head)
        case "pobj":
            return _dealt_with(token)
        case "dobj" | "iobj" | "dative":
            return token.head.lower_ not in OF_CITY
        case "poss":
            return token.head.tag_ in ("NN", "NNS") and not token.head.ent_type_
        case _:
            return False


def _describes_a_city(verb: Token) -> bool:
    """'Moscow is the capital of …'."""
    return any(child.dep_ == "attr" for child in verb.children) and verb.pos_ == "AUX"


def _dealt_with(token: Token) -> bool:
    preposition = token.head.lower_
    if preposition in OF_PLACE or preposition == "of":
        return False
    if preposition == "to":
        over = token.head.head
        return (over.head if over.dep_ == "advmod" else over).lower_ not in TRAVEL
    return True


def _first_of_list(token: Token) -> Token:
    for _ in range(8):
        if token.dep_ != "conj":
            break
        token = token.head
    return token


def _preposition(token: Token) -> str | None:
    return token.head.lower_ if token.dep_ == "pobj" else None
