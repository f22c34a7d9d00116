"""Connections to MySQL and MariaDB servers, encrypted as the URL says, and what their errors mean."""

from __future__ import annotations

import difflib
import os
import re
import socket
import ssl
from typing import TYPE_CHECKING

from sqlflow_step.errors import PassingError, StepError

if TYPE_CHECKING:
    from typing import Any

    from sqlflow_step.urls import Address

# The words of Go's driver, of MySQL's own clients, and of PostgreSQL, which some tools use for MySQL too.
TLS_MODES = dict(
    [
        ("false", "off"),
        ("true", "verify-identity"),
        ("skip-verify", "encrypted"),
        ("preferred", "preferred"),
        ("disabled", "off"),
        ("required", "encrypted"),
        ("verify_ca", "verify-ca"),
        ("verify_identity", "verify-identity"),
        ("disable", "off"),
        ("prefer", "preferred"),
        ("require", "encrypted"),
        ("verify-ca", "verify-ca"),
        ("verify-full", "verify-identity"),
    ]
)

TLS_KEYS = ("tls", "ssl-mode", "sslmode", "ssl-ca", "ssl-cert", "ssl-key")
OTHER_KEYS = ("charset", "collation", "loc", "parsetime", "maxallowedpacket", "timeout", "readtimeout", "writetimeout")

CONNECT_SECONDS = 30
# The driver takes no longer ones: a year.
LONGEST_TIMEOUT = 365 * 24 * 3600
UNITS = dict(ms=0.001, s=1, m=60, h=3600)

# Too many connections, shutting down, a full lock table, deadlocks, a query that was ended from outside, a lost
# connection, …
PASSING = frozenset(
    [
        0,
        1040,
        1053,
        1152,
        1158,
        1159,
        1160,
        1161,
        1203,
        1205,
        1206,
        1213,
        1317,
        1927,
        2002,
        2003,
        2006,
        2013,
        3024,
        4031,
    ]
)

MEANINGS = dict(
    [
        (0, "the connection was lost"),
        (1021, "the server's disk is full"),
        (1044, "the user may not use this database"),
        (1045, "the server refused the user or the password"),
        (1046, "no database is named: add it to the URL, as in mysql://user@host:3306/database"),
        (1049, "there is no such database"),
        (1114, "the table is full, or the disk is"),
        (1129, "the server blocks this machine after too many failed connections"),
        (1130, "the server accepts no connections from this machine"),
        (1142, "the user may not do this with the table, or there is no such table"),
        (1143, "the user may not use a column of the table"),
        (1153, "the server takes no packets of this size: raise its max_allowed_packet"),
        (1227, "the user lacks a right for this"),
        (1290, "the server is read-only"),
        (1698, "the server refused the user or the password"),
        (1792, "the server is read-only"),
        (1836, "the server is read-only"),
        (2006, "the connection was lost"),
        (2013, "the connection was lost"),
        (3159, "the server takes encrypted connections only: add tls=true to the URL"),
    ]
)


def mysql_connection(address: Address, database: str | None, **more: Any) -> Any:
    """`more`: further arguments of `pymysql.connect`."""
    try:
        import pymysql
    except ImportError:
        raise StepError("the image has no PyMySQL, which steps on MySQL need: pip install PyMySQL") from None
    mode = tls_mode(address.options)
    waits = dict(more, **timeouts(address.options))
    reading = waits.pop("read_timeout", None)
    try:
        connection = pymysql.connect(
            host=address.host,
            port=address.port,
            unix_socket=address.unix_socket,
            user=address.user,
            # As a text it could hold Latin letters only.
            password=(address.password or os.environ.get("MYSQL_PWD", "")).encode("utf-8"),
            database=database or None,
            charset="utf8mb4",
            autocommit=True,
            # A server that takes the connection and then says nothing would keep the step for ever.
            read_timeout=waits["connect_timeout"],
            **dict(tls_arguments(mode, address.options), **waits),
        )
        connection._read_timeout = reading
    except pymysql.err.MySQLError as error:
        raise kind_of(error)("the database can't be reached: %s" % mysql_message(error)) from error
    except (OSError, RuntimeError, ValueError) as error:
        # Certificates that can't be read; a kind of password that needs the package cryptography.
        raise StepError("the database can't be reached: %s" % str(error).split("\n", 1)[0]) from error
    if mode in ("encrypted", "verify-ca", "verify-identity") and not getattr(connection, "_secure", True):
        connection.close()
        raise StepError("the server has no TLS: leave tls out of the URL, or set it up there")
    return connection


def timeouts(options: dict[str, str]) -> dict[str, float]:
    """What the URL says of times to wait: for a connection, an answer, and for what is sent to be taken."""
    found: dict[str, float] = dict(connect_timeout=CONNECT_SECONDS)
    for key, name in (
        ("timeout", "connect_timeout"),
        ("readtimeout", "read_timeout"),
        ("writetimeout", "write_timeout"),
    ):
        given = seconds(options[key]) if key in options else 0
        if given:
            # As in Go, 0 is no limit.
            found[name] = min(max(given, 0.001), LONGEST_TIMEOUT)
    return found


def seconds(text: str) -> float:
    """`10s`, `500ms`, `1m30s`; a bare number is seconds."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return float(text)
    parts = re.findall(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise StepError("the data source's URL has a time that can't be understood: write it as 10s or 500ms")
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def tls_mode(options: dict[str, str]) -> str | None:
    """None when the URL says nothing: the driver then encrypts where it can."""
    for key in options:
        # A slip in `tls` must not send a password in the clear.
        slip = key not in TLS_KEYS and key not in OTHER_KEYS and difflib.get_close_matches(key, TLS_KEYS)
        if slip:
            raise StepError("the data source's URL has a parameter that is not known; perhaps %s was meant" % slip[0])
    for key in TLS_KEYS[:3]:
        if key in options:
            mode = TLS_MODES.get(options[key].lower())
            if mode is None:
                raise StepError("the data source's URL: tls is one of true, false, skip-verify, preferred, verify-ca")
            return mode
    return "verify-identity" if any(key in options for key in ("ssl-ca", "ssl-cert", "ssl-key")) else None


def tls_arguments(mode: str | None, options: dict[str, str]) -> dict[str, Any]:
    if mode == "off":
        return dict(ssl_disabled=True)
    if mode in (None, "preferred"):
        return dict()
    # A context of our own: the driver's would check no names without a certificate file.
    context = ssl.create_default_context(cafile=options.get("ssl-ca"))
    context.check_hostname = mode == "verify-identity"
    context.verify_mode = ssl.CERT_NONE if mode == "encrypted" else ssl.CERT_REQUIRED
    # What MySQL's servers make for themselves is not as strict as Python 3.13 is.
    context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
    if options.get("ssl-cert"):
        context.load_cert_chain(options["ssl-cert"], options.get("ssl-key"))
    return dict(ssl=context)


def mysql_number(error: Exception) -> int | None:
    """The server's or the driver's number of an error; 0 where the connection was closed."""
    number = error.args[0] if error.args else None
    return number if isinstance(number, int) else None


def kind_of(error: Exception) -> type[StepError]:
    # A certificate that is not trusted, a host that is not known: these do not pass.
    cause = getattr(error, "original_exception", None)
    unknown = isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME
    lasting = unknown or isinstance(cause, ssl.SSLCertVerificationError)
    return PassingError if mysql_number(error) in PASSING and not lasting else StepError


def mysql_message(error: Exception) -> str:
    text = str(error.args[1] if len(error.args) > 1 else error).split("\n", 1)[0]
    if mysql_number(error) == 2013 and "timed out" in text:
        return "the server did not answer in time, which timeout and readTimeout in its URL set"
    number = mysql_number(error)
    return (None if number is None else MEANINGS.get(number)) or text[:300]


def mysql_error(error: Exception) -> StepError:
    return kind_of(error)(mysql_message(error))
