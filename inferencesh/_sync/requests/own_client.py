# Made from inferencesh/_async/requests/own_client.py by scripts/unasync.py. Do not edit.
"""What comes from an httpx client of the user's own: answers that were read already, and errors of every kind."""

from __future__ import annotations

from typing import Optional

import httpx

from ..._core.errors.classes import InferenceError
from ..._core.values.redact import redact_error

_PACKAGES = frozenset({"httpx", "httpcore", "socksio", "h11", "h2", "anyio"})  # httpx hands on errors of all of these


def send(client: httpx.Client, request: httpx.Request) -> httpx.Response:
    """The answer to a request, its body mostly not read yet.

    Raises:
        httpx.RequestError: there is none. Whatever else the client's packages and the system raise becomes one.
        InferenceError: the client was closed meanwhile.
    """
    try:
        response = client.send(request, stream=True, auth=None, follow_redirects=False)
    except httpx.RequestError:
        raise
    except httpx.HTTPStatusError as raised:  # by a hook: `response.raise_for_status()`
        return raised.response
    except Exception as cause:
        if isinstance(cause, RuntimeError) and client.is_closed:
            raise InferenceError("the http_client was closed, by whoever made it, during a request") from cause
        package = type(cause).__module__.partition(".")[0]
        if not isinstance(cause, OSError) and package not in _PACKAGES:
            raise  # of a hook or a transport of the user's own: that is theirs to see
        raise httpx.ReadError(redact_error(cause), request=request) from cause
    if response.status_code != 407:
        return response
    response.close()
    error = httpx.ProxyError("the proxy answered 407: it wants a user name and a password, or others", request=request)
    error.request_sent = False  # type: ignore[attr-defined]
    error.permanent = True  # type: ignore[attr-defined]
    raise error


def content_of(response: httpx.Response) -> Optional[bytes]:
    """The body if it was read already, by a hook or since it was made up; what was packed is unpacked then.

    Raises:
        httpx.ReadError: a hook read it, or closed it, and kept nothing.
    """
    try:
        return response.content
    except httpx.ResponseNotRead:
        if response.is_stream_consumed or response.is_closed:
            if response.status_code >= 300:
                return b""  # a hook that raised for the status closed it
            error = httpx.ReadError(
                "a response hook of the http_client has read or closed the answer and kept nothing: call "
                "response.read() in it, or await response.aread()",
                request=response.request,
            )
            error.permanent = True  # type: ignore[attr-defined]  # the next answer would go the same way
            raise error from None
        return None
