"""What a machine knows of its own names and addresses, for a service that listens on all of them.

Read at the start. What a network calls it beyond that is a question of each request: hosts.py.
"""

from __future__ import annotations

import socket
from pathlib import Path

import psutil

RESOLVER_FILE = Path("/etc/resolv.conf")


def own_names() -> list[str]:
    """Host name, alone and in the network's domains, and addresses; those of IPv6 in brackets."""
    name = socket.gethostname()
    names = [name, *(f"{name}.{domain}" for domain in ("local", *_search_domains()))]
    for addresses in psutil.net_if_addrs().values():
        names += [entry.address for entry in addresses if entry.family == socket.AF_INET]
        names += [
            f"[{entry.address}]" for entry in addresses if entry.family == socket.AF_INET6 and "%" not in entry.address
        ]
    return names


def _search_domains() -> list[str]:
    """The domains in which the network's own names are looked up, a router's such as ``fritz.box`` among them."""
    try:
        lines = [line.split() for line in RESOLVER_FILE.read_text().splitlines()]
    except (OSError, UnicodeDecodeError):
        return []
    return [domain.strip(".") for line in lines if line[:1] in (["search"], ["domain"]) for domain in line[1:]]
