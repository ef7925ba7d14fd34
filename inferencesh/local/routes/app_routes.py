"""Reading apps, their versions, and the store."""

from __future__ import annotations

from typing import Any, Dict, List

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..apps.registry import Registry, describe_app, describe_version
from ..http import lists
from ..http.responses import answer, read_object

SEARCHED = ("namespace", "name", "title", "description")


def routes(registry: Registry) -> List[Route]:
    """The routes of this family; `/apps/run` must stand before them."""
    handlers = _Handlers(registry)
    return [
        Route("/apps", handlers.list_by_query, methods=["GET"]),
        Route("/apps/list", handlers.list_by_body, methods=["POST"]),
        Route("/apps/{id}", handlers.get, methods=["GET"]),
        Route("/apps/{id}/versions", handlers.versions_by_query, methods=["GET"]),
        Route("/apps/{id}/versions/list", handlers.versions_by_body, methods=["POST"]),
        Route("/apps/{id}/versions/{versionId}", handlers.version, methods=["GET"]),
        Route("/apps/{namespace}/{name}", handlers.get_by_name, methods=["GET"]),
        Route("/store/apps", handlers.store_by_query, methods=["GET"]),
        Route("/store/apps/list", handlers.store_by_body, methods=["POST"]),
    ]


class _Handlers:
    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def get(self, request: Request) -> Response:
        return answer(describe_app(self._registry.by_id(request.path_params["id"])))

    async def get_by_name(self, request: Request) -> Response:
        name = request.path_params["name"]
        definition = self._registry.by_name(request.path_params["namespace"], name)
        version = name.split("@")[1].split(":")[0] if "@" in name else "latest"
        if version != "latest":
            definition = self._registry.version(definition, version)
        return answer(describe_app(definition))

    async def version(self, request: Request) -> Response:
        definition = self._registry.by_id(request.path_params["id"])
        return answer(describe_version(self._registry.version(definition, request.path_params["versionId"])))

    async def versions_by_query(self, request: Request) -> Response:
        return answer(self._versions(request, lists.from_query(request)))

    async def versions_by_body(self, request: Request) -> Response:
        return answer(self._versions(request, await read_object(request, optional=True)))

    def _versions(self, request: Request, query: Dict[str, Any]) -> Dict[str, Any]:
        definition = self._registry.by_id(request.path_params["id"])
        shown = [describe_version(version) for version in reversed(self._registry.versions(definition))]
        return lists.page(shown, query, default_limit=50)

    async def list_by_query(self, request: Request) -> Response:
        return answer(self._page(lists.from_query(request)))

    async def list_by_body(self, request: Request) -> Response:
        return answer(self._page(await read_object(request, optional=True)))

    def _page(self, query: Dict[str, Any]) -> Dict[str, Any]:
        shown = [describe_app(definition, with_version=False) for definition in self._registry.current()]
        return lists.page(shown, query, default_limit=50, search_fields=SEARCHED)

    async def store_by_query(self, request: Request) -> Response:
        return answer(self._store(lists.from_query(request)))

    async def store_by_body(self, request: Request) -> Response:
        return answer(self._store(await read_object(request, optional=True)))

    def _store(self, query: Dict[str, Any]) -> Dict[str, Any]:
        shown: List[Dict[str, Any]] = [
            {
                "id": definition.id,
                "category": definition.category,
                "tags": [],
                "namespace": definition.namespace,
                "name": definition.name,
                "title": definition.name,
                "description": definition.description,
                "images": {"card": "", "thumbnail": "", "banner": ""},
                "is_featured": False,
                "rank": rank,
                "has_approved_version": True,
            }
            for rank, definition in enumerate(self._registry.current())
        ]
        return lists.page(shown, query, search_fields=SEARCHED)
