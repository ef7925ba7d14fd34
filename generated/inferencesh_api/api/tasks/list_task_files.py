"""List the files of a task

What its input named and what its output made, or one side of it.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset, path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.task_file_list_envelope import TaskFileListEnvelope
    from ...models.task_file_role import TaskFileRole

METHOD = "get"
PATH = "/tasks/{id}/files"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    role: TaskFileRole | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        role: Which side of a task a file is on.
    """

    params: dict[str, Any] = {}

    json_role: str | Unset = UNSET
    if not isinstance(role, Unset):
        json_role = role.value

    params["role"] = json_role

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
        "params": params,
    }
    return _kwargs


def parse_response(response: httpx.Response) -> TaskFileListEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.task_file_list_envelope import TaskFileListEnvelope

    if response.status_code == 200:
        response_200 = TaskFileListEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
