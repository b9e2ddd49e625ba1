"""Languages: what a language tag says about writing.

Tags are those of BCP 47. The scripts written from right to left are those with bidirectional class R or AL in
Unicode Standard Annex 9; a language's usual script is given where the tag names none.
"""

from __future__ import annotations

from functools import lru_cache

import langcodes
from langcodes.tag_parser import LanguageTagError

_RTL_SCRIPTS = frozenset(
    "arab hebr syrc syre syrj syrn thaa nkoo mand samr adlm rohg yezi armi phnx avst phli phlp prti sogd".split()
)
_RTL_LANGUAGES = frozenset(
    "ar arc arz ckb dv fa he iw ks nqo pal ps sam sd syc syr tmr ug ur xpr xsg yi phn oar".split()
)


@lru_cache(maxsize=1024)
def direction(language: str | None) -> str:
    """Return the direction in which a language is written: "rtl" or "ltr"."""
    parts = (language or "").lower().replace("_", "-").split("-")
    for part in parts[1:]:
        if len(part) == 1:  # an extension or a private use subtag: what follows is no script
            break
        if len(part) == 4 and part.isalpha():
            return "rtl" if part in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RTL_LANGUAGES else "ltr"


@lru_cache(maxsize=1024)
def html_language(language: str) -> str:
    """Return a language tag as a browser knows it (`eng` becomes `en`), or "" for one that means no language.

    What is wrong in part keeps what is right: of `sr-Cryl` remains `sr`.
    """
    parts = language.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        try:
            if langcodes.tag_is_valid(tag) and not langcodes.Language.get(tag).extlangs:
                return langcodes.standardize_tag(tag)
        except LanguageTagError:
            continue
    return ""
