"""Delete the files of a task, keep the task

Answers which were deleted, and which were skipped and why.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset, path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.delete_task_files_envelope import DeleteTaskFilesEnvelope
    from ...models.task_file_role import TaskFileRole

METHOD = "delete"
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


def parse_response(response: httpx.Response) -> DeleteTaskFilesEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.delete_task_files_envelope import DeleteTaskFilesEnvelope

    if response.status_code == 200:
        response_200 = DeleteTaskFilesEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
