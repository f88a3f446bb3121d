"""No identity or mobile number reaches the technical log."""

from __future__ import annotations

import io
import logging

from config.logs import Masking, masked


def test_numbers_are_masked_in_messages_and_tracebacks() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Masking("{message}", style="{"))
    log = logging.Logger("masking")
    log.addHandler(handler)
    try:
        raise ValueError("身份证号 37099919900101001X 与 13900000000 不符")
    except ValueError:
        log.exception("无法保存 370999199001010012")
    text = out.getvalue()
    assert "37****************" in text
    assert "13*********" in text
    for number in ("37099919900101001X", "370999199001010012", "13900000000"):
        assert number not in text


def test_other_numbers_stay() -> None:
    line = "0699-8880011, job 20261124135001123456789, 91370000MA3C0000XX, 1390000000"
    assert masked(line) == line
