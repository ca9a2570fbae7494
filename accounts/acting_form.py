"""What every form of ours shares: layout as data, errors beside the field, an action behind it."""

from collections.abc import Callable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import cached_property


class ActingForm(forms.Form):
    """A form whose layout is data and whose buttons stay in the template.

    `acts` runs an action with the cleaned values; what the action refuses lands beside its field.
    """

    layout: Layout | None = None
    # What belongs to no field stands in the summary above the form (`shell/_form_errors.html`), not once more in it.
    summarised = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.result: Any = None

    @cached_property
    def helper(self) -> FormHelper:
        """Asked for by crispy when the form is drawn: only then it is certain which fields it has."""
        return self.helper_for(self.layout)

    def helper_for(self, layout: Layout | None) -> FormHelper:
        """How crispy draws the form, or the part of it named by `layout`."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        if layout is not None:
            helper.layout = layout
        return helper

    def acts(self, action: Callable[..., Any], **given: Any) -> bool:
        """Whether the values were right and the action accepted them; `result` is what it returned."""
        if not self.is_valid():
            return False
        try:
            self.result = action(**given, **self.cleaned_data)
        except ValidationError as refusal:
            self.adopt(refusal)
            return False
        return True

    def adopt(self, refusal: ValidationError) -> None:
        """Show what an action or the database's rules refused, beside the field when there is one."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            field = name if name != NON_FIELD_ERRORS and name in self.fields else None
            self.add_error(field, errors)
