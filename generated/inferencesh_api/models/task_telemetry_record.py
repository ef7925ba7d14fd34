from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="TaskTelemetryRecord")


@_attrs_define
class TaskTelemetryRecord(Open):
    """A sample of the resources that a task used."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "timestamp",
            "task_id",
        )
    )

    id: str
    """ Identifier. """

    timestamp: str
    """ When it was taken, RFC 3339. """

    task_id: str
    """ The task. """

    task_seq: int | Unset = UNSET
    """ Its place in the order of the samples. """

    app_id: str | Unset = UNSET
    """ The app. """

    app_version_id: str | Unset = UNSET
    """ The app's version. """

    engine_id: str | Unset = UNSET
    """ The engine. """

    worker_id: str | Unset = UNSET
    """ The worker. """

    system_info: JsonObject | None | Unset = UNSET
    """ The machine and its load; not described here. """

    engine_resources: JsonObject | None | Unset = UNSET
    """ What the engine has; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.timestamp, Unset):
            _out_["timestamp"] = self.timestamp

        if not isinstance(self.task_id, Unset):
            _out_["task_id"] = self.task_id

        if not isinstance(self.task_seq, Unset):
            _out_["task_seq"] = self.task_seq

        if not isinstance(self.app_id, Unset):
            _out_["app_id"] = self.app_id

        if not isinstance(self.app_version_id, Unset):
            _out_["app_version_id"] = self.app_version_id

        if not isinstance(self.engine_id, Unset):
            _out_["engine_id"] = self.engine_id

        if not isinstance(self.worker_id, Unset):
            _out_["worker_id"] = self.worker_id

        system_info: dict[str, Any] | None | Unset
        if isinstance(self.system_info, Unset):
            system_info = UNSET
        elif isinstance(self.system_info, JsonObject):
            system_info = self.system_info.to_dict()
        else:
            system_info = self.system_info

        if not isinstance(system_info, Unset):
            _out_["system_info"] = system_info

        engine_resources: dict[str, Any] | None | Unset
        if isinstance(self.engine_resources, Unset):
            engine_resources = UNSET
        elif isinstance(self.engine_resources, JsonObject):
            engine_resources = self.engine_resources.to_dict()
        else:
            engine_resources = self.engine_resources

        if not isinstance(engine_resources, Unset):
            _out_["engine_resources"] = engine_resources

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        timestamp: str = MISSING
        if _data_.get("timestamp") is not None:
            timestamp = _data_.pop("timestamp")

        task_id: str = MISSING
        if _data_.get("task_id") is not None:
            task_id = _data_.pop("task_id")

        task_seq = given(_data_.pop("task_seq", UNSET))

        app_id = given(_data_.pop("app_id", UNSET))

        app_version_id = given(_data_.pop("app_version_id", UNSET))

        engine_id = given(_data_.pop("engine_id", UNSET))

        worker_id = given(_data_.pop("worker_id", UNSET))

        def _parse_system_info(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                system_info_type_0 = JsonObject.from_dict(data)

                return system_info_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        system_info = _parse_system_info(_data_.pop("system_info", UNSET))

        def _parse_engine_resources(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                engine_resources_type_0 = JsonObject.from_dict(data)

                return engine_resources_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        engine_resources = _parse_engine_resources(_data_.pop("engine_resources", UNSET))

        _made_ = _new_(
            id=id,
            timestamp=timestamp,
            task_id=task_id,
            task_seq=task_seq,
            app_id=app_id,
            app_version_id=app_version_id,
            engine_id=engine_id,
            worker_id=worker_id,
            system_info=system_info,
            engine_resources=engine_resources,
        )
        _made_.additional_properties = _data_
        return _made_
