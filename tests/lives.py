"""Lives of items as wires send them, in many formats: first takes, updates, corrections, embargoes, kills. All fiction.

A life is the versions of one item in the order in which its provider made them, and how it ends, whatever order they come in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from schemas import ClaimArticle, ParsedArticle, RawItem, Status
from services.parser.parse import parse
from services.pipeline import run
from services.stage import Record
from services.storage.store import Store
from services.topics import CLAIMS, RAW
from tests.builders import MONDAY
from tests.stages.formats.wire import g2_item

#: When the embargoes of these lives end; and a time after all of them.
NOON, EVENING = MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=9)
LATER = MONDAY + timedelta(days=1)
#: Before, at and after the ends of the embargoes.
MOMENTS = (MONDAY, NOON - timedelta(hours=1), NOON, EVENING - timedelta(hours=1), EVENING, LATER)

FRIDAY, SATURDAY, APRIL = "open again on Friday", "open again on Saturday", "stay shut until April"
SAID = (FRIDAY, SATURDAY, APRIL)


@dataclass(frozen=True)
class Life:
    """The wire items of one news item, and its end: how many versions it has, the newest one's status, what it says to
    readers (None: nothing) and from when on."""

    name: str
    wire: tuple[bytes, ...]
    versions: int
    status: Status
    says: str | None
    since: datetime | None = None

    @property
    def item_id(self) -> str:
        """The item that the first version is of."""
        made = parse(received(self.wire[0]))
        assert isinstance(made, ParsedArticle), f"{self.name} begins with one article"
        return made.item_id

    def shown(self, at: datetime) -> set[str]:
        """What readers may see of it at `at`, once all of it has come."""
        return {self.says} if self.says and at >= (self.since or MONDAY) else set()


def shown(store: Store, life: Life, at: datetime) -> set[str]:
    """Which of the things that lives say readers see of this one."""
    claims = [one.claim for one in store.claims(at=at, limit=100_000) if one.item_id == life.item_id]
    return {what for what in SAID if any(what in part.text for claim in claims for part in claim.content)}


def received(wire: bytes, at: datetime = MONDAY) -> RawItem:
    """A wire item as it came in, from nobody in particular: it names its provider itself."""
    return RawItem(body=wire, received_at=at)


@cache
def articles(life: Life) -> tuple[ClaimArticle, ...]:
    """All that the pipeline makes of a life, and of its first version when that is read once more, later."""
    raws = [*map(received, life.wire), received(life.wire[0], MONDAY + timedelta(minutes=30))]
    outcomes = run([Record(RAW.name, None, raw.to_bytes()) for raw in raws])
    made = [record for of_record in outcomes for outcome in of_record for record in outcome.records]
    assert {record.topic for record in made} == {CLAIMS.name}, f"{life.name}: everything becomes an article"
    return tuple(ClaimArticle.from_bytes(record.value or b"") for record in made)


def story(would: str, who: str = "Ilse Varga") -> str:
    return f"TARN, March 3 (Norland News) - {who} said on Monday that the harbour would {would}."


def g2(would: str | None, guid: str, **fields: str) -> bytes:
    """NewsML-G2; without a story the body is there and empty, as in kills."""
    text = [story(would)] if would else []
    return g2_item(*text, guid=f"tag:norland.example,2031:{guid}", **fields).encode()


def ninjs(would: str | None, guid: str, hour: int, version: int, **fields: str) -> bytes:
    item = {
        "uri": f"tag:norland.example,2031:{guid}",
        "type": "text",
        "source": "norland",
        "version": str(version),
        "versioncreated": f"2031-03-03T{hour:02}:00:00Z",
        "headline": "Harbour of Tarn to reopen",
        "body_html": f"<p>{story(would)}</p>" if would else "",
    }
    return json.dumps(item | fields).encode()


def dpa(would: str, version: int, created: str, **fields: str) -> bytes:
    """An entry of dpa-digitalwires."""
    entry = {
        "format": "digitalwires@0.9.1",
        "urn": "urn:newsml:norland.example:20310303:harbour",
        "version": version,
        "version_created": created,
        "pubstatus": "usable",
        "headline": "Harbour of Tarn to reopen",
        "dateline": "Tarn (dpa) - ",
        "article_html": f"<section><p>Marta Sorel said on Monday that the harbour would {would}.</p></section>",
    }
    return json.dumps(entry | fields).encode()


def nitf(would: str, name: str, docdata: str = "") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<nitf><head><docdata {docdata}><doc-id id-string="{name}" regsrc="norland"/><date.issue norm="20310303T090000Z"/></docdata></head>
<body><body.head><hedline><hl1>Harbour of Tarn to reopen</hl1></hedline></body.head>
<body.content><p>{story(would)}</p></body.content></body></nitf>""".encode()


def newsml1(would: str, revision: int, status: str = "Usable") -> bytes:
    """NewsML 1.2, its times without a zone."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20310303T100000</DateAndTime></NewsEnvelope>
<NewsItem xml:lang="en"><Identification><NewsIdentifier><ProviderId>norland.example</ProviderId><DateId>20310303</DateId>
<NewsItemId>HARBOUR</NewsItemId><RevisionId PreviousRevision="{revision - 1}" Update="N">{revision}</RevisionId>
<PublicIdentifier>urn:newsml:norland.example:20310303:HARBOUR:{revision}</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><NewsItemType FormalName="News"/><ThisRevisionCreated>20310303T090000</ThisRevisionCreated>
<Status FormalName="{status}"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Harbour of Tarn to reopen</HeadLine></NewsLines>
<ContentItem><MediaType FormalName="Text"/><DataContent><p>{story(would)}</p></DataContent></ContentItem></NewsComponent>
</NewsItem></NewsML>""".encode()


def text(would: str | None, guid: str, provider: str = "norland", who: str = "Oskar Lindqvist", **headers: object) -> bytes:
    """Plain text with a header block."""
    known = {"guid": guid, "provider": provider, **headers}
    block = "\n".join(f"{name.replace('_', '-').title()}: {value}" for name, value in known.items())
    return f"{block}\n\n{story(would, who) if would else ''}\n".encode()


def atom(*inside: str) -> bytes:
    return f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<id>tag:norland.example,2031:feed</id><link href="https://norland.example/"/>{"".join(inside)}</feed>""".encode()


def entry(would: str, updated: str) -> str:
    return f"""<entry><id>tag:norland.example,2031:7</id><title>Harbour of Tarn to reopen</title>
<published>2031-03-03T09:00:00Z</published><updated>{updated}</updated><content type="text">{story(would)}</content></entry>"""


def rss(would: str, more: str = "", title: str = "Harbour of Tarn to reopen", guid: str = "harbour-8") -> bytes:
    """A feed of one entry, which says when it was published and never when it was changed."""
    return f"""<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Norland News</title>
<link>https://www.norland.example/news</link><item><title>{title}</title><guid>{guid}</guid>
<pubDate>Mon, 3 Mar 2031 12:00:00 +0000</pubDate>{more}
<description>{story(would)}</description></item></channel></rss>""".encode()


def anpa(would: str, keyword: str, tag: str = "", number: int = 2870, clock: str = "0909") -> bytes:
    """ANPA 1312, as AP's wire sends writethrus and kills: under the slug line of their story."""
    words = f"^BC-NL--{keyword}{tag},100<\n^Harbour of Tarn to reopen<\n\t   TARN, Norland (NN) _ {story(would)[29:]}\n"
    head = f"\x16\x16\x01W{number}\x1fasian\nr i\x13\x11 BC-NL--{keyword}     03-03 0100\n"
    return f"{head}\x02{words}\n\t   \x03NN-WF-03-03-31 {clock}GMT<\n\x04".replace("\n", "\r\n").encode()


def iptc(words: str, number: int, clock: str) -> bytes:
    """IPTC 7901."""
    head = f"\x01nla{number} 4 i 211 ccccb   nna 061\n\nNorland-harbour/\n"
    return f"{head}\x02{words}\n\n\x0303{clock} GMT Mar 31\n\x7f\x7f\x04".replace("\n", "\r\n").encode()


CORRECTION = '<signal qcode="sig:correction"/>'
KILLED = {"status": "stat:canceled", "created": "2031-03-03T16:34:45Z", "version": "1542761538"}
UNNAMED = f"Harbour of Tarn to reopen\n\n{story(FRIDAY, 'Marta Sorel')}\n"
HELD_BACK = f"EMBARGOED UNTIL 3 March 2031 1200 GMT\n\nHarbour of Tarn to reopen\n\n{story(SATURDAY, 'Marta Sorel')}\n"
HELD = {"version": 3, "version_created": "2031-03-03T09:00:00Z"}

LIVES = (
    Life(
        "g2: of versions of one moment the number decides, and it is one",
        (
            g2(FRIDAY, "numbers", version="978556838"),
            g2(SATURDAY, "numbers", version="1542761538"),
            g2(APRIL, "numbers", version="99999999"),
        ),
        3,
        Status.USABLE,
        SATURDAY,
    ),
    Life(
        "g2: a first take, a correction, a kill with an empty body",
        (
            g2(FRIDAY, "kill", version="9785568"),
            g2(SATURDAY, "kill", version="978556838", created="2031-03-03T15:43:34Z", meta=CORRECTION),
            g2(None, "kill", **KILLED),
        ),
        3,
        Status.CANCELLED,
        None,
    ),
    Life(
        "g2: a correction whose number is lower and whose time is later",
        (
            g2(FRIDAY, "lower", version="7"),
            g2(SATURDAY, "lower", version="2", created="2031-03-03T11:00:00+01:00", meta=CORRECTION),
        ),
        2,
        Status.CORRECTED,
        SATURDAY,
    ),
    Life(
        "g2 and ninjs: one version sent in two formats, and a correction of it",
        (
            g2(FRIDAY, "formats", version="1"),
            ninjs(FRIDAY, "formats", 9, 1),
            ninjs(SATURDAY, "formats", 10, 2, pubstatus="usable", signals="sig:correction"),
        ),
        2,
        Status.CORRECTED,
        SATURDAY,
    ),
    Life(
        "ninjs: an embargo that a later version omits",
        (ninjs(FRIDAY, "embargo", 9, 1, embargoed="2031-03-03T13:00:00+01:00"), ninjs(SATURDAY, "embargo", 10, 2)),
        2,
        Status.USABLE,
        SATURDAY,
        NOON,
    ),
    Life(
        "ninjs: an embargo that is prolonged and then stated earlier again",
        (
            ninjs(FRIDAY, "prolonged", 8, 1, embargoed="2031-03-03T12:00:00Z"),
            ninjs(SATURDAY, "prolonged", 9, 2, embargoed="2031-03-03T18:00:00Z"),
            ninjs(APRIL, "prolonged", 10, 3, embargoed="2031-03-03T12:00:00Z"),
        ),
        3,
        Status.EMBARGOED,
        APRIL,
        EVENING,
    ),
    Life(
        "ninjs: a kill under embargo",
        (
            ninjs(FRIDAY, "held", 9, 1, embargoed="2031-03-03T12:00:00Z"),
            ninjs(None, "held", 10, 2, pubstatus="canceled"),
        ),
        2,
        Status.CANCELLED,
        None,
    ),
    Life(
        "dpa: withheld, then usable again",
        (
            dpa(FRIDAY, 1, "2031-03-03T10:00:00+01:00"),
            dpa(FRIDAY, 2, "2031-03-03T10:20:00+01:00", pubstatus="withheld"),
            dpa(SATURDAY, 3, "2031-03-03T10:40:00+01:00", signal="correction"),
        ),
        3,
        Status.CORRECTED,
        SATURDAY,
    ),
    Life(
        "nitf: a document that another one kills",
        (
            nitf(FRIDAY, "harbour-1"),
            nitf(APRIL, "harbour-2", 'management-doc-idref="harbour-1" management-idref-status="canceled"'),
        ),
        2,
        Status.CANCELLED,
        None,
    ),
    Life(
        "newsml 1: revisions 9 and 10 of one moment without a zone",
        (newsml1(FRIDAY, 8), newsml1(APRIL, 9, "Withheld"), newsml1(SATURDAY, 10)),
        3,
        Status.USABLE,
        SATURDAY,
    ),
    Life(
        "text: withheld, then usable again, times without a zone",
        (
            text(FRIDAY, "zoneless", version_created="2031-03-03 09:00"),
            text(FRIDAY, "zoneless", version_created="2031-03-03 09:30", status="withheld"),
            text(SATURDAY, "zoneless", version_created="2031-03-03 10:00"),
        ),
        3,
        Status.USABLE,
        SATURDAY,
    ),
    Life(
        "text: versions 9 and 10 without a time",
        (text(FRIDAY, "timeless", version=9), text(SATURDAY, "timeless", version=10), text(APRIL, "timeless", version=8)),
        3,
        Status.USABLE,
        SATURDAY,
    ),
    Life(
        "text: a kill that says nothing but the guid",
        (
            text(FRIDAY, "bare", version=1, version_created="2031-03-03T09:00:00Z"),
            text(None, "bare", status="cancelled"),
            text(SATURDAY, "bare", version=2, version_created="2031-03-03T10:00:00Z", status="corrected"),
        ),
        3,
        Status.CANCELLED,
        None,
    ),
    Life(
        "text: a status that changes without a new version",
        (text(FRIDAY, "same-place", **HELD), text(FRIDAY, "same-place", status="withheld", **HELD)),
        2,
        Status.WITHHELD,
        None,
    ),
    Life(
        "text: an item of one provider that is killed",
        (
            text(FRIDAY, "shared", version_created="2031-03-03T09:00:00Z"),
            text(None, "shared", version_created="2031-03-03T10:00:00Z", status="cancelled"),
        ),
        2,
        Status.CANCELLED,
        None,
    ),
    Life(
        "text: another provider's item of the same guid",
        (text(FRIDAY, "shared", provider="ostland", version_created="2031-03-03T09:00:00Z"),),
        1,
        Status.USABLE,
        FRIDAY,
    ),
    Life(
        "text: an item without a name, wrapped otherwise and crawled",
        (UNNAMED.encode(), UNNAMED.replace(" the harbour", "\nthe harbour").encode(), f"date 2031-03-03 {UNNAMED}".encode()),
        1,
        Status.USABLE,
        FRIDAY,
    ),
    Life(
        "text: words without a name, held back in one copy and not in the other",
        (HELD_BACK.encode(), HELD_BACK.partition("\n\n")[2].encode()),
        2,
        Status.EMBARGOED,
        SATURDAY,
        NOON,
    ),
    Life(
        "text: withheld by a note that says neither when nor which version it is",
        (text(FRIDAY, "noted", version=1, version_created="2031-03-03T09:00:00Z"), text(FRIDAY, "noted", status="withheld")),
        2,
        Status.WITHHELD,
        None,
    ),
    Life(
        "text: a first take of one number, a corrected one of the same, neither with a time",
        (text(FRIDAY, "untimed", version=1), text(SATURDAY, "untimed", version=1, status="corrected")),
        2,
        Status.CORRECTED,
        SATURDAY,
    ),
    Life(
        "atom: an entry that is updated and then deleted",
        (
            atom(entry(FRIDAY, "2031-03-03T09:00:00Z")),
            atom(entry(SATURDAY, "2031-03-03T10:00:00Z")),
            atom('<at:deleted-entry ref="tag:norland.example,2031:7" when="2031-03-03T11:00:00Z"/>'),
        ),
        3,
        Status.CANCELLED,
        None,
    ),
    Life(
        "rss: an entry that is to appear later, and has",
        (rss(FRIDAY, "<wp:status>future</wp:status>"), rss(FRIDAY)),
        2,
        Status.EMBARGOED,
        FRIDAY,
        NOON,
    ),
    Life(
        "rss: an entry that grew and says only when it was published",
        (rss(APRIL, guid="10"), rss(f"{FRIDAY}, as soon as the ice had gone", guid="10")),
        2,
        Status.USABLE,
        FRIDAY,
    ),
    Life(
        "rss: the ninth and the tenth update of an entry that says when it was published and no more",
        (rss(FRIDAY, title="UPDATE 10-Tarn waits", guid="9"), rss(APRIL, title="UPDATE 9-Tarn waits", guid="9")),
        2,
        Status.USABLE,
        FRIDAY,
    ),
    Life(
        "anpa: the ninth and the tenth writethru of one minute",
        (
            anpa(FRIDAY, "Tarn-Harbour"),
            anpa(APRIL, "Tarn-Harbour", ", 9th Ld-Writethru", 2871),
            anpa(SATURDAY, "Tarn-Harbour", ", 10th Ld-Writethru", 2872),
        ),
        3,
        Status.USABLE,
        SATURDAY,
    ),
    Life(
        "anpa: a story and its kill",
        (anpa(FRIDAY, "Tarn-Ships"), anpa(APRIL, "Tarn-Ships", ", KILL", 2880, "1009")),
        2,
        Status.CANCELLED,
        None,
    ),
    Life(
        "iptc: a message and the kill that names it",
        (
            iptc(f"Harbour of Tarn to reopen =\n\n{story(FRIDAY)}", 62, "0900"),
            iptc("KILL\nMandatory kill: nla62 Harbour reopens =\n\nEditors: please kill the story nla62.", 70, "1000"),
        ),
        2,
        Status.CANCELLED,
        None,
    ),
)


def of(lives: Sequence[Life]) -> list[ClaimArticle]:
    """Every article of these lives, life by life."""
    return [article for life in lives for article in articles(life)]
