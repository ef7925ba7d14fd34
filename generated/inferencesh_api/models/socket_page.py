from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

if TYPE_CHECKING:
    from ..models.socket_dto import SocketDTO


T = TypeVar("T", bound="SocketPage")


@_attrs_define
class SocketPage(Open):
    """One page of sockets."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "has_next",
            "has_previous",
            "items",
        )
    )

    has_next: bool
    """ Whether there is a next page. """

    has_previous: bool
    """ Whether there is a page before. """

    items: list[SocketDTO]
    """ The sockets of this page, in the order asked for. """

    next_cursor: None | str | Unset = UNSET
    """ The `cursor` of the next page; empty on the last one. """

    prev_cursor: None | str | Unset = UNSET
    """ The `cursor` of the page before; empty on the first one. """

    items_per_page: int | Unset = UNSET
    """ How many entries this page has. """

    total_items: int | None | Unset = UNSET
    """ How many entries there are in all; newer versions do not say. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.has_next, Unset):
            _out_["has_next"] = self.has_next

        if not isinstance(self.has_previous, Unset):
            _out_["has_previous"] = self.has_previous

        if not isinstance(self.items, Unset):
            items = []
            for items_item_data in self.items:
                items_item = items_item_data.to_dict()
                items.append(items_item)

            _out_["items"] = items

        if not isinstance(self.next_cursor, Unset):
            _out_["next_cursor"] = self.next_cursor

        if not isinstance(self.prev_cursor, Unset):
            _out_["prev_cursor"] = self.prev_cursor

        if not isinstance(self.items_per_page, Unset):
            _out_["items_per_page"] = self.items_per_page

        if not isinstance(self.total_items, Unset):
            _out_["total_items"] = self.total_items

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.socket_dto import SocketDTO

        _new_ = cls
        _data_ = dict(src_dict)
        has_next: bool = MISSING
        if _data_.get("has_next") is not None:
            has_next = _data_.pop("has_next")

        has_previous: bool = MISSING
        if _data_.get("has_previous") is not None:
            has_previous = _data_.pop("has_previous")

        items: list[SocketDTO] = MISSING
        if _data_.get("items") is not None:
            items = []
            _items = _data_.pop("items")
            for items_item_data in _items or ():
                items_item = SocketDTO.from_dict(items_item_data)

                items.append(items_item)

        next_cursor = cast("None | str | Unset", _data_.pop("next_cursor", UNSET))

        prev_cursor = cast("None | str | Unset", _data_.pop("prev_cursor", UNSET))

        items_per_page = given(_data_.pop("items_per_page", UNSET))

        total_items = cast("int | None | Unset", _data_.pop("total_items", UNSET))

        _made_ = _new_(
            has_next=has_next,
            has_previous=has_previous,
            items=items,
            next_cursor=next_cursor,
            prev_cursor=prev_cursor,
            items_per_page=items_per_page,
            total_items=total_items,
        )
        _made_.additional_properties = _data_
        return _made_
