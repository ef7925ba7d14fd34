from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.app_function_map import AppFunctionMap
    from ..models.json_object import JsonObject
    from ..models.secret_requirement import SecretRequirement


T = TypeVar("T", bound="AppVersionDTO")


@_attrs_define
class AppVersionDTO(Open):
    """A version of an app: its functions and what it needs."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("id",))

    id: str
    """ The id, 26 lower-case characters. """

    short_id: str | Unset = UNSET
    """ The first characters of `id`; accepted wherever an id is. """

    created_at: datetime.datetime | Unset = UNSET
    """ When it was created. """

    updated_at: datetime.datetime | Unset = UNSET
    """ When it last changed. """

    deleted_at: None | str | Unset = UNSET
    """ When it was deleted (RFC 3339); null while it exists. """

    metadata: Any | Unset = UNSET
    """ Free-form on purpose: notes of the author. """

    functions: AppFunctionMap | None | Unset = UNSET
    """ Its functions by name, each with `input_schema` and `output_schema`. """

    default_function: None | str | Unset = UNSET
    """ The function that runs unless another is named. """

    setup_schema: Any | Unset = UNSET
    """ JSON Schema of the setup values. """

    input_schema: Any | Unset = UNSET
    """ JSON Schema of the default function's input. File fields have `format` = `file`. """

    output_schema: Any | Unset = UNSET
    """ JSON Schema of the default function's output. """

    kernel: None | str | Unset = UNSET
    """ The runtime, such as `python-3.11`. """

    repository: None | str | Unset = UNSET
    """ Where its source is. """

    env: JsonObject | None | Unset = UNSET
    """ Environment variables. """

    required_secrets: list[SecretRequirement] | None | Unset = UNSET
    """ The secrets that the caller must have set. """

    required_credentials: list[JsonObject] | None | Unset = UNSET
    """ The accounts that the caller must have connected; not described here. """

    resources: JsonObject | None | Unset = UNSET
    """ Memory and GPU in bytes; not described here. """

    checksum: None | str | Unset = UNSET
    """ The checksum of its source. """

    ui: JsonObject | None | Unset = UNSET
    """ Its user interface, an artifact; not described here. """

    flow_version_id: None | str | Unset = UNSET
    """ Of an app made from a flow, the flow's version. """

    flow_version: JsonObject | None | Unset = UNSET
    """ That version; not described here. """

    sandbox: JsonObject | None | Unset = UNSET
    """ What its process may do; not described here. """

    warnings: list[JsonObject] | None | Unset = UNSET
    """ Only in the answer to a deployment; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.app_function_map import AppFunctionMap
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.short_id, Unset):
            _out_["short_id"] = self.short_id

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        if not isinstance(created_at, Unset):
            _out_["created_at"] = created_at

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        if not isinstance(updated_at, Unset):
            _out_["updated_at"] = updated_at

        if not isinstance(self.deleted_at, Unset):
            _out_["deleted_at"] = self.deleted_at

        if not isinstance(self.metadata, Unset):
            _out_["metadata"] = self.metadata

        functions: dict[str, Any] | None | Unset
        if isinstance(self.functions, Unset):
            functions = UNSET
        elif isinstance(self.functions, AppFunctionMap):
            functions = self.functions.to_dict()
        else:
            functions = self.functions

        if not isinstance(functions, Unset):
            _out_["functions"] = functions

        if not isinstance(self.default_function, Unset):
            _out_["default_function"] = self.default_function

        if not isinstance(self.setup_schema, Unset):
            _out_["setup_schema"] = self.setup_schema

        if not isinstance(self.input_schema, Unset):
            _out_["input_schema"] = self.input_schema

        if not isinstance(self.output_schema, Unset):
            _out_["output_schema"] = self.output_schema

        if not isinstance(self.kernel, Unset):
            _out_["kernel"] = self.kernel

        if not isinstance(self.repository, Unset):
            _out_["repository"] = self.repository

        env: dict[str, Any] | None | Unset
        if isinstance(self.env, Unset):
            env = UNSET
        elif isinstance(self.env, JsonObject):
            env = self.env.to_dict()
        else:
            env = self.env

        if not isinstance(env, Unset):
            _out_["env"] = env

        required_secrets: list[dict[str, Any]] | None | Unset
        if isinstance(self.required_secrets, Unset):
            required_secrets = UNSET
        elif isinstance(self.required_secrets, list):
            required_secrets = []
            for required_secrets_type_0_item_data in self.required_secrets:
                required_secrets_type_0_item = required_secrets_type_0_item_data.to_dict()
                required_secrets.append(required_secrets_type_0_item)

        else:
            required_secrets = self.required_secrets

        if not isinstance(required_secrets, Unset):
            _out_["required_secrets"] = required_secrets

        required_credentials: list[dict[str, Any]] | None | Unset
        if isinstance(self.required_credentials, Unset):
            required_credentials = UNSET
        elif isinstance(self.required_credentials, list):
            required_credentials = []
            for required_credentials_type_0_item_data in self.required_credentials:
                required_credentials_type_0_item = required_credentials_type_0_item_data.to_dict()
                required_credentials.append(required_credentials_type_0_item)

        else:
            required_credentials = self.required_credentials

        if not isinstance(required_credentials, Unset):
            _out_["required_credentials"] = required_credentials

        resources: dict[str, Any] | None | Unset
        if isinstance(self.resources, Unset):
            resources = UNSET
        elif isinstance(self.resources, JsonObject):
            resources = self.resources.to_dict()
        else:
            resources = self.resources

        if not isinstance(resources, Unset):
            _out_["resources"] = resources

        if not isinstance(self.checksum, Unset):
            _out_["checksum"] = self.checksum

        ui: dict[str, Any] | None | Unset
        if isinstance(self.ui, Unset):
            ui = UNSET
        elif isinstance(self.ui, JsonObject):
            ui = self.ui.to_dict()
        else:
            ui = self.ui

        if not isinstance(ui, Unset):
            _out_["ui"] = ui

        if not isinstance(self.flow_version_id, Unset):
            _out_["flow_version_id"] = self.flow_version_id

        flow_version: dict[str, Any] | None | Unset
        if isinstance(self.flow_version, Unset):
            flow_version = UNSET
        elif isinstance(self.flow_version, JsonObject):
            flow_version = self.flow_version.to_dict()
        else:
            flow_version = self.flow_version

        if not isinstance(flow_version, Unset):
            _out_["flow_version"] = flow_version

        sandbox: dict[str, Any] | None | Unset
        if isinstance(self.sandbox, Unset):
            sandbox = UNSET
        elif isinstance(self.sandbox, JsonObject):
            sandbox = self.sandbox.to_dict()
        else:
            sandbox = self.sandbox

        if not isinstance(sandbox, Unset):
            _out_["sandbox"] = sandbox

        warnings: list[dict[str, Any]] | None | Unset
        if isinstance(self.warnings, Unset):
            warnings = UNSET
        elif isinstance(self.warnings, list):
            warnings = []
            for warnings_type_0_item_data in self.warnings:
                warnings_type_0_item = warnings_type_0_item_data.to_dict()
                warnings.append(warnings_type_0_item)

        else:
            warnings = self.warnings

        if not isinstance(warnings, Unset):
            _out_["warnings"] = warnings

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.app_function_map import AppFunctionMap
        from ..models.json_object import JsonObject
        from ..models.secret_requirement import SecretRequirement

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        short_id = given(_data_.pop("short_id", UNSET))

        _created_at = _data_.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if _created_at is None or isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = parse_datetime(_created_at)

        _updated_at = _data_.pop("updated_at", UNSET)
        updated_at: datetime.datetime | Unset
        if _updated_at is None or isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = parse_datetime(_updated_at)

        deleted_at = cast("None | str | Unset", _data_.pop("deleted_at", UNSET))

        metadata = _data_.pop("metadata", UNSET)

        def _parse_functions(data: object) -> AppFunctionMap | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                functions_type_0 = AppFunctionMap.from_dict(data)

                return functions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AppFunctionMap | None | Unset", data)

        functions = _parse_functions(_data_.pop("functions", UNSET))

        default_function = cast("None | str | Unset", _data_.pop("default_function", UNSET))

        setup_schema = _data_.pop("setup_schema", UNSET)

        input_schema = _data_.pop("input_schema", UNSET)

        output_schema = _data_.pop("output_schema", UNSET)

        kernel = cast("None | str | Unset", _data_.pop("kernel", UNSET))

        repository = cast("None | str | Unset", _data_.pop("repository", UNSET))

        def _parse_env(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                env_type_0 = JsonObject.from_dict(data)

                return env_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        env = _parse_env(_data_.pop("env", UNSET))

        def _parse_required_secrets(data: object) -> list[SecretRequirement] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                required_secrets_type_0 = []
                _required_secrets_type_0 = data
                for required_secrets_type_0_item_data in _required_secrets_type_0 or ():
                    required_secrets_type_0_item = SecretRequirement.from_dict(required_secrets_type_0_item_data)

                    required_secrets_type_0.append(required_secrets_type_0_item)

                return required_secrets_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[SecretRequirement] | None | Unset", data)

        required_secrets = _parse_required_secrets(_data_.pop("required_secrets", UNSET))

        def _parse_required_credentials(data: object) -> list[JsonObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                required_credentials_type_0 = []
                _required_credentials_type_0 = data
                for required_credentials_type_0_item_data in _required_credentials_type_0 or ():
                    required_credentials_type_0_item = JsonObject.from_dict(required_credentials_type_0_item_data)

                    required_credentials_type_0.append(required_credentials_type_0_item)

                return required_credentials_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[JsonObject] | None | Unset", data)

        required_credentials = _parse_required_credentials(_data_.pop("required_credentials", UNSET))

        def _parse_resources(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                resources_type_0 = JsonObject.from_dict(data)

                return resources_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        resources = _parse_resources(_data_.pop("resources", UNSET))

        checksum = cast("None | str | Unset", _data_.pop("checksum", UNSET))

        def _parse_ui(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                ui_type_0 = JsonObject.from_dict(data)

                return ui_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        ui = _parse_ui(_data_.pop("ui", UNSET))

        flow_version_id = cast("None | str | Unset", _data_.pop("flow_version_id", UNSET))

        def _parse_flow_version(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                flow_version_type_0 = JsonObject.from_dict(data)

                return flow_version_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        flow_version = _parse_flow_version(_data_.pop("flow_version", UNSET))

        def _parse_sandbox(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                sandbox_type_0 = JsonObject.from_dict(data)

                return sandbox_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        sandbox = _parse_sandbox(_data_.pop("sandbox", UNSET))

        def _parse_warnings(data: object) -> list[JsonObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                warnings_type_0 = []
                _warnings_type_0 = data
                for warnings_type_0_item_data in _warnings_type_0 or ():
                    warnings_type_0_item = JsonObject.from_dict(warnings_type_0_item_data)

                    warnings_type_0.append(warnings_type_0_item)

                return warnings_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[JsonObject] | None | Unset", data)

        warnings = _parse_warnings(_data_.pop("warnings", UNSET))

        _made_ = _new_(
            id=id,
            short_id=short_id,
            created_at=created_at,
            updated_at=updated_at,
            deleted_at=deleted_at,
            metadata=metadata,
            functions=functions,
            default_function=default_function,
            setup_schema=setup_schema,
            input_schema=input_schema,
            output_schema=output_schema,
            kernel=kernel,
            repository=repository,
            env=env,
            required_secrets=required_secrets,
            required_credentials=required_credentials,
            resources=resources,
            checksum=checksum,
            ui=ui,
            flow_version_id=flow_version_id,
            flow_version=flow_version,
            sandbox=sandbox,
            warnings=warnings,
        )
        _made_.additional_properties = _data_
        return _made_
