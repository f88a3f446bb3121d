"""What stands in the database of a server that was killed, as JSON; a process of its own.

With the words ``people N`` it first makes N people known to the register and prints them.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402

from dengta.accounts.models import Once  # noqa: E402
from dengta.codes.rules.id_number import check_digit  # noqa: E402
from dengta.gateways.effects.population import load_register  # noqa: E402
from dengta.members.models import Member, Movement  # noqa: E402
from dengta.operations import check  # noqa: E402
from dengta.organizations.models import Organization  # noqa: E402
from dengta.transfers.models import Transfer  # noqa: E402


def main(words: list[str]) -> None:
    """Print what ``words`` ask for."""
    print(json.dumps(_people(int(words[1])) if words else _standing()))


def _people(many: int) -> list[tuple[str, str]]:
    stems = [f"37999919800101{number:03d}" for number in range(many)]
    rows = [(f"周试{stem[-3:]}", stem + check_digit(stem)) for stem in stems]
    with transaction.atomic():
        load_register(rows)
    return rows


def _standing() -> dict[str, object]:
    movements = Counter(Movement.objects.values_list("member_id", flat=True))
    return {
        "broken": check.broken(),
        "marks": [row.mark for row in Once.objects.all()],
        "organizations": {row.name: str(row.uid) for row in Organization.objects.all()},
        "members": {
            str(row.uid): {
                "name": row.name,
                "branch": row.branch.name,
                "phone": row.phone,
                "hold": row.hold,
                "movements": movements[row.pk],
            }
            for row in Member.objects.filter(under_branch=True).select_related("branch")
        },
        "transfers": {
            str(row.uid): {"member": str(row.person.uid), "step": row.step}
            for row in Transfer.objects.select_related("member")
        },
    }


if __name__ == "__main__":
    main(sys.argv[1:])
