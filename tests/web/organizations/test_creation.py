"""<组织新增> (ORG-03 … ORG-10)."""

from __future__ import annotations

from typing import Any

import pytest

from dengta.organizations.models import Organization
from dengta.organizations.queries.units import unit_of
from tests.web.members.conftest import SignIn
from tests.world import Province, credit_code

NEW = "/zuzhi/dangzuzhi/xinzeng"


def filled(**given: Any) -> dict[str, Any]:
    """What the form of a branch posts."""
    return {
        "mark": "one",
        "do": "save",
        "name": "柳园党支部",
        "secretary": "田禾秋",
        "contact": "赵麦香",
        "phone": "0699-8880011",
        "category": "631",
        "situation": "2",
        "units-0-uid": "",
        "units-0-uid_text": "青石镇柳园村",
        "units-0-code": credit_code("青石镇柳园村"),
        "units-0-category": "15",
        "units-0-establishment": "13",
        "units-0-has_party_group": "0",
        **given,
    }


@pytest.mark.spec("ORG-03", "ORG-08", "ORG-10", "GEN-05")
def test_an_organisation_is_made_with_its_unit_and_its_page_says_so(
    province: Province, at_desk: SignIn
) -> None:
    browser = at_desk("T1")
    page = browser.get(NEW, {"shangji": province["G1"].uid})
    assert page.status_code == 200, page.content.decode()
    answer = browser.post(f"{NEW}?shangji={province['G1'].uid}", filled())
    assert answer.status_code == 303, answer.content.decode()
    made = Organization.objects.get(name="柳园党支部")
    assert made.parent == province["G1"]
    unit = unit_of(made)
    assert unit is not None
    assert unit.name == "青石镇柳园村"
    assert answer["Location"] == f"/zuzhi/dangzuzhi?org={made.uid}"
    assert "操作成功" in browser.get(answer["Location"]).content.decode()
