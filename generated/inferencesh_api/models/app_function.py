from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.function_kind import FunctionKind
from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject
    from ..models.tool_annotations import ToolAnnotations


T = TypeVar("T", bound="AppFunction")


@_attrs_define
class AppFunction(Open):
    """A function of an app."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("name",))

    name: str
    """ Its name. """

    description: None | str | Unset = UNSET
    """ What it does. """

    kind: FunctionKind | None | Unset = UNSET
    """ How it is called; empty counts as `run`. """

    capabilities: list[str] | None | Unset = UNSET
    """ What callers may count on, such as `llm`. """

    input_schema: Any | Unset = UNSET
    """ JSON Schema of its input. """

    output_schema: Any | Unset = UNSET
    """ JSON Schema of its output. """

    annotations: None | ToolAnnotations | Unset = UNSET
    """ Hints for agents. """

    credentials: list[JsonObject] | None | Unset = UNSET
    """ Accounts the caller must have connected; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.tool_annotations import ToolAnnotations

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        kind: None | str | Unset
        if isinstance(self.kind, Unset):
            kind = UNSET
        elif isinstance(self.kind, FunctionKind):
            kind = self.kind.value
        else:
            kind = self.kind

        if not isinstance(kind, Unset):
            _out_["kind"] = kind

        capabilities: list[str] | None | Unset
        if isinstance(self.capabilities, Unset):
            capabilities = UNSET
        elif isinstance(self.capabilities, list):
            capabilities = self.capabilities

        else:
            capabilities = self.capabilities

        if not isinstance(capabilities, Unset):
            _out_["capabilities"] = capabilities

        if not isinstance(self.input_schema, Unset):
            _out_["input_schema"] = self.input_schema

        if not isinstance(self.output_schema, Unset):
            _out_["output_schema"] = self.output_schema

        annotations: dict[str, Any] | None | Unset
        if isinstance(self.annotations, Unset):
            annotations = UNSET
        elif isinstance(self.annotations, ToolAnnotations):
            annotations = self.annotations.to_dict()
        else:
            annotations = self.annotations

        if not isinstance(annotations, Unset):
            _out_["annotations"] = annotations

        credentials: list[dict[str, Any]] | None | Unset
        if isinstance(self.credentials, Unset):
            credentials = UNSET
        elif isinstance(self.credentials, list):
            credentials = []
            for credentials_type_0_item_data in self.credentials:
                credentials_type_0_item = credentials_type_0_item_data.to_dict()
                credentials.append(credentials_type_0_item)

        else:
            credentials = self.credentials

        if not isinstance(credentials, Unset):
            _out_["credentials"] = credentials

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject
        from ..models.tool_annotations import ToolAnnotations

        _new_ = cls
        _data_ = dict(src_dict)
        name: str = MISSING
        if _data_.get("name") is not None:
            name = _data_.pop("name")

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        def _parse_kind(data: object) -> FunctionKind | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_0 = FunctionKind(data)

                return kind_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("FunctionKind | None | Unset", data)

        kind = _parse_kind(_data_.pop("kind", UNSET))

        def _parse_capabilities(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _capabilities_type_0: Any = data
                capabilities_type_0 = _capabilities_type_0 or []
                return capabilities_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        capabilities = _parse_capabilities(_data_.pop("capabilities", UNSET))

        input_schema = _data_.pop("input_schema", UNSET)

        output_schema = _data_.pop("output_schema", UNSET)

        def _parse_annotations(data: object) -> None | ToolAnnotations | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                annotations_type_0 = ToolAnnotations.from_dict(data)

                return annotations_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | ToolAnnotations | Unset", data)

        annotations = _parse_annotations(_data_.pop("annotations", UNSET))

        def _parse_credentials(data: object) -> list[JsonObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                credentials_type_0 = []
                _credentials_type_0 = data
                for credentials_type_0_item_data in _credentials_type_0 or ():
                    credentials_type_0_item = JsonObject.from_dict(credentials_type_0_item_data)

                    credentials_type_0.append(credentials_type_0_item)

                return credentials_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[JsonObject] | None | Unset", data)

        credentials = _parse_credentials(_data_.pop("credentials", UNSET))

        _made_ = _new_(
            name=name,
            description=description,
            kind=kind,
            capabilities=capabilities,
            input_schema=input_schema,
            output_schema=output_schema,
            annotations=annotations,
            credentials=credentials,
        )
        _made_.additional_properties = _data_
        return _made_
