"""The picture code: a sealed question that travels with the form, drawn as a picture or said in
words (ACC-14). Nothing is stored until it is answered."""

from __future__ import annotations

import base64
import io
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont

from dengta.accounts.actions.sign_in import use_picture
from dengta.accounts.rules import pictures
from dengta.accounts.rules.limits import PICTURE_LASTS
from dengta.accounts.rules.pictures import Question
from dengta.database.uids import new_uid
from dengta.refusal import Refusal
from dengta.vault import sealing

WIDTH, HEIGHT = 124, 42
INKS = ("#6f0b11", "#164b93", "#14603a", "#3b424d", "#7d4b00")
WRONG = "验证码不正确，请按新的图片重新输入。"
TOO_OLD = "验证码已过期，请按新的图片重新输入。"


@dataclass(frozen=True, slots=True)
class Posed:
    """A question and the sealed ``token`` by which the form brings it back."""

    question: Question
    token: str


def pose(*, in_words: bool, at: datetime) -> Posed:
    """A new question, valid for five minutes and for one answer."""
    question = pictures.sum_in_words() if in_words else pictures.picture()
    uid = new_uid()
    body = json.dumps({**asdict(question), "at": at.timestamp(), "seed": secrets.randbits(64)})
    sealed = sealing.seal("picture", "question", uid, body)
    return Posed(question, f"{uid.hex}.{base64.urlsafe_b64encode(sealed).decode()}")


def insist(*, token: str, typed: str, at: datetime) -> None:
    """Refuse a wrong, old or used answer, beside the field ``picture``; right or wrong, the
    question is used up."""
    uid, question, posed_at, _ = _open(token)
    if at - posed_at > PICTURE_LASTS:
        raise Refusal(TOO_OLD, field="picture")
    use_picture(mark=uid.hex, at=at)
    if not pictures.is_right(question.answer, typed):
        raise Refusal(WRONG, field="picture")


def drawn(token: str) -> bytes:
    """The question as a PNG of 124×42 pixels: letters turned and shifted, two lines across."""
    _, question, _, seed = _open(token)
    chance = Random(seed)
    image = Image.new("RGB", (WIDTH, HEIGHT), "#f3efe6")
    pen = ImageDraw.Draw(image)
    for _ in range(3):
        points = [(x, chance.randint(4, HEIGHT - 4)) for x in range(0, WIDTH + 1, 31)]
        pen.line(points, fill=chance.choice(("#dba53a", "#c6ccd5", "#b9c7dc")), width=1)
    for place, letter in enumerate(question.shown[: pictures.LENGTH]):
        _put(image, letter, 10 + place * 27 + chance.randint(-3, 3), chance)
    stored = io.BytesIO()
    image.save(stored, "PNG")
    return stored.getvalue()


def _put(image: Image.Image, letter: str, left: int, chance: Random) -> None:
    tile = Image.new("RGBA", (34, 40), (0, 0, 0, 0))
    font = ImageFont.load_default(size=chance.randint(25, 29))
    ImageDraw.Draw(tile).text((6, 2), letter, font=font, fill=chance.choice(INKS))
    turned = tile.rotate(chance.randint(-18, 18), resample=Image.Resampling.BICUBIC)
    image.paste(turned, (left, chance.randint(-2, 4)), turned)


def _open(token: str) -> tuple[UUID, Question, datetime, int]:
    try:
        name, sealed = token.split(".", 1)
        uid = UUID(name)
        raw = sealing.unseal("picture", "question", uid, base64.urlsafe_b64decode(sealed))
        body = json.loads(raw)
        posed_at = datetime.fromtimestamp(body.pop("at"), UTC)
        seed = int(body.pop("seed"))
        return uid, Question(**body), posed_at, seed
    except Exception as error:
        raise Refusal(TOO_OLD, field="picture") from error
