"""Delete a task that has ended

With `files`, its input and output files too, even those that are used elsewhere. One that has not ended is
refused.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset, path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.any_envelope import AnyEnvelope

METHOD = "delete"
PATH = "/tasks/{id}"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    files: bool | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    params: dict[str, Any] = {}

    params["files"] = files

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
        "params": params,
    }
    return _kwargs


def parse_response(response: httpx.Response) -> AnyEnvelope | None:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.any_envelope import AnyEnvelope

    if response.status_code == 200:
        response_200 = AnyEnvelope.from_dict(response.json())

        return response_200

    if response.status_code == 204:
        return None
    raise ValueError(f"no parser for status {response.status_code}")
