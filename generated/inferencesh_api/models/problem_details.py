from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

if TYPE_CHECKING:
    from ..models.field_error import FieldError
    from ..models.json_object import JsonObject
    from ..models.legacy_error import LegacyError


T = TypeVar("T", bound="ProblemDetails")


@_attrs_define
class ProblemDetails(Open):
    """An error, after RFC 9457. The error code is what follows `/errors/` in `type`."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "type",
            "title",
            "status",
        )
    )

    type_: str
    """ `https://api.inference.sh/errors/<code>`, or `about:blank`. """

    title: str
    """ The reason phrase of the status. """

    status: int
    """ The HTTP status again. """

    detail: str | Unset = UNSET
    """ What went wrong, for people. """

    instance: str | Unset = UNSET
    """ Which request this is about; only the local platform sends it. """

    meta: JsonObject | None | Unset = UNSET
    """ Details, by code: for requirements_not_met the `errors`, for refused scopes `required_scope`. """

    errors: list[Any] | None | Unset = UNSET
    """ For requirements_not_met a list of RequirementError; for validation_error a list of FieldError. """

    data: list[FieldError] | None | Unset = UNSET
    """ For validation_error, where older versions put the failed fields. """

    satisfied: bool | Unset = UNSET
    """ Older form of requirements_not_met; always false. """

    success: bool | Unset = UNSET
    """ Older form; always false. """

    error: LegacyError | Unset = UNSET
    """ Code and message of an error, as versions before problem+json sent them. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.type_, Unset):
            _out_["type"] = self.type_

        if not isinstance(self.title, Unset):
            _out_["title"] = self.title

        if not isinstance(self.status, Unset):
            _out_["status"] = self.status

        if not isinstance(self.detail, Unset):
            _out_["detail"] = self.detail

        if not isinstance(self.instance, Unset):
            _out_["instance"] = self.instance

        meta: dict[str, Any] | None | Unset
        if isinstance(self.meta, Unset):
            meta = UNSET
        elif isinstance(self.meta, JsonObject):
            meta = self.meta.to_dict()
        else:
            meta = self.meta

        if not isinstance(meta, Unset):
            _out_["meta"] = meta

        errors: list[Any] | None | Unset
        if isinstance(self.errors, Unset):
            errors = UNSET
        elif isinstance(self.errors, list):
            errors = self.errors

        else:
            errors = self.errors

        if not isinstance(errors, Unset):
            _out_["errors"] = errors

        data: list[dict[str, Any]] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, list):
            data = []
            for data_type_0_item_data in self.data:
                data_type_0_item = data_type_0_item_data.to_dict()
                data.append(data_type_0_item)

        else:
            data = self.data

        if not isinstance(data, Unset):
            _out_["data"] = data

        if not isinstance(self.satisfied, Unset):
            _out_["satisfied"] = self.satisfied

        if not isinstance(self.success, Unset):
            _out_["success"] = self.success

        error: dict[str, Any] | Unset = UNSET
        if not isinstance(self.error, Unset):
            error = self.error.to_dict()
        if not isinstance(error, Unset):
            _out_["error"] = error

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_error import FieldError
        from ..models.json_object import JsonObject
        from ..models.legacy_error import LegacyError

        _new_ = cls
        _data_ = dict(src_dict)
        type_: str = MISSING
        if _data_.get("type") is not None:
            type_ = _data_.pop("type")

        title: str = MISSING
        if _data_.get("title") is not None:
            title = _data_.pop("title")

        status: int = MISSING
        if _data_.get("status") is not None:
            status = _data_.pop("status")

        detail = given(_data_.pop("detail", UNSET))

        instance = given(_data_.pop("instance", UNSET))

        def _parse_meta(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                meta_type_0 = JsonObject.from_dict(data)

                return meta_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        meta = _parse_meta(_data_.pop("meta", UNSET))

        def _parse_errors(data: object) -> list[Any] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _errors_type_0: Any = data
                errors_type_0 = _errors_type_0 or []
                return errors_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[Any] | None | Unset", data)

        errors = _parse_errors(_data_.pop("errors", UNSET))

        def _parse_data(data: object) -> list[FieldError] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                data_type_0 = []
                _data_type_0 = data
                for data_type_0_item_data in _data_type_0 or ():
                    data_type_0_item = FieldError.from_dict(data_type_0_item_data)

                    data_type_0.append(data_type_0_item)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[FieldError] | None | Unset", data)

        data = _parse_data(_data_.pop("data", UNSET))

        satisfied = given(_data_.pop("satisfied", UNSET))

        success = given(_data_.pop("success", UNSET))

        _error = _data_.pop("error", UNSET)
        error: LegacyError | Unset
        if _error is None or isinstance(_error, Unset):
            error = UNSET
        else:
            error = LegacyError.from_dict(_error)

        _made_ = _new_(
            type_=type_,
            title=title,
            status=status,
            detail=detail,
            instance=instance,
            meta=meta,
            errors=errors,
            data=data,
            satisfied=satisfied,
            success=success,
            error=error,
        )
        _made_.additional_properties = _data_
        return _made_
