from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.task_update import TaskUpdate


T = TypeVar("T", bound="TaskUpdateFrame")


@_attrs_define
class TaskUpdateFrame(Open):
    """A task inside a wrapper. With `fields` it is partial: merge `data` into what is known, key by key; values are
    whole.

    """

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("data",))

    data: TaskUpdate
    """ Some members of a TaskDTO. """

    fields: list[str] | None | Unset = UNSET
    """ Which members are new. Others in `data` are true all the same. """

    event: None | str | Unset = UNSET
    """ `update`, or absent. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.data, Unset):
            data = self.data.to_dict()
            _out_["data"] = data

        fields: list[str] | None | Unset
        if isinstance(self.fields, Unset):
            fields = UNSET
        elif isinstance(self.fields, list):
            fields = self.fields

        else:
            fields = self.fields

        if not isinstance(fields, Unset):
            _out_["fields"] = fields

        if not isinstance(self.event, Unset):
            _out_["event"] = self.event

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.task_update import TaskUpdate

        _new_ = cls
        _data_ = dict(src_dict)
        data: TaskUpdate = MISSING
        if _data_.get("data") is not None:
            data = TaskUpdate.from_dict(_data_.pop("data"))

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

        event = cast("None | str | Unset", _data_.pop("event", UNSET))

        _made_ = _new_(
            data=data,
            fields=fields,
            event=event,
        )
        _made_.additional_properties = _data_
        return _made_
