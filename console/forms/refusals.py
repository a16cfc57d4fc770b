"""A service's refusal beside the fields of the form that asked for it."""

from collections.abc import Mapping

from django.forms import Form

from console.forms.conditions import ConditionLines
from tenancy.errors import Refused


def show(form: Form, refused: Refused, names: Mapping[str, str] | None = None) -> None:
    """Put each sentence at its field, or above the form where it has none.

    `names` maps the service's names of fields to the form's.
    """
    known = names or {}
    said = {known.get(name, name): sentence for name, sentence in refused.fields.items()}
    for name, sentence in said.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not said:
        form.add_error(None, refused.message)


def share(form: Form, lines: ConditionLines, refused: Refused) -> None:
    """As `show`, for a form with conditions beside it: theirs go to their lines."""
    theirs = {n: told for n, told in refused.fields.items() if n.startswith("conditions")}
    lines.take(theirs)
    rest = {name: told for name, told in refused.fields.items() if name not in theirs}
    if rest or not theirs:
        show(form, Refused(refused.message, code=refused.code, fields=rest))
