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
        if not isinstance(self.cursor, Unset):
            _out_["cursor"] = self.cursor

        if not isinstance(self.limit, Unset):
            _out_["limit"] = self.limit

        if not isinstance(self.direction, Unset):
            _out_["direction"] = self.direction

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

        if not isinstance(self.include_others, Unset):
            _out_["include_others"] = self.include_others

        if not isinstance(self.include_private, Unset):
            _out_["include_private"] = self.include_private

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.filter_ import Filter
        from ..models.search_request import SearchRequest
        from ..models.sort_order import SortOrder

        _new_ = cls
        _data_ = dict(src_dict)
        cursor = cast("None | str | Unset", _data_.pop("cursor", UNSET))

        limit = cast("int | None | Unset", _data_.pop("limit", UNSET))

        direction = cast("None | str | Unset", _data_.pop("direction", UNSET))

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

        include_others = cast("bool | None | Unset", _data_.pop("include_others", UNSET))

        include_private = cast("bool | None | Unset", _data_.pop("include_private", UNSET))

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
