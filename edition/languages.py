"""Languages: what a language tag says about writing.

Tags are those of BCP 47 (RFC 5646), whose registry `langcodes` holds. The scripts written from right to left are those with bidirectional class R or AL in
Unicode Standard Annex 9; a language's usual script is given where the tag names none. `langcodes` is imported by what
asks it, since that takes as long as checking a file does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from edition.diagnostics import Severity

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
    import langcodes
    from langcodes.tag_parser import LanguageTagError

    parts = language.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        try:
            if langcodes.tag_is_valid(tag) and not langcodes.Language.get(tag).extlangs:
                return langcodes.standardize_tag(tag)
        except LanguageTagError:
            continue
    return ""


#: What is written for a language, and is none or means another one.
_MISWRITTEN = {
    "arabic": "ar", "armenian": "hy", "aramaic": "arc", "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "cn": "zh",
    "coptic": "cop", "croatian": "hr", "cz": "cs", "czech": "cs", "danish": "da", "dk": "da", "dutch": "nl", "egyptian": "egy",
    "english": "en", "ethiopic": "gez", "finnish": "fi", "french": "fr", "georgian": "ka", "german": "de", "gr": "el", "greek": "el",
    "grk": "grc", "gk": "grc", "hebrew": "he", "hungarian": "hu", "icelandic": "is", "irish": "ga", "italian": "it", "japanese": "ja",
    "jp": "ja", "korean": "ko", "latin": "la", "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt",
    "romanian": "ro", "russian": "ru", "sanskrit": "sa", "serbian": "sr", "slavonic": "cu", "spanish": "es",
    "swedish": "sv", "syriac": "syc", "turkish": "tr", "ukrainian": "uk", "welsh": "cy", "yiddish": "yi",
    # as they call themselves, or as German, French and Italian editors call them
    "alemán": "de", "allemand": "de", "altgriechisch": "grc", "anglais": "en", "arabe": "ar", "arabisch": "ar", "armenisch": "hy",
    "arménien": "hy", "castellano": "es", "català": "ca", "copte": "cop", "cymraeg": "cy", "dansk": "da", "deutsch": "de",
    "dänisch": "da", "englisch": "en", "español": "es", "espagnol": "es", "espanol": "es", "francais": "fr", "français": "fr",
    "francese": "fr", "französisch": "fr", "gaeilge": "ga", "georgisch": "ka", "grec": "el", "greco": "el", "griechisch": "el",
    "hebräisch": "he", "hébreu": "he", "inglese": "en", "islenska": "is", "italiano": "it", "italien": "it", "italienisch": "it",
    "kirchenslawisch": "cu", "koptisch": "cop", "latein": "la", "lateinisch": "la", "latina": "la", "latino": "la", "magyar": "hu",
    "nederlands": "nl", "niederländisch": "nl", "norsk": "no", "persisch": "fa", "polnisch": "pl", "polonais": "pl", "polski": "pl",
    "português": "pt", "russe": "ru", "russisch": "ru", "schwedisch": "sv", "spanisch": "es", "suomi": "fi", "svenska": "sv",
    "syriaque": "syc", "syrisch": "syc", "tedesco": "de", "tschechisch": "cs", "turc": "tr", "türkisch": "tr", "türkçe": "tr",
    "ungarisch": "hu", "čeština": "cs", "ελληνικά": "el", "русский": "ru",
}  # fmt: skip
#: Languages that need not be looked up, alone or with one of the scripts: those of ISO 639-1, but those whose code is
#: written for another, and the older ones in which many editions are.
_FAULTLESS = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et
    eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl
    km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj
    om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to
    tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    akk ang arc cop egy enm frm fro gez gmh goh grc hbo mga non ota pal peo pro sga sux syc syr xcl""".split()
)
_SCRIPTS = frozenset("Arab Armn Copt Cyrl Ethi Geor Grek Hebr Latn Syrc".split())
_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_FORM = 'A language tag is a code of two or three letters, then perhaps a script and a region: "grc", "sr-Latn", "en-GB".'


@dataclass(frozen=True, slots=True)
class LanguageFault:
    """What is wrong with a language tag, in words that go on from the tag, and what to write."""

    reason: str
    remedy: str
    severity: Severity = Severity.warning


@lru_cache(maxsize=1024)
def faulty_language(tag: str) -> LanguageFault | None:
    """Return what is wrong with a language tag, or None; "" says that the language is not known.

    A tag that has not the form of one is an error; one with a part that is not registered, which it may be tomorrow, a
    warning; a code of three letters for which there is one of two, an info.
    """
    first, *rest = tag.split("-")
    if not tag or (first in _FAULTLESS and (not rest or (len(rest) == 1 and rest[0] in _SCRIPTS))):
        return None
    if meant := _MISWRITTEN.get(first.lower()):
        whole = "-".join((meant, *rest))
        ancient = ', or "grc" for ancient Greek' if meant == "el" else ""
        means = "which means the Greek languages as a family" if first == "grk" else "which is no language"  # fmt: skip
        return LanguageFault(means, f'Write "{whole}"{ancient}.')
    if not _TAG.fullmatch(tag) or _is_ill_formed(tag):
        mended = re.sub(r"[_\s]+", "-", tag)
        is_mended = mended != tag and _is_registered(mended)
        remedy = f'Write "{_standard(mended)}".' if is_mended else _FORM
        return LanguageFault("which is no language tag", remedy, Severity.error)
    if short := _shorter().get(first.lower()):
        whole = "-".join((_standard(short), *rest))
        return LanguageFault("for which there is a shorter code", f'Write "{whole}".', Severity.info) if _is_registered(whole) else _unregistered(tag)  # fmt: skip
    if [part for part in rest if part.upper() == "UK"][:1] == rest[:1] != []:
        return LanguageFault("and there is no region UK", f'Write "{first}-GB".')
    return None if _is_registered(tag) else _unregistered(tag)


def _unregistered(tag: str) -> LanguageFault:
    """Return which part of a tag is not in the registry."""
    parts = tag.split("-")
    known = next(
        (n for n in range(len(parts) - 1, 0, -1) if _is_registered("-".join(parts[:n]))), 0
    )
    part = parts[known]
    if known == 0:
        return LanguageFault(f"and no language has the code {part}", _FORM)
    if _is_registered(part) and len(part) in (2, 3) and part.islower():
        return LanguageFault(f"and {part} is a language of its own", f'Write "{"-".join(parts[known:])}".')  # fmt: skip
    kind = "script" if len(part) == 4 and part.isalpha() else "region" if len(part) in (2, 3) else "variant"  # fmt: skip
    rest = "-".join(parts[:known])
    return LanguageFault(f"and there is no {kind} {part}", f'Correct it, or write "{rest}-x-{part.lower()}" for a code of your own.')  # fmt: skip


@cache
def _shorter() -> dict[str, str]:
    """Return the codes of three letters that ISO 639-2 has and BCP 47 has not, each with the one of two that there is."""
    from langcodes.data_dicts import LANGUAGE_ALPHA3, LANGUAGE_ALPHA3_BIBLIOGRAPHIC

    both = (*LANGUAGE_ALPHA3.items(), *LANGUAGE_ALPHA3_BIBLIOGRAPHIC.items())
    return {long: short for short, long in both}


def _standard(tag: str) -> str:
    from langcodes import standardize_tag

    return standardize_tag(tag)


def _is_ill_formed(tag: str) -> bool:
    from langcodes.tag_parser import LanguageTagError

    try:
        _standard(tag)
    except LanguageTagError:
        return True
    return False


def _is_registered(tag: str) -> bool:
    from langcodes import tag_is_valid
    from langcodes.tag_parser import LanguageTagError

    try:
        return tag_is_valid(tag)
    except LanguageTagError:
        return False
