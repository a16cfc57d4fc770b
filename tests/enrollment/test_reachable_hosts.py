"""Which hosts a sender may name: hostile ones are not reached, whatever they are written like."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from enrollment.channels import dialing, networks, web
from enrollment.channels.dialing import Forbidden, NetworkInTransaction
from tests.enrollment.outside import HOST, Names

LOOPBACK = (
    *("127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "0", "0.0.0.0", "0.1.2.3"),
    *(
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.01",
    ),
    *("localhost", "localhost.", "LOCALHOST", "[::1]", "::1", "::", "[::]", "0:0:0:0:0:0:0:1"),
    *("127.0.0.1.", "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "１２７.1"),
)
INSIDE = (
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.1"),
    *(
        "100.64.0.1",
        "100.127.255.255",
        "169.254.169.254",
        "169.254.0.1",
        "192.0.0.8",
        "192.0.0.170",
    ),
    *("198.18.0.1", "198.19.255.255", "192.88.99.1", "192.0.2.1", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "2852039166", "0xa9fea9fe"),
    *("169.254.43518", "0251.0376.0251.0376", "192.168.1", "10.1"),
)
SIX = (
    *("fe80::1", "fe80::1%eth0", "fe80::1%25eth0", "febf::1", "fc00::1", "fd00:ec2::254"),
    *("fec0::1", "ff02::1", "ff0e::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1"),
    *("::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:169.254.169.254", "::ffff:10.0.0.1"),
    *("::ffff:0:127.0.0.1", "::127.0.0.1", "::7f00:1", "64:ff9b::127.0.0.1"),
    *("64:ff9b::169.254.169.254", "64:ff9b::a9fe:a9fe", "64:ff9b:1::10.0.0.1"),
    *("2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2001::1"),
    *("2620:4f:8000::1", "[::ffff:127.0.0.1]", "[64:ff9b::10.0.0.1]"),
)
WRITTEN = (
    *("", " ", ".", "..", "-", "a..b", "-a.test", "a-.test", "a b.test", "a/b", "a:25", "a@b.test"),
    *("http://a.test", "a.test/x", "a.test#x", "a.test?x", "a\r\nEHLO b", "a\x00.test", "a\t.test"),
    *("\\\\a.test", "[a.test]", "1.2.3.4.5", "256.1.1.1", "1.2.3", "a" * 64 + ".test", "x." * 130),
)
HOSTILE = (*LOOPBACK, *INSIDE, *SIX, *WRITTEN)
PUBLIC = ("8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1a")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """To where connections were tried; none is made."""
    tried: list[Any] = []

    def connect(place: Any, timeout: float) -> socket.socket:
        tried.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    yield tried


def test_there_are_enough_hostile_hosts() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize("host", HOSTILE)
def test_a_hostile_host_is_never_connected_to(calls: list[Any], host: str) -> None:
    with pytest.raises((Forbidden, socket.gaierror)):
        dialing.dial(host, 587, timeout=1)
    assert calls == []


@pytest.mark.parametrize("address", [*INSIDE[:12], *SIX[:2], "127.0.0.1", "::1", "64:ff9b::7f00:1"])
def test_a_name_that_leads_inside_is_not_followed(
    calls: list[Any], names: Names, address: str
) -> None:
    address = address.removesuffix("%eth0")
    names.answers["innocent.example.com"] = [[address]]
    with pytest.raises(Forbidden):
        dialing.dial("innocent.example.com", 587, timeout=1)
    assert calls == []


def test_one_bad_address_among_good_ones_is_enough(calls: list[Any], names: Names) -> None:
    names.answers["mixed.example.com"] = [["8.8.8.8", "10.0.0.1"]]
    with pytest.raises(Forbidden):
        dialing.dial("mixed.example.com", 587, timeout=1)
    assert calls == []


def test_a_name_is_resolved_once_and_its_checked_address_is_used(
    calls: list[Any], names: Names
) -> None:
    names.answers["rebinding.example.com"] = [["8.8.8.8"], ["127.0.0.1"]]
    with pytest.raises(ConnectionRefusedError):
        dialing.dial("rebinding.example.com", 587, timeout=1)
    assert (names.asked["rebinding.example.com"], calls) == (1, [("8.8.8.8", 587)])


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_open_at_the_ports_of_mail(address: str) -> None:
    assert all(networks.may_reach(address, port, ()) for port in networks.MAIL_PORTS)


@pytest.mark.parametrize("port", [22, 80, 443, 3306, 5432, 6379, 8025])
def test_other_ports_are_not(port: int) -> None:
    assert not networks.may_reach("8.8.8.8", port, ())


def test_services_are_asked_at_the_port_of_the_web_and_at_no_other(
    calls: list[Any], names: Names
) -> None:
    names.answers["api.example.com"] = [["8.8.8.8"]]
    for port in ("", ":587"):
        with pytest.raises(requests.ConnectionError), web.session(web.Once(lambda: True)) as made:
            made.get(f"https://api.example.com{port}/")
    assert calls == [("8.8.8.8", 443)]


def test_an_opened_network_is_open_and_no_other(settings: Settings, names: Names) -> None:
    settings.SENDER_NETWORKS = ["10.1.0.0/16"]
    opened = networks.networks_of(settings.SENDER_NETWORKS)
    assert networks.may_reach("10.1.2.3", 2_500, opened)
    assert networks.may_reach("::ffff:10.1.2.3", 2_500, opened)
    assert not networks.may_reach("10.2.2.3", 25, opened)
    assert not networks.may_reach("127.0.0.1", 25, opened)


def test_without_encryption_only_opened_networks_will_do(calls: list[Any], names: Names) -> None:
    names.answers["plain.example.com"] = [["8.8.8.8"]]
    with pytest.raises(Forbidden, match="encryption"):
        dialing.dial("plain.example.com", 587, timeout=1, in_clear=True)
    assert calls == []


def test_nobody_waits_for_the_network_inside_a_transaction(db: None) -> None:
    with pytest.raises(NetworkInTransaction), transaction.atomic():
        dialing.dial("8.8.8.8", 587, timeout=1)


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("SMTP.Example.com.", "smtp.example.com"),
        ("  smtp.example.com ", "smtp.example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("my_relay.example.com", "my_relay.example.com"),
        ("[2606:4700:0::1111]", "2606:4700::1111"),
        ("8.8.8.8", "8.8.8.8"),
        ("postfix", "postfix"),
    ],
)
def test_a_host_has_one_spelling(typed: str, host: str) -> None:
    assert networks.host_of(typed) == host


@given(st.text(max_size=40))
def test_whatever_is_typed_becomes_a_host_or_a_sentence(typed: str) -> None:
    try:
        host = networks.host_of(typed)
    except networks.BadHost as error:
        assert str(error).endswith(".") and len(str(error)) > 20
        return
    assert host.isascii() and host.isprintable() and " " not in host
    assert networks.host_of(host) == host


@given(st.ip_addresses())
def test_no_address_is_reachable_that_the_library_calls_private(address: Any) -> None:
    if networks.may_reach(str(address), 587, ()):
        assert address.is_global and not address.is_multicast


def test_the_test_world_is_not_open_by_itself(calls: list[Any], names: Names) -> None:
    with pytest.raises(Forbidden):
        dialing.dial(HOST, 587, timeout=1)
