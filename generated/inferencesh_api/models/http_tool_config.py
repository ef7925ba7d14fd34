from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.string_map import StringMap
    from ..models.tool_auth_config import ToolAuthConfig


T = TypeVar("T", bound="HTTPToolConfig")


@_attrs_define
class HTTPToolConfig(Open):
    """A web address that is called with the arguments."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("url",))

    url: str
    """ The address; may hold `{{context.NAME}}`. """

    method: None | str | Unset = UNSET
    """ POST unless said otherwise. """

    auth: None | ToolAuthConfig | Unset = UNSET
    """ What to show there. """

    headers: None | StringMap | Unset = UNSET
    """ More headers; a value may be `${{secrets.NAME}}`. """

    header_secret_refs: None | StringMap | Unset = UNSET
    """ Where header values are stored, when read. """

    input_schema: Any | Unset = UNSET
    """ JSON Schema of the arguments. """

    output_schema: Any | Unset = UNSET
    """ JSON Schema of the result. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.string_map import StringMap
        from ..models.tool_auth_config import ToolAuthConfig

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.url, Unset):
            _out_["url"] = self.url

        if not isinstance(self.method, Unset):
            _out_["method"] = self.method

        auth: dict[str, Any] | None | Unset
        if isinstance(self.auth, Unset):
            auth = UNSET
        elif isinstance(self.auth, ToolAuthConfig):
            auth = self.auth.to_dict()
        else:
            auth = self.auth

        if not isinstance(auth, Unset):
            _out_["auth"] = auth

        headers: dict[str, Any] | None | Unset
        if isinstance(self.headers, Unset):
            headers = UNSET
        elif isinstance(self.headers, StringMap):
            headers = self.headers.to_dict()
        else:
            headers = self.headers

        if not isinstance(headers, Unset):
            _out_["headers"] = headers

        header_secret_refs: dict[str, Any] | None | Unset
        if isinstance(self.header_secret_refs, Unset):
            header_secret_refs = UNSET
        elif isinstance(self.header_secret_refs, StringMap):
            header_secret_refs = self.header_secret_refs.to_dict()
        else:
            header_secret_refs = self.header_secret_refs

        if not isinstance(header_secret_refs, Unset):
            _out_["header_secret_refs"] = header_secret_refs

        if not isinstance(self.input_schema, Unset):
            _out_["input_schema"] = self.input_schema

        if not isinstance(self.output_schema, Unset):
            _out_["output_schema"] = self.output_schema

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.string_map import StringMap
        from ..models.tool_auth_config import ToolAuthConfig

        _new_ = cls
        _data_ = dict(src_dict)
        url: str = MISSING
        if _data_.get("url") is not None:
            url = _data_.pop("url")

        method = cast("None | str | Unset", _data_.pop("method", UNSET))

        def _parse_auth(data: object) -> None | ToolAuthConfig | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                auth_type_0 = ToolAuthConfig.from_dict(data)

                return auth_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | ToolAuthConfig | Unset", data)

        auth = _parse_auth(_data_.pop("auth", UNSET))

        def _parse_headers(data: object) -> None | StringMap | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                headers_type_0 = StringMap.from_dict(data)

                return headers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | StringMap | Unset", data)

        headers = _parse_headers(_data_.pop("headers", UNSET))

        def _parse_header_secret_refs(data: object) -> None | StringMap | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                header_secret_refs_type_0 = StringMap.from_dict(data)

                return header_secret_refs_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | StringMap | Unset", data)

        header_secret_refs = _parse_header_secret_refs(_data_.pop("header_secret_refs", UNSET))

        input_schema = _data_.pop("input_schema", UNSET)

        output_schema = _data_.pop("output_schema", UNSET)

        _made_ = _new_(
            url=url,
            method=method,
            auth=auth,
            headers=headers,
            header_secret_refs=header_secret_refs,
            input_schema=input_schema,
            output_schema=output_schema,
        )
        _made_.additional_properties = _data_
        return _made_
