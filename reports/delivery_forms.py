"""Forms of the delivery pages: proofs, other channels, other addressees."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.forms.base import CaseForm, DayField
from cases.forms.document import CheckedFileField
from cases.forms.text import PlainCharField
from cases.moments import rome_moment
from cases.uploads import ACCEPTED
from courts.enums import Channel
from courts.models import Office
from reports.actions.outbox import MANUAL_CHANNELS
from reports.models import Dispatch, DispatchProof

# How each channel is explained to who has to deliver by it.
GUIDES = {
    Channel.PCT: "Deposita il PDF con il redattore atti del processo civile telematico e carica qui la ricevuta "
    "di accettazione del deposito (o l'esito dei controlli) con il suo numero.",
    Channel.PORTALE: "Carica il PDF sul portale dell'ufficio e poi qui la ricevuta rilasciata dal portale, con il "
    "suo numero.",
    Channel.A_MANO: "Stampa il PDF, consegnalo in cancelleria e carica qui la copia con il timbro di deposito.",
    Channel.VIA_USSM: "Trasmetti il PDF all'USSM e carica qui la nota con cui l'USSM conferma di averlo inoltrato "
    "all'ufficio.",
}


class ProofForm(CaseForm):
    """When, by whom and with what number a report was delivered, and the file that shows it."""

    file = CheckedFileField(
        label="File della prova",
        help_text=f"Ricevuta, timbro o nota di ricevuta: {ACCEPTED}. Al massimo 20 MB.",
    )
    day = DayField(label="Depositata o consegnata il", past=True)
    time = forms.TimeField(label="Ora", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    performed_by = PlainCharField(label="Chi ha depositato o consegnato", max_length=120)
    received_by = PlainCharField(
        label="Chi ha ricevuto", max_length=120, required=False, help_text="Per esempio la cancelleria."
    )
    protocol = PlainCharField(label="Numero di protocollo o di deposito", max_length=60, required=False)
    layout = Layout(
        "file",
        Row(Column("day", css_class="col-md-6"), Column("time", css_class="col-md-6")),
        "performed_by",
        "received_by",
        "protocol",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, time = data.pop("day", None), data.pop("time", None)
        if day and time is not None:
            try:
                data["done_at"] = rome_moment(day, time)
            except ValidationError as refusal:
                self.add_error("time", refusal)
        return data

    def adopt(self, refusal: ValidationError) -> None:
        """What the action says of the moment belongs beside the day."""
        if hasattr(refusal, "error_dict") and "done_at" in refusal.error_dict:
            refusal.error_dict["day"] = refusal.error_dict.pop("done_at")
        super().adopt(refusal)


class CorrectionForm(ProofForm):
    """The right proof in the place of a wrong one."""

    reason = PlainCharField(label="Perché la prova precedente è sbagliata", max_length=300)
    layout = Layout("reason", *ProofForm.layout.fields)

    @classmethod
    def initial_of(cls, proof: DispatchProof) -> dict[str, Any]:
        """What the wrong proof said: often one value only is wrong."""
        moment = timezone.localtime(proof.done_at)
        return {
            "day": moment.date(),
            "time": moment.time().replace(second=0, microsecond=0),
            "performed_by": proof.performed_by,
            "received_by": proof.received_by,
            "protocol": proof.protocol,
        }


class OtherChannelForm(CaseForm):
    """How to deliver what certified mail could not."""

    channel = forms.ChoiceField(
        label="Come consegnarla", choices=[(item.value, item.label) for item in MANUAL_CHANNELS]
    )

    def clean_channel(self) -> Channel:
        return Channel(self.cleaned_data["channel"])


class AddresseeForm(CaseForm):
    """One more office that receives the report."""

    office = forms.ModelChoiceField(label="Ufficio", queryset=Office.objects.none(), empty_label="Scegli…")
    principal = forms.BooleanField(
        label="La scadenza è rispettata solo quando la riceve anche questo ufficio",
        required=False,
        help_text="Se non è segnato, la riceve per conoscenza.",
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


def guide_of(dispatch: Dispatch) -> str:
    """What to do with this channel, in a sentence."""
    return GUIDES.get(Channel(dispatch.channel), "")
