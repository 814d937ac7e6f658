"""Datelines in scripts without blanks: `新华社北京3月3日电`, `【ワシントン共同】`, `(서울=연합뉴스)`.

The agency's name, or a byline in the brackets, shows that they are ones.
"""

from __future__ import annotations

import re
from datetime import date

from schemas import Dateline
from services.parser.days import nearest_year

_CHINESE = "新华社|新華社|中新社|中新网|中央社|法新社|路透社|美联社|美聯社|共同社|塔斯社|德新社|俄新社|埃菲社|韩联社|朝中社|本报"
_JAPANESE = "共同|時事|新華社|朝日|毎日|読売|ロイター|AFP時事|AFP|AP|CNN|UPI"
_KOREAN = "연합뉴스|뉴시스|뉴스1|로이터|뉴스핌|이데일리|머니투데이"

#: `新华社北京3月3日电（记者张三）`, also in brackets.
CHINESE = re.compile(
    rf"[（(]?(?P<agency>{_CHINESE})(?P<place>[^\W\d_a-z][^\d，。（(]{{0,14}}?)(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日(?:专?[电電]|[讯訊]|(?=[）)(（\s:：]))"
    r"(?:\s?[（(](?:记者|記者|通讯员)[^（）()]{0,40}[）)])?[）)]?[\s:：]{0,3}"
)
#: `【ワシントン共同】`, `【ロンドン＝山田太郎】`, `[東京 3日 ロイター] -`.
JAPANESE = re.compile(
    rf"[【\[［](?P<place>[^\W\d_a-z][^\d＝=\s【】\]］]{{0,14}}?)(?:[＝=][^【】\]］]{{1,20}}"
    rf"|(?:\s(?:(?P<month>\d{{1,2}})月)?(?P<day>\d{{1,2}})日\s?)?(?P<agency>{_JAPANESE}))[】\]］](?:\s?[-－―]\s?)?\s{{0,2}}"
)
#: `(서울=연합뉴스) 홍길동 기자 =`.
KOREAN = re.compile(
    rf"[(\[](?P<place>[^\W\d_][^=)\]]{{0,14}})=(?P<agency>{_KOREAN})[)\]]\s?(?:[^\s=]{{2,5}}(?:[·,]\s?[^\s=]{{2,5}})*\s?(?:특파원|기자)\s?=?)?\s{{0,2}}"
)
PLACES = re.compile(r"[、/·・]")


def find_dateline_of_script(paragraph: str, *, near: date) -> Dateline | None:
    """The dateline that a paragraph of Chinese, Japanese or Korean begins with; its offsets are the paragraph's."""
    if paragraph[:40].isascii():
        return None
    for pattern in (CHINESE, JAPANESE, KOREAN):
        if (found := pattern.match(paragraph)) and found.end() < len(paragraph):
            return _made(found, near=near)
    return None


def _made(found: re.Match[str], *, near: date) -> Dateline:
    said = found.groupdict()
    month, day = said.get("month"), said.get("day")
    return Dateline(
        text=found[0].strip(" -－―:：="),
        start=0,
        end=found.end(),
        places=tuple(place.strip() for place in PLACES.split(found["place"]) if place.strip()),
        date=nearest_year(int(month), int(day), near=near) if month and day else None,
        agency=said["agency"],
    )
