"""URLs of data sources and model stores, in the spellings that the compiler takes."""

from __future__ import annotations

import re
from urllib.parse import unquote

from sqlflow_step.contract import FILES, KEYED
from sqlflow_step.errors import StepError


class Address:
    """Where a MySQL server is: what `pymysql.connect` wants to know."""

    def __init__(self, url: str) -> None:
        rest = url.split("://", 1)[1]
        user, at, place = rest.rpartition("@")
        # A password may hold a #; behind the @ it begins a part that no database reads.
        place = place.split("#", 1)[0]
        go = re.match(r"(tcp|unix)\(([^)]*)\)", place)
        # The brackets of Go's driver tell where the password ends, whatever it holds.
        if "?" in user and not go:
            raise StepError("the data source's URL can't be understood: write ? and @ of its password as %3F and %40")
        # Go's driver, whose spelling SQLFlow has, takes names and passwords as they stand.
        read = str if go else unquote
        name, _, password = user.partition(":")
        self.user = read(name) if at and name else "root"
        self.password = read(password)
        address, _, query = place[go.end() if go else 0 :].partition("?")
        self.options = options_of(query)
        self.unix_socket = go.group(2) if go and go.group(1) == "unix" else None
        host = go.group(2) if go else address.split("/", 1)[0]
        self.host, self.port = ("localhost", 3306) if self.unix_socket else host_and_port(unquote(host))
        self.database = unquote(address.split("/", 1)[1]) if "/" in address else ""


def options_of(query: str) -> dict[str, str]:
    """Parameters by their names in lower case, with `-` for `_`."""
    pairs = [pair.partition("=")[::2] for pair in query.split("&") if pair]
    return dict((key.lower().replace("_", "-"), unquote(value)) for key, value in pairs)


def host_and_port(text: str, port: int = 3306) -> tuple[str, int]:
    """`host`, `host:3306`, `[::1]:3306`."""
    found = re.fullmatch(r"(?:\[([^\]]+)\]|([^:]*))(?::([0-9]{1,9}))?", text)
    if not found:
        raise StepError("the data source's URL can't be understood: its host is no host")
    number = int(found.group(3) or port)
    if not 0 < number < 65536:
        raise StepError("the data source's URL can't be understood: a port is a number from 1 to 65535")
    return found.group(1) or found.group(2) or "localhost", number


def scheme_of(url: str) -> str:
    return url.split(":", 1)[0].lower()


def sqlite_path(url: str) -> str:
    path = re.sub(r"^sqlite:(//)?", "", url, flags=re.IGNORECASE)
    if not path:
        raise StepError("the data source's URL names no file: write it as sqlite:file.db")
    return path


def redacted(url: str) -> str:
    """The URL as it may be shown: without password, keys and parameters."""
    scheme = scheme_of(url)
    if scheme in FILES:
        return url
    if "://" not in url:
        return "(not a URL)"
    rest = url.split("://", 1)[1]
    user, at, place = rest.rpartition("@")
    name, colon, _ = user.partition(":")
    shown = "***" if scheme in KEYED else name
    secret = ":***" if colon else ""
    return "%s://%s%s%s" % (scheme, shown + secret if at else "", at, place.split("?", 1)[0])
