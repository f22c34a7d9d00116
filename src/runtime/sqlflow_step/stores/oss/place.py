"""
Where a bucket is and who asks, from a URL such as `oss://bucket/prefix?region=cn-hangzhou` and the variables of the
environment: first what the URL says, then SQLFlow's variables, then OSS's own, then those of all Alibaba Cloud tools.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sqlflow_step.errors import StepError
from sqlflow_step.urls import redacted

if TYPE_CHECKING:
    from sqlflow_step.types import Environment

UNDERSTOOD = ("endpoint", "region", "internal", "signature", "cname", "path-style", "timeout", "secure")

# Id, secret and token are of one family: those of two tools don't fit together.
VARIABLES = (
    ("SQLFLOW_OSS_AK", "SQLFLOW_OSS_SK", "SQLFLOW_OSS_TOKEN"),
    ("OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET", "OSS_SESSION_TOKEN"),
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"),
)


class Place:
    """
    bucket, prefix (ends with a slash, or is empty), endpoint (with its scheme), region (as `cn-hangzhou`, or None),
    signature (`v1` or `v4`), cname (the endpoint is a domain of the bucket's own), path_style (the bucket goes into
    the path), timeout (seconds), credentials (id, secret and token or None)
    """

    def __init__(self, url: str, environment: Environment) -> None:
        self._url = url
        user, address, query = self._parts()
        parameters = self._parameters(query)
        bucket, *folders = [unquote(part) for part in address.split("/")]
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]", bucket):
            raise self._wrong("a bucket's name has 3 to 63 lower-case letters, digits and -")
        folders = [folder for folder in folders if folder]
        if any(is_odd(folder) for folder in folders):
            raise self._wrong("its folders can't be . or .., or have control characters or \\ in them")
        self.bucket = bucket
        self.prefix = "".join(folder + "/" for folder in folders)
        self._where(parameters, environment)
        self._how(parameters)
        self.credentials = self._credentials(user, environment)

    def _parts(self) -> tuple[str, str, str]:
        rest = self._url.split("://", 1)[1] if "://" in self._url else ""
        user, _, tail = rest.rpartition("@")
        if "?" in user:
            raise self._wrong("this can't be understood; write ? and @ of the secret as %3F and %40")
        address, _, query = tail.split("#", 1)[0].partition("?")
        return user, address, query

    def _parameters(self, query: str) -> dict[str, str]:
        given = dict()
        for pair in filter(None, query.split("&")):
            key, _, value = pair.partition("=")
            name = key.lower().replace("_", "-")
            if name not in UNDERSTOOD:
                # A secret with an & in it looks like parameters too.
                shown = " `%s`" % key if re.fullmatch(r"[A-Za-z][A-Za-z_-]{0,30}", key) else " of this name"
                raise self._wrong("there is no parameter%s; known are %s" % (shown, ", ".join(UNDERSTOOD)))
            given[name] = unquote(value) or "true"
        return given

    def _where(self, parameters: dict[str, str], environment: Environment) -> None:
        """The region of the URL counts more than an endpoint of the environment that is in another one."""
        wanted = re.sub(r"^oss-", "", parameters.get("region", ""))
        variable = environment.get("SQLFLOW_OSS_MODEL_ENDPOINT") or environment.get("OSS_ENDPOINT") or ""
        elsewhere = wanted and region_of(variable) and region_of(variable) != wanted
        host = parameters.get("endpoint") or ("" if elsewhere else variable)
        region = wanted or region_of(host) or re.sub(r"^oss-", "", environment.get("OSS_REGION") or "")
        if host and not re.fullmatch(r"(https?://)?[a-z0-9.-]+(:[0-9]+)?/?", host, re.IGNORECASE):
            raise self._wrong("the endpoint is no host; write it as endpoint=oss-cn-hangzhou.aliyuncs.com")
        if region and not re.fullmatch(r"[a-z0-9-]+", region):
            raise self._wrong("the region is none; write it as region=cn-hangzhou")
        if not host and not region:
            raise self._wrong(
                "nothing says where the bucket is; add ?region=cn-hangzhou or ?endpoint=..., or set OSS_ENDPOINT"
            )
        internal = "-internal" if is_on(parameters.get("internal")) else ""
        host = host or "oss-%s%s.aliyuncs.com" % (region, internal)
        # The console shows the bucket's own domain too, to which the client would add the bucket once more.
        own = r"^(https?://)?%s[.](?=[a-z0-9.-]+[.]aliyuncs[.]com)" % re.escape(self.bucket)
        host = re.sub(own, lambda found: found.group(1) or "", host, flags=re.IGNORECASE)
        if not re.match(r"https?://", host, re.IGNORECASE):
            # Encrypted unless the URL says otherwise: keys are not sent, but models are.
            insecure = parameters.get("secure", "").lower() in ("false", "0", "no")
            host = "%s://%s" % ("http" if insecure else "https", host)
        self.endpoint = host
        self.region = region or None

    def _how(self, parameters: dict[str, str]) -> None:
        self.signature = parameters.get("signature", "v4" if self.region else "v1").lower()
        if self.signature not in ("v1", "v4"):
            raise self._wrong("signature is v1 or v4; leave it out")
        if self.signature == "v4" and not self.region:
            raise self._wrong("signatures of version 4 need a region; add region=cn-hangzhou")
        time = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(ms|s)?", parameters.get("timeout", "30s"))
        if not time:
            raise self._wrong("the timeout is no time; write it as timeout=30s or timeout=500ms")
        self.timeout = max(0.001, float(time.group(1)) / (1000 if time.group(2) == "ms" else 1))
        self.cname = is_on(parameters.get("cname"))
        self.path_style = is_on(parameters.get("path-style"))

    def _credentials(self, user: str, environment: Environment) -> tuple[str, str, str | None]:
        key, _, secret = user.partition(":")
        if user and not (key and secret):
            raise self._wrong("an access key has an id and a secret; leave both out, and set OSS_ACCESS_KEY_ID")
        if user:
            return unquote(key), unquote(secret), None
        for names in VARIABLES:
            known, hidden, token = [environment.get(name) for name in names]
            if known and hidden:
                return known, hidden, token or None
        raise self._wrong("there is no access key; set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET")

    def _wrong(self, problem: str) -> StepError:
        return StepError("%s: %s" % (redacted(self._url), problem))


def is_on(value: str | None) -> bool:
    return (value or "").lower() in ("true", "1", "yes")


def is_odd(folder: str) -> bool:
    return folder in (".", "..") or "\\" in folder or any(unicodedata.category(letter) == "Cc" for letter in folder)


def region_of(host: str) -> str:
    """`oss-cn-hangzhou-internal.aliyuncs.com` says where it is; an endpoint for all regions doesn't."""
    found = re.search(r"(?:^|[/.])oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com", host, re.IGNORECASE)
    region = found.group(1).lower() if found else ""
    return "" if region.startswith("accelerate") else region
