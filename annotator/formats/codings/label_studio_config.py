"""Label Studio's labelling configuration for a codebook: what may be marked, and the form beside each event.

Owns the names of controls: a field's own, and with a capital what is no field. Must not know tasks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree import ElementTree

from ...codebook.model import Codebook, CodedField, in_language, title_of
from . import colors
from .documents import EVENT, MENTION
from .marks import INFERRED, ITEM, WHY

TEXT, SPAN, CODER, VERDICT, REASON = "Text", "Span", "Coder", "Verdict", "Reason"
OF_ARTICLE = "article."
"""Begins the name of a control for a question on the whole article."""
VERDICTS = {"events": "Events", "no_event": "No event", "unusable": "Unusable"}
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHORT = 8
"""The most choices that stand side by side; more are a menu."""


def is_closed(asked: CodedField) -> bool:
    """Whether a field's answers are choices there; a list that may hold one of them twice is none."""
    return asked.type in ("code", "yes_no") and (asked.unique or not asked.many)


@dataclass
class Config:
    """The configuration. `seen` are choices that the data have, by control; those no list knows are added to it."""

    codebook: Codebook
    seen: dict[str, dict[str, None]] = field(default_factory=dict)
    labels: dict[str, None] = field(default_factory=dict)
    """Fields with marks that the codebook does not have any more."""

    def choose(self, control: str, chosen: Iterable[str]) -> None:
        """Notes choices of the data."""
        self.seen.setdefault(control, {}).update(dict.fromkeys(chosen))

    def xml(self) -> str:
        """The file."""
        view = ElementTree.Element("View")
        fields = {**self.codebook.fields, **self.codebook.article_fields}
        labels = ElementTree.SubElement(view, "Labels", name=SPAN, toName=TEXT)
        _label(labels, EVENT, colors.EVENT)
        for name in {**fields, **self.labels}:
            _label(labels, name, colors.color_of(self.codebook, name))
        _label(labels, MENTION, colors.MENTION)
        ElementTree.SubElement(view, "Text", name=TEXT, value="$text")
        relations = ElementTree.SubElement(view, "Relations")
        for name in {**self.codebook.fields, **self.labels}:
            ElementTree.SubElement(relations, "Relation", value=name)
        self._event(view)
        spans = _beside(view, ",".join(fields) or EVENT)
        self._text(spans, ITEM, "Which item of a list this supports", per_region=True)
        mention = _beside(view, MENTION)
        reasons = {one.code: in_language(one.label) for one in self.codebook.mention_reasons}
        self._choices(mention, WHY, "Why it is not coded", reasons, per_region=True)
        self._article(view)
        ElementTree.indent(view)
        return _plain(ElementTree.tostring(view, encoding="unicode")) + "\n"

    def _event(self, view: ElementTree.Element) -> None:
        form = _beside(view, EVENT)
        for asked in self.codebook.fields.values():
            self._question(form, asked.name, asked, per_region=True)
        names = {name: title_of(asked) for name, asked in self.codebook.fields.items()}
        self._choices(form, INFERRED, "Answers that the text nowhere says", names, many=True, per_region=True)

    def _article(self, view: ElementTree.Element) -> None:
        self._choices(view, VERDICT, "What the article holds", VERDICTS)
        reasons = {one.code: in_language(one.label) for one in self.codebook.no_event_reasons}
        self._choices(view, REASON, "Why no event", reasons)
        for name, asked in self.codebook.article_fields.items():
            self._question(view, OF_ARTICLE + name, asked)
        self._text(view, CODER, "Coder")

    def _question(self, into: ElementTree.Element, control: str, asked: CodedField, per_region: bool = False) -> None:
        if not is_closed(asked):
            self._text(into, control, title_of(asked), per_region, rows=4 if asked.type == "long_text" else 1)
            return
        codes = {code.code: in_language(code.label) for code in self.codebook.code_list(asked).walk()}
        codes |= {code: in_language(label) for code, label in asked.missing.items()}
        self._choices(into, control, title_of(asked), codes, asked.many, per_region)

    def _choices(
        self, into: ElementTree.Element, control: str, title: str, codes: dict[str, str], many: bool = False,
        per_region: bool = False,
    ) -> None:  # fmt: skip
        """Choices with the label as what is shown and the code as what is kept."""
        codes = {**codes, **{code: "" for code in self.seen.get(control, ()) if code not in codes}}
        if not codes:
            return
        ElementTree.SubElement(into, "Header", value=title, size="5")
        told = {"name": control, "toName": TEXT, "choice": "multiple" if many else "single"}
        if len(codes) > _SHORT:
            told["layout"] = "select"
        element = ElementTree.SubElement(into, "Choices", told | ({"perRegion": "true"} if per_region else {}))
        shown = [label.strip() or code for code, label in codes.items()]
        for (code, _), label in zip(codes.items(), shown, strict=True):
            value = label if shown.count(label) == 1 else f"{label} ({code})"
            ElementTree.SubElement(element, "Choice", {"value": value, **({"alias": code} if value != code else {})})

    def _text(
        self, into: ElementTree.Element, control: str, title: str, per_region: bool = False, rows: int = 1
    ) -> None:  # fmt: skip
        ElementTree.SubElement(into, "Header", value=title, size="5")
        told = {"name": control, "toName": TEXT, "rows": str(rows), "editable": "true"}
        ElementTree.SubElement(into, "TextArea", told | ({"perRegion": "true"} if per_region else {}))


def _plain(text: str) -> str:
    """Without what no XML file can hold."""
    return _NO_XML.sub("\ufffd", text)


def _beside(view: ElementTree.Element, labels: str) -> ElementTree.Element:
    """What is shown while a region with one of these labels is selected."""
    told = {"visibleWhen": "region-selected", "whenTagName": SPAN, "whenLabelValue": labels}
    return ElementTree.SubElement(view, "View", told)


def _label(into: ElementTree.Element, value: str, color: str) -> None:
    ElementTree.SubElement(into, "Label", value=value, background=color)
