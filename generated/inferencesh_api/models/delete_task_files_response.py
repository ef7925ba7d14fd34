from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.task_file_skipped import TaskFileSkipped


T = TypeVar("T", bound="DeleteTaskFilesResponse")


@_attrs_define
class DeleteTaskFilesResponse(Open):
    """What became of the files of a task."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    deleted: list[str] | None | Unset = UNSET
    """ Identifiers of files that are gone. """

    skipped: list[TaskFileSkipped] | None | Unset = UNSET
    """ Files that were kept. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        deleted: list[str] | None | Unset
        if isinstance(self.deleted, Unset):
            deleted = UNSET
        elif isinstance(self.deleted, list):
            deleted = self.deleted

        else:
            deleted = self.deleted

        if not isinstance(deleted, Unset):
            _out_["deleted"] = deleted

        skipped: list[dict[str, Any]] | None | Unset
        if isinstance(self.skipped, Unset):
            skipped = UNSET
        elif isinstance(self.skipped, list):
            skipped = []
            for skipped_type_0_item_data in self.skipped:
                skipped_type_0_item = skipped_type_0_item_data.to_dict()
                skipped.append(skipped_type_0_item)

        else:
            skipped = self.skipped

        if not isinstance(skipped, Unset):
            _out_["skipped"] = skipped

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.task_file_skipped import TaskFileSkipped

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_deleted(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _deleted_type_0: Any = data
                deleted_type_0 = _deleted_type_0 or []
                return deleted_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        deleted = _parse_deleted(_data_.pop("deleted", UNSET))

        def _parse_skipped(data: object) -> list[TaskFileSkipped] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                skipped_type_0 = []
                _skipped_type_0 = data
                for skipped_type_0_item_data in _skipped_type_0 or ():
                    skipped_type_0_item = TaskFileSkipped.from_dict(skipped_type_0_item_data)

                    skipped_type_0.append(skipped_type_0_item)

                return skipped_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[TaskFileSkipped] | None | Unset", data)

        skipped = _parse_skipped(_data_.pop("skipped", UNSET))

        _made_ = _new_(
            deleted=deleted,
            skipped=skipped,
        )
        _made_.additional_properties = _data_
        return _made_
