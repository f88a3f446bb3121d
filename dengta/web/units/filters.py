"""The filters of the list of units, between the address and the question (UNT-01, UNT-02)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dengta.codes.queries import tables
from dengta.organizations.queries.unit_lists import UnitQuestion
from dengta.organizations.queries.unit_places import KIND_LABELS, UnitKind
from dengta.web.components import Segment, Tab
from dengta.web.fields import FieldChoice
from dengta.web.jinja import with_query

ADDRESS = "/zuzhi/danwei"
LONGEST = 200
OWN_ONLY = "0"


@dataclass(frozen=True, slots=True)
class Filters:
    """What one list asks for, as it stands in its address."""

    org: UUID
    below: str = ""
    kind: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    def url(self, **changed: object) -> str:
        """The address of this list with some of its parameters changed ("" takes one out)."""
        given = {"org": self.org, "below": self.below, "kind": self.kind, **self.texts}
        return with_query(ADDRESS, **(given | changed))

    @property
    def known_kind(self) -> UnitKind | None:
        return UnitKind(self.kind) if self.kind in list(UnitKind) else None

    @property
    def include_below(self) -> bool:
        return self.below != OWN_ONLY

    @property
    def scopes(self) -> list[Segment]:
        """本级 and 包含下级."""
        return [
            Segment("本级", self.url(below=OWN_ONLY), current=not self.include_below),
            Segment("包含下级", self.url(below=""), current=self.include_below),
        ]

    @property
    def tabs(self) -> list[Tab]:
        """The three kinds of units, each a list of its own."""
        return [
            Tab("全部单位", self.url(kind=""), current=self.known_kind is None),
            *(
                Tab(label, self.url(kind=kind.value), current=self.known_kind is kind)
                for kind, label in KIND_LABELS.items()
            ),
        ]

    @property
    def reset_url(self) -> str:
        return with_query(ADDRESS, org=self.org, below=self.below, kind=self.kind)

    def question(self, path: str, after: str, before: str) -> UnitQuestion:
        """The question for the units at ``path``."""
        return UnitQuestion(
            path=path,
            below=self.include_below,
            kind=self.known_kind,
            name=self.texts.get("name", ""),
            category=self.texts.get("category", ""),
            code=self.texts.get("code", ""),
            after=after,
            before=before,
        )


def text_of(data: Mapping[str, str], name: str) -> str:
    """What an address says under ``name``, without U+0000, which no database text may hold."""
    return data.get(name, "").replace("\x00", "")[:LONGEST]


def read(org: UUID, data: Mapping[str, str]) -> Filters:
    """The filters of an address; what no list knows is left out."""
    texts = {name: text_of(data, name).strip() for name in ("name", "code")}
    category = data.get("category", "")
    texts["category"] = category if category in tables.labels("unit_category") else ""
    return Filters(
        org=org,
        below=OWN_ONLY if data.get("below") == OWN_ONLY else "",
        kind=data.get("kind", "") if data.get("kind", "") in list(UnitKind) else "",
        texts=texts,
    )


def categories() -> list[FieldChoice]:
    """单位类别 as a filter: a group means everything in it."""
    return [
        FieldChoice(each.code, each.label, depth=each.depth)
        for each in tables.choices("unit_category", choosable=False)
    ]
