"""Pictures: looked at before they are decoded, and written anew so that nothing rides along."""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO

from PIL import Image, ImageOps, ImageSequence, JpegImagePlugin

from dengta.files.rules import signatures
from dengta.files.rules.picture_frames import Malformed, Outline, outline
from dengta.refusal import Refusal

MOST_PIXELS = 36_000_000
"""Of one picture: a page of A4 at 600 dots per inch has 34.8 million."""
MOST_TO_DECODE = 360_000_000
"""Pixels times passes: a progressive photo has some ten scans."""
MOST_MOVING = 12_000_000
"""Pixels of all frames of a moving GIF."""
MOST_TO_OPTIMISE = 16_000_000
"""Pixels up to which a JPG gets codes of its own: smaller, but all of it in memory once more."""
LONGEST_SIDE = 16_384

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "BMP"}
FACE = (0.5, 0.4)
"""What stays in the middle when a photo is cropped: a little above its own."""

_DECODING = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError,
    MemoryError, struct.error, zlib.error, Image.DecompressionBombError, Malformed,
)  # fmt: skip


def written_anew(content: bytes, ending: str) -> bytes:
    """The same picture in the same format without anything beside its pixels: no place, no camera,
    no comment. An upright one stays upright. Refuses like :func:`_opened`."""
    image, seen = _opened(content, ending)
    try:
        if seen.frames > 1:
            return _moving(image)
        return _saved(_upright(image), ending, image)
    except _DECODING as error:
        raise _damaged() from error


def fitted(content: bytes, ending: str, size: tuple[int, int]) -> bytes:
    """The picture scaled and cropped to ``size`` (width, height in pixels), as JPG (GEN-03).

    Fitted again it stays the same to the eye: a preview comes back to be saved.
    """
    image, _seen = _opened(content, ending)
    try:
        image.draft("RGB", (size[0] * 4, size[1] * 4))
        upright = _upright(image)
        if _is_see_through(upright):
            upright = upright.convert("RGBA")
            paper = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(paper, upright)
        scaled = ImageOps.fit(
            upright.convert("RGB"), size, Image.Resampling.LANCZOS, centering=FACE
        )
        scaled.info = {}
        out = BytesIO()
        scaled.save(out, "JPEG", quality=92)
    except _DECODING as error:
        raise _damaged() from error
    return out.getvalue()


def _opened(content: bytes, ending: str) -> tuple[Image.Image, Outline]:
    """The decoded picture and its outline.

    Refuses (field ``file``) what is damaged, what would take too much room, moving PNGs, and what
    hides another file behind its end or a script anywhere.
    """
    try:
        seen = outline(ending, content)
    except Malformed as error:
        raise _damaged() from error
    _refuse_too_large(seen, ending)
    tail = content[seen.end :]
    strict = ending in {"png", "gif"} and tail.strip(b"\0")
    if strict or signatures.hides_something(tail) or signatures.foreign_code(content):
        raise _refused(
            "这张图片里夹带了别的内容，不安全。请用看图软件打开它，另存为新的图片后再上传。"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(content), formats=[FORMATS[ending]])
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(image.width, image.height)
    except _DECODING as error:
        raise _damaged() from error
    return image, seen


def _refuse_too_large(seen: Outline, ending: str) -> None:
    wide, high = seen.width, seen.height
    if wide * high > MOST_PIXELS or max(wide, high) > LONGEST_SIDE:
        raise _too_large(wide, high)
    if seen.pixels > (MOST_MOVING if seen.frames > 1 else MOST_TO_DECODE):
        raise _refused("这张图片打开时要占用太多内存。请用看图软件缩小后另存，再上传。")
    if seen.frames > 1 and ending == "png":
        raise _refused("不能上传会动的 PNG 图片。请用看图软件另存为不动的图片后再上传。")


def _upright(image: Image.Image) -> Image.Image:
    """The picture turned as its camera said."""
    image.load()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            turned = image.getexif().get(0x0112, 1)
        except _DECODING:
            turned = 1
        return image if turned in {None, 1} else ImageOps.exif_transpose(image)


def _is_see_through(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _saved(upright: Image.Image, ending: str, original: Image.Image) -> bytes:
    """``upright`` as bytes; a JPG with the tables of the ``original``, so that it loses little."""
    how: dict[str, object] = {}
    if FORMATS[ending] == "JPEG":
        if upright.mode not in {"L", "RGB"}:
            upright = upright.convert("RGB")
            how = {"quality": 90}
        else:
            how = {
                "qtables": getattr(original, "quantization", None),
                "subsampling": JpegImagePlugin.get_sampling(original),
            }
        how["optimize"] = upright.width * upright.height <= MOST_TO_OPTIMISE
    kept = upright.info.get("transparency")
    upright.info = {} if kept is None else {"transparency": kept}
    out = BytesIO()
    upright.save(out, FORMATS[ending], **how)
    return out.getvalue()


def _moving(image: Image.Image) -> bytes:
    """A moving GIF, frame by frame."""
    frames, lasting = [], []
    for frame in ImageSequence.Iterator(image):
        lasting.append(int(frame.info.get("duration", 100)))
        frames.append(frame.convert("RGBA"))
        frames[-1].info = {}
    out = BytesIO()
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=lasting, loop=0, disposal=2
    )
    return out.getvalue()


def _too_large(wide: int, high: int) -> Refusal:
    return _refused(f"图片太大（{wide}×{high} 像素）。请用看图软件缩小后另存，再上传。")


def _damaged() -> Refusal:
    return _refused("这张图片不完整，或不是真正的图片。请用看图软件打开检查，另存后再上传。")


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="file")
