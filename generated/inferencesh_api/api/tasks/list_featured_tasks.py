"""List tasks that are shown publicly

Those whose `is_featured` is set.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset

if TYPE_CHECKING:
    import httpx

    from ...models.task_page_envelope import TaskPageEnvelope

METHOD = "get"
PATH = "/tasks/featured"
AUTHENTICATED = True


def build_request(
    *,
    cursor: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    direction: str | Unset = UNSET,
    sort: str | Unset = UNSET,
    filters: str | Unset = UNSET,
    search: str | Unset = UNSET,
    include_others: bool | Unset = UNSET,
    include_private: bool | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    params: dict[str, Any] = {}

    params["cursor"] = cursor

    params["limit"] = limit

    params["direction"] = direction

    params["sort"] = sort

    params["filters"] = filters

    params["search"] = search

    params["include_others"] = include_others

    params["include_private"] = include_private

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH,
        "params": params,
    }
    return _kwargs


def parse_response(response: httpx.Response) -> TaskPageEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.task_page_envelope import TaskPageEnvelope

    if response.status_code == 200:
        response_200 = TaskPageEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
