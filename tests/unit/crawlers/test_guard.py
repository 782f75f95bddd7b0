import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.guard import Guard

NOT_PUBLIC = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255
169.254.169.254 172.16.0.1 172.31.255.255 192.168.0.1 192.0.0.8 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1
::ffff:10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1
2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 5f00::1
fc00::1 fd00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1
"""
PUBLIC = "1.1.1.1 8.8.8.8 100.63.255.255 172.32.0.1 223.5.5.5 2400:3200::1 2606:4700:4700::1111 64:ff9b::8.8.8.8"


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_no_address_that_is_not_public_passes(address: str) -> None:
    assert not Guard().allows(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses_pass(address: str) -> None:
    assert Guard().allows(address)


def test_a_network_that_is_allowed_passes_however_its_addresses_are_carried() -> None:
    guard = Guard.of(["127.0.0.0/8", "fd00::/8"])
    assert all(guard.allows(each) for each in ("127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1", "fd00::1"))
    assert not any(guard.allows(each) for each in ("10.0.0.1", "::1", "fc00::1", "::ffff:10.0.0.1"))


@pytest.mark.parametrize("name", ["localhost", "", "2130706433", "0x7f.1", "127.1", "[::1]", "example.com"])
def test_what_is_no_numeric_address_does_not_pass(name: str) -> None:
    assert not Guard.of(["0.0.0.0/0", "::/0"]).allows(name)


@given(st.ip_addresses(v=4))
def test_no_private_address_of_the_standard_library_passes(address: ipaddress.IPv4Address) -> None:
    if address.is_private or address.is_multicast or address.is_link_local:
        assert not Guard().allows(str(address))
