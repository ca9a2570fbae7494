"""Forms of the report pages. They clean; the actions act."""

from reports.forms.blocks import BlockChoices, BlockForm, BlockTextForm, ProposalsForm
from reports.forms.opening import OpenReportForm
from reports.forms.texts import CommentForm, PrintableTextField

__all__ = [
    "BlockChoices",
    "BlockForm",
    "BlockTextForm",
    "CommentForm",
    "OpenReportForm",
    "PrintableTextField",
    "ProposalsForm",
]
