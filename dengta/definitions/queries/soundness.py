"""Whether the definitions fit the code tables and what is stored: asked at every start."""

from __future__ import annotations

from django.db.models import Max

from dengta.codes.queries import tables
from dengta.codes.rules.packaged import table_names
from dengta.definitions.models import SetRow
from dengta.definitions.rules.packaged import BadDefinition, definitions, strangers


def problems() -> list[str]:
    """What is wrong with the definitions, one sentence each; [] when they may be served."""
    try:
        known = definitions()
    except BadDefinition as error:
        return [str(error)]
    codes = {name: tables.labels(name).keys() for name in table_names()}
    found = [f"{one.name}: {wrong}" for one in known.values() for wrong in strangers(one, codes)]
    stored = SetRow.objects.values_list("set").annotate(newest=Max("version")).order_by("set")
    for name, newest in stored:
        if name not in known:
            found.append(f"{name}: 数据库中有这个信息集，程序中没有它的定义")
        elif newest > known[name].version:
            found.append(f"{name}: 数据库中的版本{newest}比程序的版本{known[name].version}新")
    return found
