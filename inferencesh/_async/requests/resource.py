"""What the parts of a client have in common: `client.apps`, `client.files`, `client.tasks` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Mapping, Optional, Sequence, Type, TypeVar

from ..._core.requests.json_body import model_body
from ..._core.requests.options import CallOptions, merge_options
from ..._core.requests.process_bound import Live
from ..._late_import import late_import

if TYPE_CHECKING:
    from ..._core.requests.envelope import Lack, Payload
    from ..._core.requests.params import CallArguments
    from ...results.base import Result
    from ...results.page import Page
    from .http import AsyncHTTP

Entry = TypeVar("Entry", bound="Result")


class AsyncResource(Live):
    """Sends requests with the client's options; those of a call count for more."""

    def __init__(self, http: AsyncHTTP, options: CallOptions) -> None:
        self._http = http
        self._options = options

    async def _call(
        self,
        request: Dict[str, Any],
        options: CallArguments,
        lack: Optional[Lack] = None,
        *,
        task_id: Optional[str] = None,
        session_id: Optional[str] = None,
    ) -> Payload:
        """What a request is answered with; `lack`, `task_id` and `session_id` are those of `AsyncHTTP.call`."""
        await self._http.watch_scope()
        chosen = merge_options(self._options, **options)
        return await self._http.call(request, chosen, task_id=task_id, session_id=session_id, lack=lack)

    async def _list(
        self,
        build: Callable[..., Dict[str, Any]],
        item: Type[Entry],
        options: CallArguments,
        *of: str,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        filters: Optional[Sequence[Mapping[str, Any]]] = None,
        sort: Optional[Sequence[Mapping[str, str]]] = None,
        search: Optional[str] = None,
    ) -> Page[Entry]:
        """A page of a list that is asked for with a `CursorListRequest`.

        Args:
            build: the operation's `build_request`.
            item: the class of the entries.
            of: what the operation takes before the body.
        """
        with late_import():
            from inferencesh_api.models.cursor_list_request import CursorListRequest

            from ..._core.requests.envelope import no_page
            from ...results.page import Page, list_request

        body = model_body(CursorListRequest.from_dict, list_request(limit, cursor, filters, sort, search))
        payload = await self._call(build(*of, body=body), options, no_page)
        return Page.of(payload.data, item)
