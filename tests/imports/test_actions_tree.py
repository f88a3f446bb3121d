from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from dengta.access.reach import ROOT_PATH
from dengta.audit.models import Line
from dengta.codes.rules import packaged
from dengta.counts.queries import totals
from dengta.counts.rules import Dimension
from dengta.findings.models import Finding
from dengta.imports.actions import tree
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.refusal import OutOfReach, Refusal
from tests.world import NOON, Province, actor, organization, root

pytestmark = pytest.mark.django_db

SHANDONG = Path(packaged.__file__).parents[1] / "tables" / "region_shandong_201707.csv"

HEAD = "code,parent_code,label,category,secretary,contact,phone,unit_name,unit_category,unit_code\n"


def written(tmp_path: Path, *lines: str, head: str = HEAD) -> Path:
    file = tmp_path / "tree.csv"
    file.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return file


def told(done: tree.Imported) -> dict[int, str]:
    return {one.number: one.sentence for one in done.refused}


def everything() -> list[object]:
    """All that an import could touch, to compare before and after."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Organization, Unit, UnitLink, Finding, Line)
    ]


@pytest.mark.spec("ORG-05")
def test_the_regions_of_a_province_become_its_tree() -> None:
    root()
    rows = SHANDONG.read_text(encoding="utf-8-sig").count("\n") - 1
    done = tree.import_file(SHANDONG, at=NOON)
    assert (done.created, done.unchanged, done.refused) == (rows - 1, 1, [])
    top = Organization.objects.get(path=ROOT_PATH)
    assert (top.name, top.code, top.category) == ("中共P省委员会", "037", "121")
    county = Organization.objects.get(code="370102")
    assert county.category == "141"
    assert county.parent is not None
    assert (county.parent.code, county.parent.category) == ("370100", "131")
    assert county.path.startswith(county.parent.path)
    assert totals([ROOT_PATH])[ROOT_PATH].of(Dimension.ORGANIZATIONS) == rows
    assert Line.objects.filter(event="organization_created").count() == rows - 1
    broken = set(Finding.objects.filter(subject_uid=county.uid).values_list("rule", flat=True))
    assert broken == {"ORG-03.secretary", "ORG-03.contact", "ORG-03.phone"}


@pytest.mark.spec("ORG-05")
def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    root()
    file = written(
        tmp_path,
        "37,,东海省",
        "3701,37,临河市",
        "370102,3701,东平川县",
        "370102001,370102,青石镇",
        "370102001201,370102001,柳园村",
        "370102001202,370102001,柳园村委",
        "37010,404,无上级",
    )
    first = tree.import_file(file, at=NOON)
    before = everything()
    second = tree.import_file(file, at=NOON)
    assert first.created == 5
    assert (second.created, second.unchanged) == (0, 6)
    assert told(first) == told(second)
    assert set(told(second)) == {8}
    assert everything() == before


def test_what_the_file_lacks_is_stored_empty_and_becomes_a_finding(tmp_path: Path) -> None:
    root()
    file = written(
        tmp_path,
        "1,,临河市",
        "2,1,东平川县",
        "3,2,青石镇,611,田禾秋,赵麦香,0699-8880011,青石镇人民政府,13,CUN0001",
        "4,3,联合村,联合党支部",
    )
    # one row without a parent would be the root itself
    file.write_text(file.read_text(encoding="utf-8") + "9,,南岭市\n", encoding="utf-8")
    assert tree.import_file(file, at=NOON).refused == []
    town, joint = (Organization.objects.get(code=code) for code in ("3", "4"))
    assert (town.secretary, town.contact, town.phone) == ("田禾秋", "赵麦香", "0699-8880011")
    assert (joint.category, joint.situation, joint.phone) == ("632", "3", "")

    def rules(uid: UUID) -> set[str]:
        return set(Finding.objects.filter(subject_uid=uid).values_list("rule", flat=True))

    assert rules(town.uid) == set()
    assert rules(joint.uid) == {
        "ORG-03.secretary",
        "ORG-03.contact",
        "ORG-03.phone",
        "ORG-06.units",
    }
    offices = Unit.objects.get(name="青石镇人民政府")
    assert (offices.category, offices.establishment, offices.has_party_group) == ("13", "11", None)
    assert rules(offices.uid) == {"UNT-03.has_party_group", "UNT-04.length"}
    village = Unit.objects.get(name="联合村")
    assert rules(village.uid) == {"UNT-03.has_party_group", "UNT-03.code"}
    assert village.code == ""
    link = UnitLink.objects.get(organization=joint)
    assert (link.unit, link.is_default) == (village, True)


@pytest.mark.spec("ORG-04", "ORG-16", "UNT-04")
def test_each_refused_row_is_told_with_its_number(tmp_path: Path) -> None:
    root()
    file = written(
        tmp_path,
        "37,,东海省",
        "1,37,临河市",
        "2,37,南岭市,999",
        "3,37,北坡市,131,,,12345",
        "4,1,东平川县",
        "5,4,某省委,121",
        "6,4,某支部,631,,,,某单位,15,91370999MA0000023A",
        "7,4,某总支,621,,,,某单位,乱写",
        "8,5,在拒绝的下面",
        "9,8,更下面",
        "10,1,东平川县",
        "A 1,1,代码有空格",
        "11,1,",
    )
    done = tree.import_file(file, at=NOON)
    sentences = told(done)
    assert set(sentences) == {4, 5, 7, 8, 9, 10, 11, 12, 13, 14}
    assert "没有这个组织类别" in sentences[4] or "不能设在" in sentences[4]
    assert "手机号应为11位" in sentences[5]
    assert "级别高于上级党组织" in sentences[7]
    assert "校验码" in sentences[8]
    assert "没有这个选项" in sentences[9]
    assert "第7行" in sentences[10]
    assert "第10行" in sentences[11]
    assert "同级党组织中已有" in sentences[12]
    assert "不能用作党组织编码" in sentences[13]
    assert "请填写党组织名称" in sentences[14]
    assert done.created == 2
    assert done.sentences()[0] == ("新增 2 个党组织，1 行已在系统中、没有变化，10 行没有导入。")
    assert done.sentences()[1].startswith("第4行：")


def test_a_name_and_the_codes_of_the_page_do_not_collide(
    province: Province, tmp_path: Path
) -> None:
    """A code that the system would give next is passed over by the page (ORG-05)."""
    town = province["T1"]
    file = written(tmp_path, f"{town.code}0004,{town.code},柳园村", "x,,甲", "y,,乙")
    assert told(tree.import_file(file, at=NOON)) == {}
    assert organization(town, "槐树村党支部").code == f"{town.code}0005"


def test_batches_follow_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "BATCH", 3)
    root()
    villages = [f"v{number},t{number % 4},村{number}" for number in range(10)]
    towns = [f"t{number},c,镇{number}" for number in range(4)]
    steps: list[tuple[int, int]] = []
    file = written(tmp_path, *villages, *towns, "s,,省", "a,s,市", "c,a,县")
    done = tree.import_file(file, at=NOON, progress=lambda at, of: steps.append((at, of)))
    assert (done.created, done.refused) == (16, [])
    assert steps[-1] == (16, 16)
    assert len(steps) == 8
    paths = Organization.objects.filter(code__startswith="v").values_list("path", "parent__path")
    assert all(path.startswith(above) for path, above in paths)
    assert len({path for path, _ in paths}) == 10


def test_one_log_line_for_each_organisation_and_unit(tmp_path: Path) -> None:
    root()
    file = written(tmp_path, "1,,临河市", "9,,南岭市", "2,1,东平川县", "3,2,青石镇")
    tree.import_file(file, at=NOON)
    made = set(Organization.objects.exclude(path=ROOT_PATH).values_list("uid", flat=True))
    units = set(Unit.objects.values_list("uid", flat=True))
    for event, subjects in (("organization_created", made), ("unit_created", units)):
        told_of = list(Line.objects.filter(event=event).values_list("subject_uid", flat=True))
        assert set(told_of) == subjects
        assert len(told_of) == len(subjects)
    assert Line.objects.filter(event="organization_created").count() == 4


def test_only_for_the_whole_tree_and_after_installation(province: Province, tmp_path: Path) -> None:
    file = written(tmp_path, "1,,临河市", "9,,南岭市")
    with pytest.raises(OutOfReach):
        tree.import_file(file, by=actor(province["T1"]), at=NOON)
    assert tree.import_file(file, by=province.actor("P"), at=NOON).created == 2


def test_without_a_root_nothing_is_imported(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="dengta install"):
        tree.import_file(written(tmp_path, "1,,临河市"), at=NOON)
