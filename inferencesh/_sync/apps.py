# Made from inferencesh/_async/apps.py by scripts/unasync.py. Do not edit.
"""Reading apps: one by id or name, its versions, the workspace's, the store's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence

from .._core.errors.classes import InvalidInputError
from .._core.requests.checks import check_app, check_id
from .._core.requests.envelope import no_object
from .._core.requests.refs import Ref
from .._late_import import late_import
from ..results.app import App, AppVersion
from .requests.resource import Resource

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._core.requests.params import CallArguments
    from ..results.page import Page


class Apps(Resource):
    """`client.apps`: the apps that one can run."""

    def get(self, app: str, **options: Unpack[CallArguments]) -> App:
        """An app by its reference (`namespace/name`, a version may follow) or by its id.

        Raises:
            NotFoundError: there is no such app.
        """
        with late_import():
            from inferencesh_api.api.apps import get_app, get_app_by_name

        ref = Ref.parse(check_app(app))
        if ref.namespace:
            name = f"{ref.name}@{ref.version}" if ref.version else ref.name
            request = get_app_by_name.build_request(ref.namespace, name)
        else:
            request = get_app.build_request(ref.name)
        payload = self._call(request, options, no_object)
        return App(payload.data, messages=payload.messages)

    def list(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        filters: Optional[Sequence[Mapping[str, Any]]] = None,
        sort: Optional[Sequence[Mapping[str, str]]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallArguments],
    ) -> Page[App]:
        """A page of the workspace's apps. The arguments are those of `client.tasks.list`."""
        with late_import():
            from inferencesh_api.api.apps import list_apps

        return self._list(
            list_apps.build_request, App, options, limit=limit, cursor=cursor, filters=filters, sort=sort, search=search
        )

    def store(
        self,
        search: Optional[str] = None,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        filters: Optional[Sequence[Mapping[str, Any]]] = None,
        sort: Optional[Sequence[Mapping[str, str]]] = None,
        **options: Unpack[CallArguments],
    ) -> Page[App]:
        """A page of the store's apps that match `search`."""
        with late_import():
            from inferencesh_api.api.store import list_store_apps

        return self._list(
            list_store_apps.build_request,
            App,
            options,
            limit=limit,
            cursor=cursor,
            filters=filters,
            sort=sort,
            search=search,
        )

    def versions(
        self,
        app_id: str,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        **options: Unpack[CallArguments],
    ) -> Page[AppVersion]:
        """A page of an app's versions, by the app's id."""
        with late_import():
            from inferencesh_api.api.apps import list_app_versions

        if "/" in app_id:
            raise InvalidInputError("app_id must be an id: client.apps.get(reference)['id'] gives it")
        return self._list(
            list_app_versions.build_request, AppVersion, options, check_id(app_id, "app_id"), limit=limit, cursor=cursor
        )

    def version(self, app_id: str, version_id: str, **options: Unpack[CallArguments]) -> AppVersion:
        """One version of an app, with the schemas of its functions."""
        with late_import():
            from inferencesh_api.api.apps import get_app_version

        request = get_app_version.build_request(check_id(app_id, "app_id"), check_id(version_id, "version_id"))
        payload = self._call(request, options, no_object)
        return AppVersion(payload.data, messages=payload.messages)
