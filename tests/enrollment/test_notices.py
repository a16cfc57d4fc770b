"""What a member has to know: once each, and only their own."""

import pytest
from django.db import transaction

from enrollment import notices
from enrollment.models import Notice
from tests.enrollment.test_races import at_once
from tests.enrollment.trials import published
from tests.world import World


def test_a_notice_waits_until_it_was_read(in_acme: World) -> None:
    notices.tell(in_acme.admin, "Stopped", "Look", "sequences/", "danger")
    (notice,) = notices.unread(in_acme.admin)
    assert (notice.title, notice.body, notice.tone) == ("Stopped", "Look", "danger")
    assert notices.mark_read(in_acme.admin) == 1
    assert notices.unread(in_acme.admin) == []


def test_the_same_again_is_one_notice_with_the_newest_words(in_acme: World) -> None:
    for body in ("1 of 12", "2 of 12"):
        notices.tell(in_acme.admin, "Stopped", body, "sequences/")
    assert [notice.body for notice in notices.unread(in_acme.admin)] == ["2 of 12"]


def test_what_was_read_is_told_again(in_acme: World) -> None:
    notices.tell(in_acme.admin, "Stopped")
    notices.mark_read(in_acme.admin)
    notices.tell(in_acme.admin, "Stopped")
    assert (len(notices.unread(in_acme.admin)), Notice.objects.count()) == (1, 2)


@pytest.mark.parametrize(("title", "path"), [("Passed", "sequences/"), ("Stopped", "contacts/")])
def test_another_title_or_place_is_another_notice(in_acme: World, title: str, path: str) -> None:
    notices.tell(in_acme.admin, "Stopped", path="sequences/")
    notices.tell(in_acme.admin, title, path=path)
    assert len(notices.unread(in_acme.admin)) == 2


def test_nobody_reads_for_somebody_else(in_acme: World) -> None:
    notice = notices.tell(in_acme.admin, "Stopped")
    assert notices.mark_read(in_acme.rep, [notice.pk]) == 0
    assert notices.unread(in_acme.rep) == []
    assert len(notices.unread(in_acme.admin)) == 1


def test_what_is_too_long_is_cut(in_acme: World) -> None:
    notice = notices.tell(in_acme.admin, "t" * 200, "b" * 600, "contacts/?q=" + "p" * 300)
    assert (len(notice.title), len(notice.body), len(notice.path)) == (120, 500, 200)
    notices.tell(in_acme.admin, "t" * 200, "b", "contacts/?q=" + "p" * 300)
    assert len(notices.unread(in_acme.admin)) == 1


def test_owner_and_approver_answer_for_a_version(in_acme: World) -> None:
    version = published(in_acme)
    assert {seat.label for seat in notices.responsible(version)} == {"Admin", "Other Admin"}


def test_somebody_is_always_told(in_acme: World) -> None:
    version = published(in_acme)
    seats = type(in_acme.admin).objects
    seats.filter(pk__in=[in_acme.admin.pk, in_acme.other_admin.pk]).update(is_active=False)
    seats.filter(pk=in_acme.viewer.pk).update(role="admin")
    assert [seat.pk for seat in notices.responsible(version)] == [in_acme.viewer.pk]


def test_many_tellers_at_once_leave_one_notice(stage: World) -> None:
    def tell() -> None:
        with transaction.atomic():
            notices.tell(stage.admin, "Stopped", path="sequences/")

    at_once(stage, tell, 6)
    with transaction.atomic():
        assert len(notices.unread(stage.admin)) == 1
