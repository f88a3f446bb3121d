"""Clerks who write through real pages without a pause, and remember what they were answered."""

from __future__ import annotations

import http.client
import random
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.kills.clerk import Clerk, Form, Page

TROUBLE = (OSError, http.client.HTTPException)
PAUSE = 0.05
PATIENCE = 60.0


class NotNow(Exception):
    """A page could not be read: the server is down or is just coming up."""


@dataclass
class Attempt:
    """One form posted: what it is to do to whom, and whether it was answered as done."""

    kind: str
    subject: str
    value: str
    form: Form
    answered: bool = False

    @property
    def mark(self) -> str:
        return self.form.fields["mark"]


@dataclass
class Writer(threading.Thread):
    """Posts one form after the other until it is stopped; a subclass says which.

    What was not answered is posted once more with the same mark, or left alone, as chance has it.
    """

    clerk: Clerk
    mobile: str
    chance: random.Random
    attempts: list[Attempt] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()
        self.clerk.sign_in(self.mobile)

    __hash__ = threading.Thread.__hash__

    def work(self) -> Iterator[Attempt | None]:
        """The next form to post, None when there is nothing to do now; reads pages on the way."""
        raise NotImplementedError

    @property
    def done(self) -> int:
        """How many were answered as done."""
        return sum(each.answered for each in self.attempts)

    def run(self) -> None:
        try:
            while not self._over.is_set():
                try:
                    for attempt in self.work():
                        if attempt is None or self._over.is_set():
                            break
                        self._carry_out(attempt)
                    self._over.wait(PAUSE)
                except (*TROUBLE, NotNow):
                    self._over.wait(PAUSE)
        except Exception as error:
            self.trouble.append(f"{type(self).__name__}: {error!r}")

    def stop(self) -> None:
        """Let the post that is on its way come to its end."""
        self._over.set()
        self.join(PATIENCE)
        assert not self.is_alive()

    def read(self, path: str) -> Page:
        """A page that stands; :class:`NotNow` when the server could not make it."""
        page = self.clerk.get(path)
        if page.status >= 500:
            raise NotNow
        assert page.status == 200, f"{path}: {page.status} {said(page)}"
        return page

    def ask(self, form: Form) -> Page:
        """A post that only shows the form anew."""
        page = self.clerk.post(form)
        if page.status >= 500:
            raise NotNow
        assert page.status in {200, 422}, f"{form.action}: {page.status}"
        return page

    def _carry_out(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)
        attempt.answered = self._posted(attempt)
        while not attempt.answered and self.chance.random() < 0.5 and not self._over.is_set():
            self._over.wait(PAUSE)
            attempt.answered = self._posted(attempt)

    def _posted(self, attempt: Attempt) -> bool:
        try:
            page = self.clerk.post(attempt.form)
        except TROUBLE:
            return False
        if page.status >= 500:
            return False
        assert page.onward, f"{attempt.kind} of {attempt.subject}: {page.status}\n{said(page)}"
        return True


def said(page: Page) -> str:
    """The sentences of refusal on a page."""
    plain = re.sub(r"<[^>]+>", " ", page.text)
    return re.sub(r"\s+", " ", plain)


@dataclass
class Editor(Writer):
    """编辑: another telephone number for one member after the other."""

    members: list[str] = field(default_factory=list)

    __hash__ = threading.Thread.__hash__

    def work(self) -> Iterator[Attempt | None]:
        uid = self.chance.choice(self.members)
        phone = f"139{self.chance.randrange(10**8):08d}"
        page = self.read(f"/dangyuan/dangyuan/{uid}/bianji")
        yield Attempt("edit", uid, phone, page.form("bianji").filled(phone=phone, do="save"))


@dataclass
class Enroller(Writer):
    """补录: one person after the other whom the register knows."""

    branch: str = ""
    people: list[list[str]] = field(default_factory=list)

    __hash__ = threading.Thread.__hash__

    def work(self) -> Iterator[Attempt | None]:
        if not self.people:
            return
        name, number = self.people[-1]
        page = self.read(f"/dangyuan/dangyuan/bulu?zhibu={self.branch}")
        typed = page.form("bulu").filled(name=name, id_number=number)
        page = self.ask(typed.filled(do="look"))
        page = self.ask(page.form("bulu").filled(do="ask"))
        self.people.pop()
        items = {
            "ethnicity": "01", "education": "22", "category": "1", "joined_on": "2003-07-01",
            "full_on": "2004-07-01", "post": "11", "phone": "13900000000",
            "address": "云台镇西岭村3号", "lost": "0", "floating": "0",
        }  # fmt: skip
        yield Attempt("enrol", name, "", page.form("bulu").filled(**items, do="save"))


@dataclass
class Sender(Writer):
    """转出: one member after the other to the same target."""

    members: list[str] = field(default_factory=list)
    target: tuple[str, str] = ("", "")

    __hash__ = threading.Thread.__hash__

    def work(self) -> Iterator[Attempt | None]:
        if not self.members:
            return
        uid = self.members[-1]
        page = self.read(f"/zhuanjie/zhuanchu?dangyuan={uid}")
        form = page.form("zhuanchu").filled(
            target=self.target[0], target_text=self.target[1], do="propose"
        )
        form = self.ask(form).form("zhuanchu")
        typed: dict[str, Any] = {
            "reason": "工作调动",
            "dues_until": form.fields["sent_on"][:7],
            "contacts-source-person": "韩晓禾",
            "contacts-source-phone": "0699-8880011",
        }
        self.members.pop()
        yield Attempt("send", uid, "", form.filled(**typed, do="send"))


@dataclass
class Approver(Writer):
    """同意: whatever lies on the desk."""

    __hash__ = threading.Thread.__hash__

    def work(self) -> Iterator[Attempt | None]:
        page = self.read("/zhuanjie/shenpi")
        for form in page.forms:
            if "/tongyi" in form.action:
                uid = form.action.split("/")[3]
                yield Attempt("agree", uid, form.fields["seen"], form)
                return
