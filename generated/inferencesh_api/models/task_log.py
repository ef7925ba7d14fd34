from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_log_type import TaskLogType
from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="TaskLog")


@_attrs_define
class TaskLog(Open):
    """The log of one stage of a task. It grows between reads."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "log_type",
            "content",
        )
    )

    log_type: TaskLogType
    """ The stage a log is from. """

    content: str
    """ Plain text, several lines. One official client types it as bytes; it is not base64. """

    id: str | Unset = UNSET
    """ Identifier. """

    created_at: str | Unset = UNSET
    """ When it began, RFC 3339. """

    updated_at: str | Unset = UNSET
    """ When it last grew, RFC 3339. """

    task_id: str | Unset = UNSET
    """ The task. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.log_type, Unset):
            log_type = self.log_type.value
            _out_["log_type"] = log_type

        if not isinstance(self.content, Unset):
            _out_["content"] = self.content

        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.created_at, Unset):
            _out_["created_at"] = self.created_at

        if not isinstance(self.updated_at, Unset):
            _out_["updated_at"] = self.updated_at

        if not isinstance(self.task_id, Unset):
            _out_["task_id"] = self.task_id

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        log_type: TaskLogType = MISSING
        if _data_.get("log_type") is not None:
            log_type = TaskLogType(_data_.pop("log_type"))

        content: str = MISSING
        if _data_.get("content") is not None:
            content = _data_.pop("content")

        id = given(_data_.pop("id", UNSET))

        created_at = given(_data_.pop("created_at", UNSET))

        updated_at = given(_data_.pop("updated_at", UNSET))

        task_id = given(_data_.pop("task_id", UNSET))

        _made_ = _new_(
            log_type=log_type,
            content=content,
            id=id,
            created_at=created_at,
            updated_at=updated_at,
            task_id=task_id,
        )
        _made_.additional_properties = _data_
        return _made_
