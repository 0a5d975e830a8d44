"""An article's language in words, and what was typed for one as the project keeps it.

Owns the words only; which language an article is in is `project.languages`' and the person's to say.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale

from ..project.draws import language_of

_NONE = (QLocale.Language.AnyLanguage, QLocale.Language.C)


def language_in_words(code: str) -> str:
    """“Arabic” for ``ar``, “French (fr-CA)” where the code says more; what is no code that is known stays as it is."""
    found = QLocale.codeToLanguage(language_of(code))
    if found in _NONE:
        return code
    name = QLocale.languageToString(found)
    return name if code == QLocale.languageToCode(found) else f"{name} ({code})"


def language_typed(text: str) -> str:
    """The code of what was typed, ``ar`` for “Arabic” or “AR”; what is neither name nor code stays as it is."""
    name = text.casefold()
    if QLocale.codeToLanguage(name) not in _NONE:
        return name
    known = (one for one in QLocale.Language if one not in _NONE and QLocale.languageToString(one).casefold() == name)
    return next((QLocale.languageToCode(one) for one in known), text)
