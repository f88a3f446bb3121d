"""A photo in the browser: chosen, seen at once, refused, saved (GEN-03)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dengta.files.rules.kinds import MB
from tests.files.making import picture
from tests.journeys.screen import screen
from tests.operations.running import Server

CLERK = "13900000053"


@pytest.mark.spec("GEN-03", "ACC-19")
def test_a_chosen_photo_is_seen_at_once_and_saved(
    browser: Browser, office: Server, tmp_path: Path
) -> None:
    photo, large = tmp_path / "IMG_0001.jpg", tmp_path / "IMG_0002.jpg"
    photo.write_bytes(picture("JPEG", (900, 1200)))
    large.write_bytes(picture("JPEG").ljust(5 * MB + 1, b"\0"))
    with screen(browser, f"http://127.0.0.1:{office.port}") as shown:
        page = shown.page
        shown.sign_in(CLERK)
        shown.go("/zhanghao/")
        page.get_by_role("link", name="上传头像").click()
        dialog = page.get_by_role("dialog")
        choose = dialog.locator("input[type=file]")
        choose.set_input_files(large)
        told = choose.evaluate("input => input.validationMessage")
        assert told.startswith("单张照片上传不可超过2M")
        choose.set_input_files(photo)
        expect(dialog.get_by_text("预览，还没有保存")).to_be_visible()
        shown.picture("photo-preview")
        dialog.get_by_role("button", name="保存").click()
        expect(page.get_by_text("保存成功")).to_be_visible()
        portrait = page.get_by_role("img", name="我的头像")
        expect(portrait).to_be_visible()
        expect(portrait).to_have_js_property("naturalWidth", 160)
    for name in (office.data / "files").rglob("*"):
        if name.is_file():
            assert b"JFIF" not in name.read_bytes()


@pytest.mark.spec("GEN-04", "MEM-01")
def test_a_photo_needs_no_script(browser: Browser, office: Server, tmp_path: Path) -> None:
    photo = tmp_path / "IMG_0001.png"
    photo.write_bytes(picture("PNG", (300, 300)))
    with screen(browser, f"http://127.0.0.1:{office.port}", script=False) as shown:
        page = shown.page
        shown.sign_in(CLERK)
        shown.go("/dangyuan/dangyuan")
        page.locator("a[href^='/dangyuan/dangyuan/0']").first.click()
        page.get_by_role("link", name="上传照片").click()
        page.locator("input[type=file]").set_input_files(photo)
        page.get_by_role("button", name="预览").click()
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("保存成功")).to_be_visible()
        expect(page.get_by_role("link", name="更换照片")).to_be_visible()
