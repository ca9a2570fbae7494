"""The subject an office wants on its certified mail: data, with a closed list of placeholders (design §4.8).

None of them holds personal data: subjects carry numbers, never names (§4.6).
"""

import re
from collections.abc import Mapping

PLACEHOLDERS = ("numero", "atto", "riferimento")
NEEDED = "Segnaposto ammessi: {numero}, {atto}, {riferimento}. Nessun nome di persona."
_WORD = re.compile(r"\{([^{}]*)\}")


def template_fault(template: str) -> str:
    """Why this text cannot be a subject, in Italian; empty when it can."""
    if any(letter in template for letter in "\r\n\0"):
        return "L'oggetto sta su una riga sola."
    unknown = [word for word in _WORD.findall(template) if word not in PLACEHOLDERS]
    if unknown:
        return f"Segnaposto sconosciuto: {{{unknown[0]}}}. {NEEDED}"
    if "{" in _WORD.sub("", template) or "}" in _WORD.sub("", template):
        return f"Una parentesi graffa è aperta o chiusa da sola. {NEEDED}"
    return ""


def filled(template: str, values: Mapping[str, str]) -> str:
    """The subject with its placeholders filled, each once: a value is never read as a template again."""
    return _WORD.sub(lambda match: values.get(match[1], match[0]), template)
