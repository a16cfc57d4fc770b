"""An enrollment that is locked comes with all that is read of it, as the ORM would read it."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Model

from enrollment import stops
from enrollment.models import Enrollment
from tenancy.reading import read_related


def same(found: Model | None, expected: Model | None, path: str = "") -> None:
    """Every column of both, and of all that they know."""
    if found is None or expected is None:
        assert found is expected, path
        return
    assert type(found) is type(expected)
    for field in expected._meta.concrete_fields:
        name = field.attname
        assert getattr(found, name) == getattr(expected, name), f"{path}.{name}"
    known, wanted = found._state.fields_cache, expected._state.fields_cache
    assert set(known) == set(wanted), path
    for name in wanted:
        same(known[name], wanted[name], f"{path}.{name}")


def by_the_orm(enrollment: Enrollment) -> Enrollment:
    row: Enrollment = Enrollment.objects.select_related(*stops.RELATED).get(pk=enrollment.pk)
    return row


def test_it_is_what_the_orm_reads(waiting: Enrollment) -> None:
    with transaction.atomic():
        found = stops.locked(waiting.pk)
        assert found.review is not None and found.mailbox is not None
        same(found, by_the_orm(waiting))


def test_what_is_not_named_is_none(active: Enrollment) -> None:
    with transaction.atomic():
        Enrollment.objects.filter(pk=active.pk).update(mailbox=None, review=None)
        found = stops.locked(active.pk)
        assert found.review is None and found.mailbox is None
        same(found, by_the_orm(active))


def test_it_can_be_stored_again(active: Enrollment) -> None:
    with transaction.atomic():
        found = stops.locked(active.pk)
        found.pause_note = "noted"
        found.save()
    with transaction.atomic():
        assert by_the_orm(active).pause_note == "noted"


def test_nobody_is_told_of_one_that_is_none(active: Enrollment) -> None:
    with transaction.atomic():
        with pytest.raises(Enrollment.DoesNotExist):
            stops.locked(uuid4())
        assert read_related(Enrollment, stops.RELATED, [uuid4(), None]) == []
