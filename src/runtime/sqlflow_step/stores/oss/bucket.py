"""One bucket: the few requests that a store makes of it, each tried again where that may help."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import re
from typing import TYPE_CHECKING

from sqlflow_step.errors import PassingError, StepError
from sqlflow_step.retry import retrying
from sqlflow_step.stores.oss.errors import is_missing, oss_error

if TYPE_CHECKING:
    from typing import Any, Callable, NoReturn

    from sqlflow_step.stores.oss.place import Place
    from sqlflow_step.types import T


class ReplacedError(StepError):
    """Another version of an object took the place of the one that is read."""


class Bucket:
    def __init__(self, place: Place) -> None:
        try:
            import oss2
        except ImportError:
            raise StepError("the image has no oss2, which models in OSS need: pip install oss2") from None
        self._oss2 = oss2
        self._signature = place.signature
        session = oss2.Session()
        # Else a .netrc of the image's would take the place of the signature.
        session.session.auth = unchanged
        self._bucket = oss2.Bucket(
            authentication(oss2, place),
            place.endpoint,
            place.bucket,
            is_cname=place.cname,
            session=session,
            connect_timeout=place.timeout,
            # Without its C part the package takes seconds for a megabyte; bodies carry their MD5.
            enable_crc=False,
            **further_arguments(place),
        )

    def get(self, key: str, start: int, length: int, etag: str | None = None) -> tuple[bytes, int, str] | None:
        """Bytes from `start` on, the size of the whole object and its ETag; None when there is no such object."""
        headers = {"x-oss-range-behavior": "standard"}
        if etag is not None:
            headers["If-Match"] = '"%s"' % etag

        def request() -> tuple[bytes, int, str]:
            found = self._bucket.get_object(key, byte_range=(start, start + length - 1), headers=headers)
            with contextlib.closing(found.resp.response):
                return answer(found, start, length)

        def otherwise(error: Any) -> tuple[bytes, int, str] | None:
            if error.status == 416:
                return b"", start, ""
            return None if is_missing(error) else self._failed(error)

        return self._do(request, otherwise)

    def size(self, key: str) -> int | None:
        """Size of an object, or None when there is none."""
        return self._do(
            lambda: int(self._bucket.head_object(key).headers.get("content-length", 0)),
            lambda error: None if is_missing(error) else self._failed(error),
        )

    def put(self, key: str, body: bytes) -> None:
        self._do(lambda: self._bucket.put_object(key, body, headers=dict([md5(body)])))

    def link(self, key: str, target: str) -> None:
        """`key` stands for `target` from now on."""
        self._do(lambda: self._bucket.put_symlink(target, key))

    def delete(self, key: str) -> None:
        self._do(lambda: self._bucket.delete_object(key))

    def start_upload(self, key: str) -> str:
        return str(self._do(lambda: self._bucket.init_multipart_upload(key).upload_id))

    def upload_part(self, key: str, upload: str, number: int, body: bytes) -> Any:
        """What `complete_upload` wants to know of the part."""
        part = self._do(lambda: self._bucket.upload_part(key, upload, number, body, headers=dict([md5(body)])))
        return self._oss2.models.PartInfo(number, part.etag)

    def complete_upload(self, key: str, upload: str, parts: list[Any], size: int) -> None:
        """An upload that is gone, while the object has its size, was completed before: the answer was lost."""

        def otherwise(error: Any) -> None:
            return None if error.code == "NoSuchUpload" and self.size(key) == size else self._failed(error)

        self._do(lambda: self._bucket.complete_multipart_upload(key, upload, parts), otherwise)

    def abort_upload(self, key: str, upload: str) -> None:
        self._bucket.abort_multipart_upload(key, upload)

    def objects(self, prefix: str) -> list[tuple[str, float]]:
        """The first thousand: `(key, time)`."""
        page = self._do(lambda: self._bucket.list_objects_v2(prefix=prefix, max_keys=1000))
        return [(found.key, found.last_modified) for found in page.object_list]

    def folders(self) -> list[str]:
        return list(self._do(lambda: self._bucket.list_objects_v2(delimiter="/", max_keys=1000)).prefix_list)

    def _do(self, request: Callable[[], T], otherwise: Callable[[Any], T] | None = None) -> T:
        """Runs a request; `otherwise` may know what an answer of the service means that is an error."""
        import requests

        def attempt() -> T:
            try:
                return request()
            except self._oss2.exceptions.ServerError as error:
                return (otherwise or self._failed)(error)
            except (self._oss2.exceptions.OssError, requests.RequestException) as error:
                return self._failed(error)
            except SyntaxError:
                # What the answer should be is XML.
                raise PassingError("the answer was cut off, or is not from OSS") from None

        return retrying(attempt)

    def _failed(self, error: Any) -> NoReturn:
        if getattr(error, "status", None) == 412:
            raise ReplacedError("the model was replaced while it was read")
        raise oss_error(error, self._signature)


def authentication(oss2: Any, place: Place) -> Any:
    key, secret, token = place.credentials
    is_v4 = place.signature == "v4"
    if is_v4 and not hasattr(oss2, "AuthV4"):
        raise StepError("the image's oss2 is too old for signatures of version 4: pip install --upgrade oss2")
    if token:
        return oss2.StsAuth(key, secret, token, **(dict(auth_version=oss2.AUTH_VERSION_4) if is_v4 else dict()))
    return oss2.AuthV4(key, secret) if is_v4 else oss2.Auth(key, secret)


def further_arguments(place: Place) -> dict[str, Any]:
    """What older releases of the client don't know is left out where it isn't needed."""
    more: dict[str, Any] = dict()
    if place.signature == "v4":
        more["region"] = place.region
    if place.path_style:
        more["is_path_style"] = True
    return more


def answer(found: Any, start: int, length: int) -> tuple[bytes, int, str]:
    etag = found.headers.get("etag")
    if not etag:
        # A proxy's page has none.
        raise PassingError("the answer is not from OSS")
    whole = re.search(r"/([0-9]+)$", found.headers.get("content-range") or "")
    if whole:
        body, size = found.resp.read(), int(whole.group(1))
    else:
        content = found.resp.read()
        body, size = content[start : start + length], len(content)
    if len(body) != min(length, size - start):
        raise PassingError("the answer was cut off")
    return body, size, etag.strip('"')


def md5(body: bytes) -> tuple[str, str]:
    return "Content-MD5", base64.b64encode(hashlib.md5(body).digest()).decode("ascii")


def unchanged(request: Any) -> Any:
    return request
