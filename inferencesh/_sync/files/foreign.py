# Made from inferencesh/_async/files/foreign.py by scripts/unasync.py. Do not edit.
"""Requests to other hosts: storage and the addresses of outputs. Never with the key, whatever the host."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Optional
from urllib.parse import urljoin

import httpx

from ..._core.errors.classes import (
    APIConnectionError,
    APITimeoutError,
    FileDownloadError,
    FileUploadError,
    InferenceError,
    InvalidInputError,
)
from ..._core.requests.envelope import Answer
from ..._core.requests.settings import origin_of
from ..._core.values.addresses import split_credentials
from ..._core.values.redact import HIDDEN, redact_error, redact_url
from ..._late_import import late_import
from ..._runtime.clock import Deadline
from ..._transport import ConfigurationError
from ..requests.bodies import ERROR_BODY_LIMIT, ByteStream, read_body
from ..requests.connections import Connections, limits
from ..requests.http import USER_AGENT

if TYPE_CHECKING:
    from ..._runtime.local_files import Block

logger = logging.getLogger("inferencesh")

MAX_REDIRECTS = 20  # of a download
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class OtherHosts:
    """PUT and GET over a client's connections."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @property
    def reads_once(self) -> bool:
        """Whether a block of a body may be overwritten when the next is asked for: so it is on our own transport."""
        return self._connections.direct() is not None

    def put(self, url: str, body: Iterable[Block], headers: Mapping[str, str], deadline: Deadline) -> Answer:
        """PUT bytes to a signed address. One attempt, no redirects; no key goes along, whatever the host.

        Raises:
            APIConnectionError, APITimeoutError: there was no answer.
            FileUploadError: the address is not a usable one.
        """
        response = self._send("PUT", url, headers, deadline, body)
        try:
            content, _ = read_body(response, ERROR_BODY_LIMIT, deadline)
        except httpx.RequestError as cause:
            raise _no_answer(cause, shown_address("PUT", url), deadline) from cause
        finally:
            response.close()
        return Answer(response.status_code, response.headers, content)

    def get(
        self, url: str, headers: Mapping[str, str], deadline: Deadline, conditions: Optional[Mapping[str, str]] = None
    ) -> ByteStream:
        """GET an output address, without the key; redirects are followed. One attempt. The caller closes the stream.

        Args:
            headers: the caller's; they are not sent on to another host.
            conditions: headers that say which part is wanted, sent wherever redirects lead.

        Raises:
            APIConnectionError, APITimeoutError: there was no answer.
            FileDownloadError: a redirect leads to an address that is not a usable one, or redirects never end.
        """
        plain = {"Accept": "*/*", "Accept-Encoding": "identity", **(conditions or {})}
        sent = {**plain, **headers}
        # httpx would follow redirects too, and write where they lead into its log, signature and all.
        for _ in range(MAX_REDIRECTS + 1):
            response = self._send("GET", url, sent, deadline, None)
            target = response.headers.get("location")
            if response.status_code not in REDIRECTS or not target:
                return _stream(response, url, deadline)
            response.close()
            try:
                target = urljoin(url, target)
                elsewhere = origin_of(target) != origin_of(url)
            except ValueError as cause:  # a port out of range, a bracket that is not closed
                raise FileDownloadError(
                    f"{shown_address('GET', url)} redirects to an address that is not usable"
                ) from cause
            if elsewhere:
                sent = plain
            url = target
        raise APIConnectionError(f"{shown_address('GET', url)}: redirected more than {MAX_REDIRECTS} times")

    def _send(self, method: str, url: str, headers: Mapping[str, str], deadline: Deadline, body: Any) -> httpx.Response:
        failed = FileUploadError if method == "PUT" else FileDownloadError
        shown = shown_address(method, url)
        try:
            # The user information goes into a header, and out of the address: httpx looks for cookies by what is shown.
            url, credentials = split_credentials(url)
            shown = shown_address(method, url)
            origin_of(url)  # finds a port out of range
            request = self._connections.client().build_request(
                method,
                url,
                content=body,
                headers={"User-Agent": USER_AGENT, **headers},
                extensions=limits(deadline),
            )
            # A client of the user's own may add its headers to every request; this one goes to another host.
            request.headers.pop("authorization", None)
            request.headers.pop("cookie", None)
            if credentials is not None:
                request.headers["Authorization"] = credentials
            request.url = _secret_url(request.url, shown)
        except (httpx.InvalidURL, ValueError) as cause:  # a port too high, a name that IDNA refuses
            raise failed(f"{shown} is not a usable web address") from cause
        try:
            with late_import():
                from ..requests import own_client

            response = own_client.send(self._connections, request)
        except httpx.UnsupportedProtocol as cause:
            raise failed(f"{shown} is not a usable web address") from cause
        except (httpx.InvalidURL, UnicodeError) as cause:  # httpx looks at redirects that it does not follow
            raise failed(f"{shown} redirects to an address that is not usable") from cause
        except ConfigurationError as cause:
            raise InvalidInputError(str(cause)) from None
        except httpx.RequestError as cause:
            raise _no_answer(cause, shown, deadline) from cause
        logger.debug("%s %s -> %d", method, shown, response.status_code)
        return response


def _stream(response: httpx.Response, url: str, deadline: Deadline) -> ByteStream:
    try:
        return ByteStream(response)
    except httpx.RequestError as cause:
        raise _no_answer(cause, shown_address("GET", url), deadline) from cause


def check_address(url: str) -> None:
    """Refuse an address that no request can be sent to.

    Raises:
        InvalidInputError: it is one.
    """
    try:
        usable = bool(httpx.URL(split_credentials(url)[0]).host)  # asking for the host finds names that IDNA refuses
    except (httpx.InvalidURL, ValueError):
        usable = False
    if not usable:
        raise InvalidInputError(f"file is no usable web address: {shown_address('GET', url)!r}")


class _SecretURL(httpx.URL):
    """An address that shows only a part of itself: httpx writes the address of every request into its log."""

    _shown = ""

    def __str__(self) -> str:
        return self._shown

    def __repr__(self) -> str:
        return f"URL({self._shown!r})"


def _secret_url(url: httpx.URL, shown: str) -> httpx.URL:
    secret = _SecretURL(url)
    secret._shown = shown
    return secret


def shown_address(method: str, url: str) -> str:
    """An address of another host as it may be shown. Whoever knows all of an upload's can write the file."""
    if method != "PUT":
        return redact_url(url.replace(" ", "%20"))
    try:
        return f"{origin_of(url)}/{HIDDEN}"
    except ValueError:
        return HIDDEN  # it is none


def _no_answer(cause: Exception, shown: str, deadline: Deadline) -> InferenceError:
    if isinstance(cause, httpx.TimeoutException) and deadline.passed() and deadline.seconds is not None:
        return APITimeoutError(f"{shown}: not done within {deadline.seconds:g} seconds")
    kind = APITimeoutError if isinstance(cause, httpx.TimeoutException) else APIConnectionError
    return kind(f"{shown}: {redact_error(cause)}")
