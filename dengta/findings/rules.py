"""What can be wrong with a record, as data: identifier → sentence.

The rooms that know a rule look whether it holds and hand its finding in. Rooms with rules of their
own add rows at the end of their group; identifiers are stored and never change. Arguments fill the
braces of a sentence and never hold a personal value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FindingRule:
    """The sentence that says what is wrong and what to do; ``noun`` is the kind of record."""

    sentence: str
    noun: str


MEMBER = "member"
ORGANIZATION = "organization"
UNIT = "unit"

NOUN_LABELS: dict[str, str] = {MEMBER: "党员", ORGANIZATION: "党组织", UNIT: "单位"}

RULES: dict[str, FindingRule] = {
    # members
    "MEM-02.sex": FindingRule("性别与公民身份证号不一致，请核对后更正。", MEMBER),
    "MEM-02.birth_date": FindingRule("出生日期与公民身份证号不一致，请核对后更正。", MEMBER),
    "MEM-03.unknown": FindingRule("公民身份证号尚不清楚，请查明后填写。", MEMBER),
    "MEM-04.interval": FindingRule(
        "加入党组织日期与转为正式党员日期相隔不足一年，请对照当时的党章规定核对。", MEMBER
    ),
    "MEM-10": FindingRule("未实名认证：还没有与人口信息核对，请在系统接通后完成认证。", MEMBER),
    # organisations
    "ORG-06.unit": FindingRule("这一类党组织应当有所在单位，现在没有，请补充关联。", ORGANIZATION),
    "ORG-06.units": FindingRule(
        "联合党支部应当至少有两个单位，现在不足，请补充关联。", ORGANIZATION
    ),
    "ORG-06.default": FindingRule("联合党支部还没有选定默认单位，请选定一个。", ORGANIZATION),
    "ORG-03.secretary": FindingRule("没有填写党组织书记，请补充。", ORGANIZATION),
    "ORG-03.contact": FindingRule("没有填写党组织联系人，请补充。", ORGANIZATION),
    "ORG-03.phone": FindingRule("没有填写联系电话，请补充。", ORGANIZATION),
    "ORG-14.term": FindingRule(
        "应换届日期是 {due}，已经过了。换届以后，请在换届信息中登记新的一届。", ORGANIZATION
    ),
    "GEN-09.category": FindingRule(
        "组织类别“{category}”已不能选用，请用【更改】改为现行的类别。", ORGANIZATION
    ),
    # units
    "UNT-03.code": FindingRule("没有填写党组织所在单位代码，请补充。", UNIT),
    "UNT-03.has_party_group": FindingRule("没有填写是否成立党组，请补充。", UNIT),
    "UNT-04.length": FindingRule(
        "单位代码有{length}位，不是18位统一社会信用代码，也不是9位组织机构代码，请核对。", UNIT
    ),
    "UNT-04.registrar": FindingRule("单位代码的登记管理部门代码不在代码表中，请核对。", UNIT),
    "UNT-04.kind": FindingRule("单位代码的机构类别代码不在代码表中，请核对。", UNIT),
    "UNT-02": FindingRule(
        "单位已经登记，还没有关联党组织。请在该党组织的“更换单位”中选择它，或改为由党组织管理。",
        UNIT,
    ),
    "GEN-09.unit_category": FindingRule(
        "单位类别不是可选的一类（只写到大类，或已停用），请选到具体的一类。", UNIT
    ),
    "GEN-09.establishment": FindingRule(
        "单位建立党组织情况不是可选的一项（只写到大类，或已停用），请重新选择。", UNIT
    ),
    "UNT-08": FindingRule("单位建立党组织情况与所关联的最高一级党组织的类别不相符，请核对。", UNIT),
}


def sentence_of(rule: str, args: Mapping[str, object]) -> str:
    """The sentence of ``rule`` with its arguments filled in.

    A rule that was taken away since, or an argument that is missing, still gives a sentence.
    """
    known = RULES.get(rule)
    if known is None:
        return f"这条记录不符合规则 {rule}，请核对。"
    try:
        return known.sentence.format_map({name: str(value) for name, value in args.items()})
    except KeyError:
        return f"这条记录不符合规则 {rule}，请核对。"
