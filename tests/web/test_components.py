"""The component macros: what they say, to eyes and to screen readers."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import fields as dataclass_fields
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.http import HttpRequest
from django.template import engines
from django.test import Client, RequestFactory
from heroicons import IconDoesNotExist

from dengta.codes.queries.tables import Choice
from dengta.web.components import Column, Fault, MenuItem, More, Node, Step, Tab, org_badge
from dengta.web.fields import FieldChoice, FieldShape, field_shape
from dengta.web.gallery.views import PAGES
from dengta.web.icons import ICONS, icon

pytestmark = pytest.mark.urls("dengta.web.gallery.urls")

ROOT = Path(__file__).resolve().parents[2]
VOID = {"input", "img", "br", "meta", "link", "hr"}


class Drawn(HTMLParser):
    """Elements of a page in order, and whether every tag was closed in turn."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")

    def all(self, tag: str = "", **wanted: str) -> list[dict[str, str]]:
        return [
            attributes
            for name, attributes in self.elements
            if (not tag or name == tag)
            and all(attributes.get(key.replace("_", "-")) == value for key, value in wanted.items())
        ]


def draw(source: str, **context: object) -> str:
    request: HttpRequest = RequestFactory().get("/components")
    return engines["jinja2"].from_string(source).render(context, request)


PAGES_OF_THE_GALLERY = ["/components", *(f"/components/{name}" for name in PAGES)]


@pytest.mark.parametrize("address", PAGES_OF_THE_GALLERY)
def test_every_example_is_sound_markup(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    drawn = Drawn(answer.content.decode())
    assert drawn.wrong == []
    ids = Counter(attributes["id"] for _, attributes in drawn.elements if "id" in attributes)
    assert [name for name, times in ids.items() if times > 1 and not name.startswith("node-")] == []
    for _, attributes in drawn.elements:
        for key in ("for", "aria-describedby", "aria-labelledby"):
            for name in attributes.get(key, "").split():
                assert name in ids or name == "dialog-title", (key, name)
    assert all("alt" in image for image in drawn.all("img"))
    assert drawn.all("main") == [
        {"class": drawn.all("main")[0]["class"], "id": "page", "tabindex": "-1"}
    ]


def test_the_parts_of_the_gallery_answer(client: Client) -> None:
    for name in ("below", "menu", "suggest", "dialog"):
        assert client.get(f"/components/{name}").status_code == 200
    assert client.get("/components/nothing").status_code == 404


@pytest.mark.spec("GEN-13")
def test_a_field_carries_its_star_and_its_fault_beside_it() -> None:
    text = draw(
        "{{ field(name='phone', label='联系电话', required=true, value='139', errors=errors) }}",
        errors=["还少 8 位"],
    )
    drawn = Drawn(text)
    box = drawn.all("input")[0]
    assert '<i class="star" title="必填">*</i>联系电话' in text
    assert box["aria-invalid"] == box["aria-required"] == "true"
    assert box["aria-describedby"] == "id_phone-error"
    assert drawn.all("p", id="id_phone-error")
    assert drawn.all("label", **{"for": "id_phone"})
    assert "还少 8 位" in text
    assert "star" not in draw("{{ field(name='fax', label='传真') }}")


def test_a_warning_offers_the_correction_and_is_not_an_error() -> None:
    text = draw(
        "{{ field(name='born', label='出生日期', kind='date', value=born, warning='与身份证号不同',"
        " mend='<button type=\"button\">改为 1978-03-21</button>'|safe) }}",
        born=date(1978, 3, 12),
    )
    drawn = Drawn(text)
    assert 'value="1978-03-12"' in text
    assert drawn.all("button", type="button")
    assert "aria-invalid" not in drawn.all("input")[0]
    assert "has-warning" in text


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=20, help_text="与身份证上一致")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)
    sex = forms.ChoiceField(
        label="性别", choices=[("1", "男"), ("2", "女")], widget=forms.RadioSelect
    )
    post = forms.ChoiceField(label="岗位", choices=[("", "请选择"), ("0", "在岗"), ("1", "务农")])
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea)


def test_a_bound_form_field_draws_itself() -> None:
    form = PersonForm({"name": "", "password": "Secret-2017", "sex": "2", "post": "1"})
    assert not form.is_valid()
    text = draw("{% for f in form %}{{ field(f) }}{% endfor %}", form=form)
    drawn = Drawn(text)
    assert drawn.all("input", id="id_name")[0]["maxlength"] == "20"
    assert drawn.all("p", id="id_name-error")
    assert "Secret-2017" not in text
    assert [r["value"] for r in drawn.all("input", type="radio") if "checked" in r] == ["2"]
    assert [o["value"] for o in drawn.all("option") if "selected" in o] == ["1"]
    assert drawn.all("textarea", name="note")
    assert drawn.all(role="radiogroup")[0]["aria-labelledby"] == "id_sex-label"


@pytest.mark.spec("GEN-09")
def test_a_code_that_cannot_be_chosen_says_why() -> None:
    shape = field_shape(
        name="post",
        label="岗位",
        kind="chooser",
        value="121",
        choices=[
            FieldChoice("12", "12　外出务工经商人员"),
            FieldChoice("121", "121　乡村医生", 1, "已停用"),
        ],
    )
    assert [choice.selected for choice in shape.choices] == [False, True]
    drawn = Drawn(draw("{{ control(it) }}", it=shape))
    stopped = drawn.all("option", value="121")[0]
    assert "disabled" in stopped
    assert stopped["data-why"] == "已停用"
    assert stopped["data-depth"] == "1"
    assert "data-chooser" in drawn.all("select")[0]


def test_rows_of_a_code_table_are_choices_as_they_are() -> None:
    choice = Choice("22", "大专", "2", 1, choosable=False, why_not="已停用")
    shape = field_shape(name="a", label="学历", kind="select", value="22", choices=[choice])
    assert shape.choices == [FieldChoice("22", "22　大专", 1, "已停用", selected=True)]


def test_a_field_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="kind"):
        field_shape(name="a", label="a", kind="slider")
    with pytest.raises(TypeError):
        field_shape(name="a", label="a", colour="red")
    assert "name" in {field.name for field in dataclass_fields(FieldShape)}


@pytest.mark.parametrize(
    ("category", "letter", "word"),
    [
        ("141", "委", "党委"),
        ("241", "工", "工作委员会"),
        ("321", "组", "党组"),
        ("421", "委", "党委"),
        ("422", "总", "党总支"),
        ("511", "军", "军队党委"),
        ("611", "委", "党委"),
        ("621", "总", "党总支"),
        ("631", "支", "党支部"),
        ("632", "联", "联合党支部"),
        ("911", "委", "临时党委"),
        ("921", "总", "临时党总支"),
        ("931", "支", "临时党支部"),
        ("932", "联", "临时联合党支部"),
    ],
)
def test_the_boxed_letter_says_the_category(category: str, letter: str, word: str) -> None:
    badge = org_badge(category)
    assert f'title="{word}"' in badge
    assert f">{letter}</span>" in badge


def test_every_category_of_the_code_table_has_a_letter() -> None:
    path = ROOT / "dengta" / "codes" / "tables" / "org_category.csv"
    with path.open(encoding="utf-8-sig") as opened:
        listed = [row["code"] for row in csv.DictReader(opened)]
    assert len(listed) > 20
    assert [code for code in listed if ">党<" in org_badge(code)] == []


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_is_there_and_silent_unless_named(name: str) -> None:
    assert 'aria-hidden="true"' in icon(name)
    assert 'role="img" aria-label="说明"' in icon(name, 20, "说明")


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(IconDoesNotExist):
        icon("no-such-icon")


def test_a_table_numbers_marks_and_offers_its_rows() -> None:
    text = draw(
        "{% call(row) table(columns, rows, label='党员', select='member', number_from=21,"
        " current='b') %}<td>{{ row.name }}</td>{% endcall %}",
        columns=["姓名", Column("出生日期", "date", "/sort", "ascending")],
        rows=[{"uid": "a", "name": "刘巧云"}, {"uid": "b", "name": "周建禾"}],
    )
    drawn = Drawn(text)
    assert [box["value"] for box in drawn.all("input", name="member")] == ["a", "b"]
    assert drawn.all("th", aria_sort="ascending")
    assert '<td class="col-number">22</td>' in text
    assert [row["class"] for row in drawn.all("tr", aria_current="true")] == ["current"]
    assert "暂无数据" not in text


@pytest.mark.spec("GEN-14")
def test_an_empty_table_says_so() -> None:
    text = draw("{% call(row) table(['姓名'], []) %}{% endcall %}")
    assert "暂无数据" in text


def test_a_pager_at_its_end_has_nothing_to_press() -> None:
    drawn = Drawn(draw("{{ pager('第 1–3 条', '', '/next', target='list') }}"))
    assert [link["rel"] for link in drawn.all("a")] == ["next"]
    assert drawn.all("a")[0]["hx-target"] == "#list"
    assert drawn.all("span", aria_disabled="true")


@pytest.mark.spec("GEN-06")
def test_a_tree_has_its_roles_levels_and_menus() -> None:
    branch = Node(
        "2", "第一党支部", "/2", name="中共某镇第一支部委员会", category="631", menu_url="/m"
    )
    top = Node(
        "1",
        "镇委员会",
        "/1",
        category="611",
        count=1234,
        current=True,
        expanded=True,
        children=[branch],
        more=More("再显示 8 个下级党组织", "/more"),
    )
    closed = Node("3", "县直机关", "/3", category="241", branches=True, children_url="/below")
    text = draw("{{ tree(nodes, '党组织') }}", nodes=[top, closed])
    drawn = Drawn(text)
    assert drawn.wrong == []
    items = drawn.all(role="treeitem")
    assert [item["aria-level"] for item in items] == ["1", "2", "2", "1"]
    assert [item.get("aria-expanded") for item in items] == ["true", None, None, "false"]
    assert [item["aria-selected"] for item in items] == ["true", "false", "false", "false"]
    assert items[1]["data-menu-url"] == "/m"
    assert items[3]["data-children-url"] == "/below"
    assert drawn.all("a", data_menu_url="/m")
    assert "1,234" in text
    assert "（中共某镇第一支部委员会）" in text
    assert drawn.all("a", href="/more")


def test_a_menu_line_that_cannot_be_used_says_why() -> None:
    items = [
        MenuItem("转出", "/x", "transfer"),
        MenuItem("死亡", "/y", why_not="正在转接"),
        MenuItem("补删", "/z", "delete", danger=True, separated=True, dialog=True),
    ]
    text = draw("{{ menu('m', items, '孙桂芝') }}", items=items)
    drawn = Drawn(text)
    assert [line.get("href") for line in drawn.all(role="menuitem")] == ["/x", None, "/z"]
    assert "正在转接" in text
    assert "data-dialog" in drawn.all("a", href="/z")[0]
    assert drawn.all("li", role="separator")


def test_tabs_steps_and_progress_speak_without_colour() -> None:
    tabs = Drawn(
        draw(
            "{{ tabs(t, '信息集') }}",
            t=[Tab("一", "/1", True), Tab("二", why_not="请先填写基本信息")],
        )
    )
    assert tabs.all("a", aria_current="page")
    assert tabs.all("span", aria_disabled="true")[0]["title"] == "请先填写基本信息"
    path = draw("{{ steps(s) }}", s=[Step("甲", "done"), Step("乙", "now"), Step("丙", "returned")])
    assert all(word in path for word in ("（已办）", "（现在）", "（退回）"))
    assert len(Drawn(path).all("li", aria_current="step")) == 1
    bar = Drawn(draw("{{ progress('导入', 1, 3) }}")).all("progress")[0]
    assert (bar["value"], bar["max"], bar["aria-label"]) == ("1", "3", "导入")
    assert "0%" in draw("{{ progress('导入', 0, 0) }}")


def test_the_foot_says_what_is_wrong_and_leads_there() -> None:
    faults = [Fault(f"第{n}项", f"id_{n}") for n in range(7)]
    text = draw(
        "{% call footbar(faults, warnings=1) %}{{ button('保存', 'primary') }}{% endcall %}",
        faults=faults,
    )
    drawn = Drawn(text)
    assert "7 处要改" in text
    assert " 等" in text
    assert "1 处提醒" in text
    assert [link["href"] for link in drawn.all("a")] == [f"#id_{n}" for n in range(6)]


def test_a_button_with_a_reason_cannot_be_pressed() -> None:
    drawn = Drawn(draw("{{ button('确定', why_not='解决以上 4 项后才能确定') }}"))
    assert "disabled" in drawn.all("button")[0]
    assert drawn.all("button")[0]["title"] == "解决以上 4 项后才能确定"
