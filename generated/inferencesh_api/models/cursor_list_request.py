from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.filter_ import Filter
    from ..models.search_request import SearchRequest
    from ..models.sort_order import SortOrder


T = TypeVar("T", bound="CursorListRequest")


@_attrs_define
class CursorListRequest(Open):
    """Which items of a list to answer, and how. Everything is optional."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    cursor: None | str | Unset = UNSET
    """ Where to go on: `next_cursor` or `prev_cursor` of an earlier page. """

    limit: int | None | Unset = UNSET
    """ Most items in a page; -1 asks for everything, at most 10000 items. """

    direction: None | str | Unset = UNSET
    """ `forward` or `backward` from the cursor (older pages say `next` and `prev`). """

    search: None | SearchRequest | Unset = UNSET
    """ Full-text search. """

    filters: list[Filter] | None | Unset = UNSET
    """ Conditions, all of which must hold. """

    preloads: list[str] | None | Unset = UNSET
    """ Relations to embed. """

    sort: list[SortOrder] | None | Unset = UNSET
    """ Order, most significant first. """

    fields: list[str] | None | Unset = UNSET
    """ Only these fields of each item. """

    permissions: list[str] | None | Unset = UNSET
    """ Purpose not documented. """

    include_others: bool | None | Unset = UNSET
    """ Also what other members of the workspace own. """

    include_private: bool | None | Unset = UNSET
    """ Also what is private to others; for owners and admins, and audited. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.search_request import SearchRequest

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        cursor: None | str | Unset
        if isinstance(self.cursor, Unset):
            cursor = UNSET
        else:
            cursor = self.cursor

        if not isinstance(cursor, Unset):
            _out_["cursor"] = cursor

        limit: int | None | Unset
        if isinstance(self.limit, Unset):
            limit = UNSET
        else:
            limit = self.limit

        if not isinstance(limit, Unset):
            _out_["limit"] = limit

        direction: None | str | Unset
        if isinstance(self.direction, Unset):
            direction = UNSET
        else:
            direction = self.direction

        if not isinstance(direction, Unset):
            _out_["direction"] = direction

        search: dict[str, Any] | None | Unset
        if isinstance(self.search, Unset):
            search = UNSET
        elif isinstance(self.search, SearchRequest):
            search = self.search.to_dict()
        else:
            search = self.search

        if not isinstance(search, Unset):
            _out_["search"] = search

        filters: list[dict[str, Any]] | None | Unset
        if isinstance(self.filters, Unset):
            filters = UNSET
        elif isinstance(self.filters, list):
            filters = []
            for filters_type_0_item_data in self.filters:
                filters_type_0_item = filters_type_0_item_data.to_dict()
                filters.append(filters_type_0_item)

        else:
            filters = self.filters

        if not isinstance(filters, Unset):
            _out_["filters"] = filters

        preloads: list[str] | None | Unset
        if isinstance(self.preloads, Unset):
            preloads = UNSET
        elif isinstance(self.preloads, list):
            preloads = self.preloads

        else:
            preloads = self.preloads

        if not isinstance(preloads, Unset):
            _out_["preloads"] = preloads

        sort: list[dict[str, Any]] | None | Unset
        if isinstance(self.sort, Unset):
            sort = UNSET
        elif isinstance(self.sort, list):
            sort = []
            for sort_type_0_item_data in self.sort:
                sort_type_0_item = sort_type_0_item_data.to_dict()
                sort.append(sort_type_0_item)

        else:
            sort = self.sort

        if not isinstance(sort, Unset):
            _out_["sort"] = sort

        fields: list[str] | None | Unset
        if isinstance(self.fields, Unset):
            fields = UNSET
        elif isinstance(self.fields, list):
            fields = self.fields

        else:
            fields = self.fields

        if not isinstance(fields, Unset):
            _out_["fields"] = fields

        permissions: list[str] | None | Unset
        if isinstance(self.permissions, Unset):
            permissions = UNSET
        elif isinstance(self.permissions, list):
            permissions = self.permissions

        else:
            permissions = self.permissions

        if not isinstance(permissions, Unset):
            _out_["permissions"] = permissions

        include_others: bool | None | Unset
        if isinstance(self.include_others, Unset):
            include_others = UNSET
        else:
            include_others = self.include_others

        if not isinstance(include_others, Unset):
            _out_["include_others"] = include_others

        include_private: bool | None | Unset
        if isinstance(self.include_private, Unset):
            include_private = UNSET
        else:
            include_private = self.include_private

        if not isinstance(include_private, Unset):
            _out_["include_private"] = include_private

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.filter_ import Filter
        from ..models.search_request import SearchRequest
        from ..models.sort_order import SortOrder

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_cursor(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        cursor = _parse_cursor(_data_.pop("cursor", UNSET))

        def _parse_limit(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("int | None | Unset", data)

        limit = _parse_limit(_data_.pop("limit", UNSET))

        def _parse_direction(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        direction = _parse_direction(_data_.pop("direction", UNSET))

        def _parse_search(data: object) -> None | SearchRequest | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                search_type_0 = SearchRequest.from_dict(data)

                return search_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | SearchRequest | Unset", data)

        search = _parse_search(_data_.pop("search", UNSET))

        def _parse_filters(data: object) -> list[Filter] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                filters_type_0 = []
                _filters_type_0 = data
                for filters_type_0_item_data in _filters_type_0 or ():
                    filters_type_0_item = Filter.from_dict(filters_type_0_item_data)

                    filters_type_0.append(filters_type_0_item)

                return filters_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[Filter] | None | Unset", data)

        filters = _parse_filters(_data_.pop("filters", UNSET))

        def _parse_preloads(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _preloads_type_0: Any = data
                preloads_type_0 = _preloads_type_0 or []
                return preloads_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        preloads = _parse_preloads(_data_.pop("preloads", UNSET))

        def _parse_sort(data: object) -> list[SortOrder] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                sort_type_0 = []
                _sort_type_0 = data
                for sort_type_0_item_data in _sort_type_0 or ():
                    sort_type_0_item = SortOrder.from_dict(sort_type_0_item_data)

                    sort_type_0.append(sort_type_0_item)

                return sort_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[SortOrder] | None | Unset", data)

        sort = _parse_sort(_data_.pop("sort", UNSET))

        def _parse_fields(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _fields_type_0: Any = data
                fields_type_0 = _fields_type_0 or []
                return fields_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        fields = _parse_fields(_data_.pop("fields", UNSET))

        def _parse_permissions(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _permissions_type_0: Any = data
                permissions_type_0 = _permissions_type_0 or []
                return permissions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        permissions = _parse_permissions(_data_.pop("permissions", UNSET))

        def _parse_include_others(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        include_others = _parse_include_others(_data_.pop("include_others", UNSET))

        def _parse_include_private(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        include_private = _parse_include_private(_data_.pop("include_private", UNSET))

        _made_ = _new_(
            cursor=cursor,
            limit=limit,
            direction=direction,
            search=search,
            filters=filters,
            preloads=preloads,
            sort=sort,
            fields=fields,
            permissions=permissions,
            include_others=include_others,
            include_private=include_private,
        )
        _made_.additional_properties = _data_
        return _made_
