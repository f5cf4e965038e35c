"""The field of a form that takes a file. There is no other (tests/antivirus): it says what the antivirus refused."""

from typing import Any

from django import forms

from accounts.antivirus.middleware import RefusedFile


class ReceivedFileField(forms.FileField):
    def to_python(self, data: Any) -> Any:
        if isinstance(data, RefusedFile):
            raise forms.ValidationError(data.refusal, code="antivirus")
        return super().to_python(data)
