# Made from inferencesh/_async/requests/resource.py by scripts/unasync.py. Do not edit.
"""What the parts of a client have in common: `client.apps`, `client.files`, `client.tasks` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional

from ..._core.requests.options import CallOptions, merge_options
from ..._core.requests.process_bound import Live

if TYPE_CHECKING:
    from ..._core.requests.envelope import Lack, Payload
    from ..._core.requests.params import CallArguments
    from .http import HTTP


class Resource(Live):
    """Sends requests with the client's options; those of a call count for more."""

    def __init__(self, http: HTTP, options: CallOptions) -> None:
        self._http = http
        self._options = options

    def _call(
        self,
        request: Dict[str, Any],
        options: CallArguments,
        lack: Optional[Lack] = None,
        *,
        task_id: Optional[str] = None,
        session_id: Optional[str] = None,
    ) -> Payload:
        """What a request is answered with; `lack`, `task_id` and `session_id` are those of `HTTP.call`."""
        self._http.watch_scope()
        chosen = merge_options(self._options, **options)
        return self._http.call(request, chosen, task_id=task_id, session_id=session_id, lack=lack)
