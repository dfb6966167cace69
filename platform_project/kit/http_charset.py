"""Which charsets an answer's text is decoded from: those of the web whose decoders are linear and in C.

The charset is the other server's word. Python knows some that take quadratic time (punycode), raise whatever
they are told (idna, undefined) or are none at all, and remembers every unknown name it was asked for.
"""

from __future__ import annotations

import re

_PARAMETER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:+-]{1,40})""", re.IGNORECASE)
_KNOWN = re.compile(
    r"utf[-_]?(8([-_]?sig)?|(16|32)([-_]?[lb]e)?)|(us[-_]?)?ascii|latin[-_]?\d{1,2}|iso[-_]?8859[-_]\d{1,2}"
    r"|windows[-_]?125[0-8]|cp\d{3,4}|koi8[-_][rtu]|gbk|gb[-_]?2312|gb[-_]?18030|big5([-_]?hkscs)?"
    r"|shift[-_]?jis|sjis|euc[-_]?(jp|kr)|tis[-_]?620",
    re.IGNORECASE,
)


def charset_of(content_type: str) -> str:
    """The charset that a Content-Type header names; UTF-8 if it names none."""
    found = _PARAMETER.search(content_type)
    return found.group(1).lower() if found else "utf-8"


def decoded(content: bytes, charset: str) -> str:
    """`content` as text. What cannot be decoded becomes U+FFFD; an unknown charset is taken for UTF-8."""
    if _KNOWN.fullmatch(charset):
        try:
            return content.decode(charset, errors="replace")
        except LookupError:  # looks like one of them, and is none: cp9999
            pass
    return content.decode(errors="replace")
