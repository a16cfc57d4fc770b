"""DKIM keys: made, published, seen, and only then used; one of a kind at a time."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from audit.models import Entry
from compliance import sender_records
from compliance.keyring import RingError
from enrollment import authentication, dkim_keys, lookups, tasks
from enrollment.models import DkimKey, Mailbox
from enrollment.senders import keeping
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.enrollment.stage import reload
from tests.world import World

DOMAIN = "mail.acme.internal"


class Zone:
    """What the DNS says; None is a name that no server answers for."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str] | None] = {}

    def __call__(self, name: str) -> list[str]:
        assert not connection.in_atomic_block, "no network inside a transaction"
        found = self.texts.get(name, [])
        if found is None:
            raise lookups.Unanswered(name)
        return found

    def publish(self, key: DkimKey) -> None:
        record = dkim_keys.publication(key)
        self.texts[record.name] = [record.text]


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Zone:
    made = Zone()
    monkeypatch.setattr(lookups, "texts", made)
    return made


@pytest.fixture
def box(stage: World) -> Mailbox:
    """The rep's mailbox at a domain that somebody could own."""
    with transaction.atomic():
        row = Mailbox.objects.get(pk=stage.mailbox.pk)
        row.address = f"rep@{DOMAIN}"
        row.save()
    return row


@pytest.fixture
def by(stage: World) -> Iterator[dict[str, Any]]:
    yield {"seat": stage.admin, "actor": member(stage.admin)}


def published(box: Mailbox, zone: Zone, by: dict[str, Any], algorithm: str = "ed25519") -> DkimKey:
    """A key that was seen."""
    key = dkim_keys.make(box, algorithm, **by)
    zone.publish(key)
    assert dkim_keys.check(key.pk)
    fresh: DkimKey = reload(key)
    return fresh


def signing(box: Mailbox) -> list[dkim_keys.Signing]:
    with transaction.atomic():
        return dkim_keys.active_for_many([box])[box.pk]


def waiting() -> list[UUID]:
    """What a worker would do by itself."""
    return [row_id for name, row_id in keeping.due() if name == keeping.RECORD]


@pytest.mark.parametrize("algorithm", ["rsa", "ed25519"])
def test_a_new_key_has_a_record_that_is_in_order(
    box: Mailbox, by: dict[str, Any], algorithm: str
) -> None:
    key = dkim_keys.make(box, algorithm, **by)
    record = dkim_keys.publication(key)
    assert record.name == f"{key.selector}._domainkey.{DOMAIN}"
    read = sender_records.read_dkim(DOMAIN, {key.selector: [record.text]})
    assert read.result == sender_records.Result.GOOD
    assert "".join(record.strings) == record.text
    assert max(map(len, record.strings)) <= 255


def test_a_new_key_signs_nothing(box: Mailbox, by: dict[str, Any]) -> None:
    key = dkim_keys.make(box, "ed25519", **by)
    assert signing(box) == []
    with pytest.raises(Refused) as refused:
        dkim_keys.activate(key, **by)
    assert refused.value.code == "not_published"


@pytest.mark.parametrize("algorithm", ["rsa", "ed25519"])
def test_a_published_key_signs_and_is_the_one_of_the_record(
    box: Mailbox, zone: Zone, by: dict[str, Any], algorithm: str
) -> None:
    key = published(box, zone, by, algorithm)
    dkim_keys.activate(key, **by)
    (found,) = signing(box)
    assert (found.domain, found.selector, found.algorithm) == (DOMAIN, key.selector, algorithm)
    private = load_der_private_key(found.private, None)
    assert isinstance(private, RSAPrivateKey | Ed25519PrivateKey)
    if isinstance(private, RSAPrivateKey):
        assert private.key_size == 2048
    assert public_of(private) == key.public


def public_of(private: RSAPrivateKey | Ed25519PrivateKey) -> str:
    """As a record says it."""
    if isinstance(private, Ed25519PrivateKey):
        return base64.b64encode(private.public_key().public_bytes_raw()).decode()
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(private.public_key().public_bytes(*form)).decode()


def test_both_kinds_sign_at_once_rsa_first(box: Mailbox, zone: Zone, by: dict[str, Any]) -> None:
    for algorithm in ("ed25519", "rsa"):
        dkim_keys.activate(published(box, zone, by, algorithm), **by)
    assert [each.algorithm for each in signing(box)] == ["rsa", "ed25519"]


def test_a_new_key_of_a_kind_takes_the_place_of_the_one_before(
    box: Mailbox, zone: Zone, by: dict[str, Any]
) -> None:
    first = dkim_keys.activate(published(box, zone, by), **by)
    second = published(box, zone, by)
    assert [each.selector for each in signing(box)] == [first.selector]
    dkim_keys.activate(second, **by)
    assert [each.selector for each in signing(box)] == [second.selector]
    assert reload(first).state == "retired"


def test_a_retired_key_is_forgotten_and_its_record_needed_for_a_week(
    box: Mailbox, zone: Zone, by: dict[str, Any]
) -> None:
    key = dkim_keys.retire(dkim_keys.activate(published(box, zone, by), **by), **by)
    assert bytes(reload(key).sealed) == b""
    until = dkim_keys.keep_published_until(key)
    assert key.retired_at is not None and until == key.retired_at + timedelta(days=7)


def test_retired_keys_are_not_counted_among_those_of_a_domain(
    box: Mailbox, by: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dkim_keys, "MOST_KEYS", 1)
    first = dkim_keys.make(box, "ed25519", **by)
    with pytest.raises(Refused, match="Retire those"):
        dkim_keys.make(box, "ed25519", **by)
    dkim_keys.retire(first, **by)
    assert dkim_keys.make(box, "ed25519", **by).selector.endswith("n2")


def test_nothing_is_needed_of_a_key_that_never_signed(
    box: Mailbox, zone: Zone, by: dict[str, Any]
) -> None:
    assert dkim_keys.keep_published_until(dkim_keys.retire(published(box, zone, by), **by)) is None


def test_a_retired_key_never_signs_again(box: Mailbox, zone: Zone, by: dict[str, Any]) -> None:
    key = dkim_keys.retire(published(box, zone, by), **by)
    with pytest.raises(Refused) as refused:
        dkim_keys.activate(key, **by)
    assert refused.value.code == "state_changed"
    with pytest.raises(Refused):
        dkim_keys.ask(key, **by)


def test_a_selector_is_never_used_again(box: Mailbox, zone: Zone, by: dict[str, Any]) -> None:
    names = []
    for _ in range(3):
        key = dkim_keys.make(box, "ed25519", **by)
        names.append(key.selector)
        dkim_keys.retire(key, **by)
    assert len(set(names)) == 3


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("p=", "p=A"),
        lambda text: text[: text.index("p=")] + "p=",
        lambda text: text.replace("v=DKIM1", "v=DKIM2"),
        lambda text: "v=spf1 -all",
    ],
    ids=["another key", "withdrawn", "version", "no key"],
)
def test_another_record_is_not_the_keys(
    box: Mailbox, zone: Zone, by: dict[str, Any], change: Any
) -> None:
    key = dkim_keys.make(box, "ed25519", **by)
    record = dkim_keys.publication(key)
    zone.texts[record.name] = [change(record.text)]
    assert dkim_keys.check(key.pk)
    assert reload(key).published_at is None


def test_a_key_that_was_seen_long_ago_is_looked_up_again_first(
    box: Mailbox, zone: Zone, by: dict[str, Any]
) -> None:
    key = published(box, zone, by)
    with transaction.atomic():
        long_ago = datetime.now(UTC) - timedelta(hours=2)
        DkimKey.objects.filter(pk=key.pk).update(published_at=long_ago)
    with pytest.raises(Refused) as refused:
        dkim_keys.activate(key, **by)
    assert refused.value.code == "not_published"


def test_without_an_answer_what_was_seen_stays(
    box: Mailbox, zone: Zone, by: dict[str, Any]
) -> None:
    key = published(box, zone, by)
    zone.texts[dkim_keys.publication(key).name] = None
    assert not dkim_keys.check(key.pk)
    assert reload(key).published_at == key.published_at


def test_the_sweep_looks_for_waiting_keys_and_for_what_was_asked(
    box: Mailbox, zone: Zone, by: dict[str, Any]
) -> None:
    key = dkim_keys.make(box, "ed25519", **by)
    zone.publish(key)
    tasks.keep_senders()
    assert reload(key).published_at is not None
    assert waiting() == []
    dkim_keys.ask(key, **by)
    assert waiting() == [key.pk]


def test_the_look_at_a_domain_asks_for_the_keys_that_sign(
    box: Mailbox, zone: Zone, by: dict[str, Any], settings: Settings
) -> None:
    settings.DKIM_SELECTORS = []
    dkim_keys.activate(published(box, zone, by), **by)
    authentication.check(box.pk)
    assert reload(box).authentication["dkim"]["result"] == "pass"


def test_what_is_due_is_asked_with_one_statement(stage: World) -> None:
    with CaptureQueriesContext(connection) as taken:
        keeping.due()
    assert sum(" FROM " in query["sql"] for query in taken.captured_queries) == 1


def test_names_for_examples_are_never_looked_up(stage: World, by: dict[str, Any]) -> None:
    key = dkim_keys.make(stage.mailbox, "ed25519", **by)
    assert waiting() == []
    with pytest.raises(Refused) as refused:
        dkim_keys.ask(key, **by)
    assert refused.value.code == "reserved_name"


def test_the_private_key_is_stored_sealed(
    box: Mailbox, zone: Zone, by: dict[str, Any], settings: Settings
) -> None:
    key = dkim_keys.activate(published(box, zone, by), **by)
    (found,) = signing(box)
    assert found.private not in bytes(reload(key).sealed)
    settings.CREDENTIAL_KEYS = ["another"]
    with pytest.raises(RingError):
        signing(box)


def test_the_trail_names_every_change_and_no_key(
    box: Mailbox, zone: Zone, by: dict[str, Any]
) -> None:
    dkim_keys.retire(dkim_keys.activate(published(box, zone, by), **by), **by)
    with transaction.atomic():
        rows = list(Entry.objects.filter(target_type="dkimkey").order_by("pk"))
    words = [row.action.removeprefix("dkimkey.") for row in rows]
    assert words == ["made", "checked", "activate", "retire"]


@pytest.mark.parametrize("name", ["rep", "manager", "reviewer", "viewer"])
def test_only_admins_make_and_use_keys(
    box: Mailbox, zone: Zone, by: dict[str, Any], stage: World, name: str
) -> None:
    key = published(box, zone, by)
    seat: Membership = getattr(stage, name)
    mine: dict[str, Any] = {"seat": seat, "actor": member(seat)}
    for act in (dkim_keys.ask, dkim_keys.activate, dkim_keys.retire):
        with pytest.raises(Refused, match="may not"):
            act(key, **mine)
    with pytest.raises(Refused, match="may not"):
        dkim_keys.make(box, "rsa", **mine)


def test_another_workspace_signs_with_none_of_them(
    box: Mailbox, zone: Zone, by: dict[str, Any], globex: World
) -> None:
    dkim_keys.activate(published(box, zone, by), **by)
    with scope(globex.workspace.pk), transaction.atomic():
        assert dkim_keys.active_for_many([box]) == {box.pk: []}
