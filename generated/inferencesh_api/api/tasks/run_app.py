"""Run an app

Stores a task and answers at once with status `received`; follow it with stream_task or get_task. With `wait`
the answer comes when the task has ended, with status 422 if it did not complete. With `stream` the answer is
the stream of the task. A repeated call makes a second task. `POST /run` is the same call.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset

if TYPE_CHECKING:
    import httpx

    from ...models.api_app_run_request import ApiAppRunRequest
    from ...models.task_result_envelope import TaskResultEnvelope

METHOD = "post"
PATH = "/apps/run"
AUTHENTICATED = True


def build_request(
    *,
    body: ApiAppRunRequest,
    wait: bool | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: What to run, on what, and how. Name the app by `app`, or by `app_id` with an optional `version_id`.
                Members that are not listed are passed on.
    """
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["wait"] = wait

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH,
        "params": params,
    }
    _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> TaskResultEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.task_result_envelope import TaskResultEnvelope

    if response.status_code == 200:
        response_200 = TaskResultEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
