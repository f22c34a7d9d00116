"""
Errors of OSS and its client in words for users. The client's own messages quote URLs and bodies, so nothing of them is
shown but the service's code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlflow_step.errors import PassingError, StepError

if TYPE_CHECKING:
    from typing import Any

REFUSALS = dict(
    AccessDenied="access is denied: the access key has no right to this, or the bucket is somebody else's or in"
    " another region",
    InvalidAccessKeyId="the access key id is unknown or disabled; one of temporary credentials needs its token too",
    SignatureDoesNotMatch="the secret does not belong to this access key id",
    InvalidSecurityToken="the security token does not belong to this access key id",
    SecurityTokenExpired="the security token has expired",
    RequestTimeTooSkewed="the clock of this machine is more than 15 minutes off",
    NoSuchBucket="there is no such bucket at this endpoint",
    InvalidBucketName="a bucket can't have this name",
    InvalidArgument="the service does not take the request as it is; perhaps the region is wrong",
    SecondLevelDomainForbidden="the bucket can't be had at this endpoint; perhaps it is in another region",
)


class RefusedError(StepError):
    """The service does not let this access key do it."""


def is_missing(error: Any) -> bool:
    """There is no such object; to a HEAD the service may say no more than 404."""
    return error.status == 404 and error.code in ("", "NoSuchKey", "SymlinkTargetNotExist")


def oss_error(error: Any, signature: str) -> StepError:
    code, status = getattr(error, "code", ""), getattr(error, "status", -1)
    if code in REFUSALS:
        old = code == "AccessDenied" and signature == "v1"
        more = "; some buckets need signatures of version 4: add region=... to the URL" if old else ""
        return RefusedError(REFUSALS[code] + more)
    if status < 0:
        return of_network(str(error))
    # A code is one word of letters; anything else may be part of a body.
    known = code if re.fullmatch(r"[A-Za-z0-9]{1,64}", code or "") else None
    said = known or "HTTP %d" % status
    if status == 501:
        return StepError("the service can't do this (%s)" % said)
    if status in (429, 503):
        return PassingError("the service is busy (%s)" % said)
    if status >= 500:
        return PassingError("the service failed (%s)" % said)
    if status in (401, 403):
        return RefusedError("access is denied (%s)" % said)
    return StepError("the service answers %s" % said) if known else PassingError("the answer is not from OSS")


def of_network(text: str) -> StepError:
    if "Name or service not known" in text or "nodename nor servname" in text:
        return StepError("there is no host of this name")
    if "name resolution" in text:
        return PassingError("the name of the host could not be looked up")
    if "certificate" in text.lower() or "wrong version number" in text.lower():
        return StepError("no encrypted connection: the host's certificate is not trusted")
    if "refused" in text:
        return PassingError("nothing answers at this address")
    return PassingError("no answer came in time" if "timed out" in text.lower() else "the connection was lost")
