"""Decide what a run waits for

Approvals are answered by a person who is signed in: with an API key it is a 403 `requires_sign_in`.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.interrupt_envelope import InterruptEnvelope
    from ...models.resolve_interrupt_request import ResolveInterruptRequest

METHOD = "post"
PATH = "/interrupts/{id}/resolve"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    body: ResolveInterruptRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: What is decided.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
    }
    _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> InterruptEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.interrupt_envelope import InterruptEnvelope

    if response.status_code == 200:
        response_200 = InterruptEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
