"""Choosing what the sandbox plays next."""

from django import forms

from config.pec_sandbox.menu import FAULTS, OUTCOMES

NO_FAULT = ""


class OutcomeForm(forms.Form):
    """What becomes of the next message to one office."""

    outcome = forms.ChoiceField(label="Esito dei prossimi invii a questo ufficio", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["outcome"].choices = list(OUTCOMES.items())  # type: ignore[attr-defined]


class FaultForm(forms.Form):
    """What the whole provider suffers from, until another choice."""

    fault = forms.ChoiceField(label="Guasto di tutto il gestore", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(f"{switch} {position}", words) for (switch, position), words in FAULTS.items()]
        self.fields["fault"].choices = [(NO_FAULT, "Nessun guasto"), *choices]  # type: ignore[attr-defined]
