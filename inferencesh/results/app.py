"""Apps and their versions, as users hold them."""

from __future__ import annotations

from .app_fields import AppFields, AppVersionFields


class App(AppFields):
    """An app, or its listing in the store. Which fields are there depends on the route.

    Source: `AppDTO` and `PublicAppStoreDTO` in openapi.yaml.
    """

    @property
    def ref(self) -> str:
        """`namespace/name`, as runs take it."""
        namespace = self.get("namespace")
        return f"{namespace}/{self.get('name')}" if namespace else str(self.get("name") or "")


class AppVersion(AppVersionFields):
    """A version of an app. Its `short_id` is what stands behind the `@` of a reference.

    Source: `AppVersionDTO` in openapi.yaml.
    """
