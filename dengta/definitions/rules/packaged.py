"""The definitions that travel with the program: ``sets/<name>.toml``, and what is wrong with them.

A file is written once and then only added to: a change raises ``version``, new fields say
``since``, fields that go say ``until``, so that rows of every version can be read. ``digests.toml``
holds what each version said; a file that says something else under an old number is refused.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, fields
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from dengta.definitions.rules.shapes import Definition, FieldRule, Kind

SETS = Path(__file__).resolve().parent.parent / "sets"
DIGESTS = "digests.toml"
LONGEST_NAME = 40
"""Characters of ``<set>.<field>``, as changes are kept."""

_KEYS = frozenset(field.name for field in fields(FieldRule)) - {"categories", "options"}
_SET_KEYS = frozenset(
    {"label", "subject", "version", "several", "by", "field", "held_by", "newest"}
)
_LIMITED = {Kind.NUMBER, Kind.AMOUNT}
_UNSAID = frozenset({"since", "until", "help"})
_LATER: dict[str, Any] = {"not_future": False, "not_before": "", "filled_from": ()}
"""Keys that shapes got later: a field that does not use them says what it always said."""


class BadDefinition(ValueError):
    """A file of ``sets/`` that is no definition: what is wrong, and where."""


@cache
def definitions() -> Mapping[str, Definition]:
    """Every definition by its name; raises :class:`BadDefinition` for files that are none."""
    return read_all(SETS)


def definition(name: str) -> Definition:
    """The definition ``name``; ``KeyError`` for one that we do not have."""
    return definitions()[name]


def read_all(folder: Path) -> dict[str, Definition]:
    """The definitions of ``folder``, each checked against what its versions said before."""
    digests = tomllib.loads((folder / DIGESTS).read_text("utf-8"))
    found: dict[str, Definition] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.name == DIGESTS:
            continue
        one = read(file.stem, tomllib.loads(file.read_text("utf-8")))
        for version in range(1, one.version + 1):
            if digests.get(one.name, {}).get(str(version)) != digest(one, version):
                raise BadDefinition(
                    f"{file.name}: version {version} says something else than {DIGESTS}; "
                    "a change needs a new version"
                )
        found[one.name] = one
    return found


def read(name: str, body: Mapping[str, Any]) -> Definition:
    """The definition in the tables of a file; raises :class:`BadDefinition`."""
    if strange := sorted(set(body) - _SET_KEYS):
        raise BadDefinition(f"{name}: {strange} mean nothing")
    try:
        one = Definition(
            name=name,
            label=body["label"],
            subject=body["subject"],
            version=body["version"],
            several=body.get("several", False),
            by=body.get("by", ""),
            fields=tuple(_field(name, each) for each in body["field"]),
            held_by=tuple(body.get("held_by", ())),
            newest=body.get("newest", ""),
        )
    except (KeyError, TypeError) as error:
        raise BadDefinition(f"{name}: {error} is missing or no good") from error
    wrong = list(_wrong(one))
    if wrong:
        raise BadDefinition(f"{name}: {'; '.join(wrong)}")
    return one


def digest(one: Definition, version: int) -> str:
    """What ``one`` says at ``version``, in 16 characters; the order of its fields counts, the
    number of the version does not, nor who has the set and how its rows stand: stored rows are
    read the same."""
    said = [
        {
            key: value
            for key, value in asdict(each).items()
            if key not in _UNSAID and not (key in _LATER and value == _LATER[key])
        }
        for each in one.fields
        if each.stands_in(version)
    ]
    head = [one.name, one.label, one.subject, one.several, one.by]
    return sha256(json.dumps([head, said], default=str).encode()).hexdigest()[:16]


def strangers(one: Definition, tables: Mapping[str, Collection[str]]) -> list[str]:
    """What ``one`` names that the code tables (name → codes) do not have."""
    found = [f"no table {one.by}"] if one.by and one.by not in tables else []
    for each in one.fields:
        found.extend(
            f"{each.name}: no category begins with {prefix}"
            for prefix in each.categories
            if not any(code.startswith(prefix) for code in tables.get(one.by, ()))
        )
        if each.table and each.table not in tables:
            found.append(f"{each.name}: no table {each.table}")
        missing = sorted(set(each.groups) - set(tables.get(each.table, ())))
        found.extend(f"{each.name}: {each.table} has no {group}" for group in missing)
    return found


def _field(name: str, body: Mapping[str, Any]) -> FieldRule:
    if strange := sorted(set(body) - _KEYS - {"for", "options"}):
        raise BadDefinition(f"{name}: {strange} of {body.get('name')} mean nothing")
    given = {key: value for key, value in body.items() if key in _KEYS}
    try:
        given["kind"] = Kind(given["kind"])
    except ValueError as error:
        raise BadDefinition(f"{name}: {error}") from error
    for key in ("least", "most"):
        if key in given:
            given[key] = Decimal(str(given[key]))
    for key in ("groups", "filled_from"):
        if key in given:
            given[key] = tuple(given[key])
    return FieldRule(
        **given,
        categories=tuple(body.get("for", ())),
        options=tuple((code, label) for code, label in body.get("options", ())),
    )


def _wrong(one: Definition) -> Iterator[str]:
    if one.version < 1:
        yield "versions begin with 1"
    for version in range(1, one.version + 1):
        names = [each.name for each in one.fields if each.stands_in(version)]
        for twice in sorted({name for name in names if names.count(name) > 1}):
            yield f"{twice} stands twice in version {version}"
    for each in one.fields:
        if not each.name.isidentifier() or len(f"{one.name}.{each.name}") > LONGEST_NAME:
            yield f"{each.name!r} is no name"
        if each.kind is Kind.CODE and not each.table:
            yield f"{each.name} names no table"
        if each.kind is Kind.OPTION and not each.options:
            yield f"{each.name} has no options"
        if each.kind in {Kind.TEXT, Kind.LONG_TEXT} and not each.longest:
            yield f"{each.name} has no limit"
        if (each.least is not None or each.most is not None) and each.kind not in _LIMITED:
            yield f"{each.name} is no number and has no bounds"
        if each.secret and each.searched:
            yield f"{each.name} cannot be secret and searched"
        yield from _wrong_date(one, each)
        last = one.version if each.until is None else each.until
        if not 1 <= each.since <= last <= one.version:
            yield f"{each.name} stands in versions that do not exist"
    newest = [each.kind for each in one.fields if each.name == one.newest]
    if one.newest and (not one.several or Kind.DATE not in newest):
        yield f"{one.newest} is no date by which rows stand"


def _wrong_date(one: Definition, each: FieldRule) -> Iterator[str]:
    """What is wrong with the rules of a date: they are for dates, and name fields of the set."""
    kinds = {(field.name, field.kind) for field in one.fields}
    if (each.not_future or each.not_before or each.filled_from) and each.kind is not Kind.DATE:
        yield f"{each.name} is no date"
    if each.not_before and (each.not_before, Kind.DATE) not in kinds:
        yield f"{each.name} cannot follow {each.not_before}"
    if each.filled_from:
        day, *years = each.filled_from
        if (day, Kind.DATE) not in kinds or [(y, Kind.NUMBER) in kinds for y in years] != [True]:
            yield f"{each.name} cannot be filled from {list(each.filled_from)}"
