"""What the list of commentaries is asked to show, and a text as a person types it."""

from django import forms

from cpg.shared import french
from dashboards.commentary.entries import Entry, EntryState
from dashboards.models.commentary import LONGEST_COMMENTARY
from dashboards.shared.forms import AddressForm, WholeNumberField

TOO_LONG = f"Ce texte dépasse {french.number(LONGEST_COMMENTARY)} caractères\u00a0: raccourcissez-le."
EMPTY = "Écrivez un texte, ou reprenez le texte proposé."


class StateForm(AddressForm):
    """`?etat=a-revoir`."""

    etat = forms.ChoiceField(choices=[(each.value, each.label) for each in EntryState], initial="")


class CommentaryForm(forms.Form):
    """`version` is the one that the person read, 0 where nothing was written."""

    text = forms.CharField(
        label="Votre texte",
        max_length=LONGEST_COMMENTARY,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"max_length": TOO_LONG, "required": EMPTY},
    )
    version = WholeNumberField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, entry: Entry) -> "CommentaryForm":
        """It begins with the text that is shown."""
        return cls(initial={"text": entry.text, "version": entry.version})

    def from_version(self, version: int) -> "CommentaryForm":
        """The same text, as if it had been typed on that version."""
        return CommentaryForm({"text": self.data.get("text", ""), "version": str(version)})
