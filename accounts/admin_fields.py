"""Fields of the administration."""

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """A list of short texts, one for each line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 6, "cols": 60}))
        options.setdefault("required", False)
        options.setdefault("help_text", "Una voce per riga.")
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = value if isinstance(value, list) else str(super().to_python(value)).splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial or []) != self.to_python(data or "")
