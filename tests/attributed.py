"""Attributions for tests, made by hand: what follows on them is tested without the model that finds them."""

from __future__ import annotations

from collections.abc import Sequence

from schemas import Act, Span, Speaker
from services.claims.attribute import day_of
from services.claims.attributions import Attribution
from services.claims.model.tagger import Tagged
from services.claims.nested import holders
from services.claims.quotes import Marks
from services.claims.said_on import said_on
from services.claims.speakers import Speakers
from services.claims.times import times
from services.claims.utterance import Utterance
from tests.trees import a_doc, an_article

#: (source, cue, content) as the text has them; the content's parts are joined by PARTS.
Said = tuple[str | None, str | None, str]
PARTS = " … "


def an_attribution(
    text: str, source: str | None, cue: str | None, content: str, *, act: Act | None = None, **marked: str | None
) -> Attribution:
    """The attribution with these words of `text`, cue and source nearest to the content.

    The model is sure of `act`, or says nothing of it; `marked` is what it marks beside: said_on="on Sunday".
    """
    parts = _parts(text, content)
    said = _nearest(text, cue, parts[0].start) if cue else None
    who = _nearest(text, source, (said or parts[0]).start) if source else None
    further = {name: _nearest(text, words, parts[0].start) for name, words in marked.items() if words}
    tagged = Tagged(
        content=tuple((part.start, part.end) for part in parts),
        cue=(said.start, said.end) if said else None,
        source=(who.start, who.end) if who else None,
        confidence=0.9,
        negated=0.1,
        acts={each.value: 1 / len(Act) if act is None else float(each is act) for each in Act},
        kinds={},
        **{name: (span.start, span.end) for name, span in further.items()},
    )
    return Attribution(tuple(parts), said, who, tagged.confidence, tagged)


def utterance(
    text: str, source: str | None, cue: str | None, content: str, *, act: Act | None = None, **marked: str | None
) -> Utterance:
    """The same laid over the parse of `text`, which trees.tsv must have."""
    article = an_article(text)
    attribution = an_attribution(text, source, cue, content, act=act, **marked)
    return Utterance(a_doc(text), article, Marks(article.body, article.quotations), attribution)


def speakers(text: str, *said: Said, days: Sequence[str | None] = (), **fields: object) -> list[Speaker | None]:
    """Who speaks in each of `said`; `days`: the words for the day of each; `fields` are the article's, `names` its persons."""
    article = an_article(text, **fields)
    doc, marks, found = a_doc(text), Marks(article.body, article.quotations), times(text, day_of(article))
    known = [*days, *[None] * (len(said) - len(days))]
    attributions = [an_attribution(text, *one, said_on=day) for one, day in zip(said, known, strict=True)]
    laid = [Utterance(doc, article, marks, attribution) for attribution in attributions]
    return Speakers(article, doc).of(laid, [said_on(one, found) for one in laid], holders(attributions, text))


def _parts(text: str, content: str) -> list[Span]:
    """The content's parts: each the last of its words before the next, and that the first of its words."""
    *before, last = content.split(PARTS)
    start = text.index(last)
    parts = [Span(start=start, end=start + len(last))]
    for part in reversed(before):
        start = text.rindex(part, 0, parts[0].start)
        parts.insert(0, Span(start=start, end=start + len(part)))
    return parts


def _nearest(text: str, words: str, place: int) -> Span:
    """The occurrence of `words` nearest to `place`."""
    starts = [at for at in range(len(text)) if text.startswith(words, at)]
    if not starts:
        raise LookupError(f"{words!r} is not in {text!r}")
    start = min(starts, key=lambda at: abs(at - place))
    return Span(start=start, end=start + len(words))
