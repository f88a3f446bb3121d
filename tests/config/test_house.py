"""The house of ADR 0001, where import-linter does not look: keys and look-ups between rooms."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

from django.apps import apps
from django.db.models import Field, ForeignObjectRel

from config.environment import ROOT

LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"][0]["layers"]
ORDER = {layer.strip("()"): place for place, layer in enumerate(LAYERS)}
"""Room → how far from the top."""


def keys() -> Iterator[tuple[Field[object, object], str, str]]:
    """Every key between two of our tables: the field, its room and the room that it points to."""
    for model in apps.get_models():
        if not model.__module__.startswith("dengta."):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not isinstance(field, ForeignObjectRel):
                target = field.related_model
                assert target is not None
                yield field, model._meta.app_label, target._meta.app_label


def test_keys_between_rooms_point_down_and_leave_no_name_there() -> None:
    found = [(field, room, target) for field, room, target in keys() if room != target]
    assert found, "members lie in organisations"
    for field, room, target in found:
        assert ORDER[room] < ORDER[target], f"{field} points up"
        assert field.remote_field is not None
        assert field.remote_field.related_name == "+", f"{field} gives {target} a name from above"


def test_nobody_looks_a_model_up_by_its_name() -> None:
    sinners = []
    for file in (ROOT / "dengta").rglob("*.py"):
        if "migrations" in file.parts:
            continue
        sinners += [
            f"{file}:{node.lineno}"
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Attribute) and node.attr == "get_model"
        ]
    assert sinners == []


def test_nobody_sends_or_receives_a_signal_of_models() -> None:
    names = ("post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed")
    sinners = []
    for file in (ROOT / "dengta").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                sinners += [f"{file}: {each.name}" for each in node.names if each.name in names]
    assert sinners == []


def test_no_file_is_called_by_a_word_for_nothing() -> None:
    empty_words = {"utils", "helpers", "common", "misc", "base"}
    exempt = {ROOT / "dengta" / "database" / "sqlite" / "base.py"}  # Django asks for this name
    found = [
        path
        for folder in ("dengta", "config", "tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if path.stem in empty_words and path not in exempt
    ]
    assert found == []
