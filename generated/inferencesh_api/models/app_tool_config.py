from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.app_dto import AppDTO


T = TypeVar("T", bound="AppToolConfig")


@_attrs_define
class AppToolConfig(Open):
    """An app as a tool. Its parameters are the app's own input."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("ref",))

    ref: str
    """ Reference of the app. """

    id: None | str | Unset = UNSET
    """ Its identifier. """

    version_id: None | str | Unset = UNSET
    """ Its version. """

    function: None | str | Unset = UNSET
    """ Which function. """

    session_enabled: bool | None | Unset = UNSET
    """ Lets the model keep a session. """

    setup: Any | Unset = UNSET
    """ Free-form on purpose: setup values of every call, which the model does not see. """

    input_: Any | Unset = UNSET
    """ Free-form on purpose: input values that the model may change. """

    fixed_input: Any | Unset = UNSET
    """ Free-form on purpose: input values that the model neither sees nor changes. """

    app: AppDTO | None | Unset = UNSET
    """ The app itself, when read. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.app_dto import AppDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.ref, Unset):
            _out_["ref"] = self.ref

        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.version_id, Unset):
            _out_["version_id"] = self.version_id

        if not isinstance(self.function, Unset):
            _out_["function"] = self.function

        if not isinstance(self.session_enabled, Unset):
            _out_["session_enabled"] = self.session_enabled

        if not isinstance(self.setup, Unset):
            _out_["setup"] = self.setup

        if not isinstance(self.input_, Unset):
            _out_["input"] = self.input_

        if not isinstance(self.fixed_input, Unset):
            _out_["fixed_input"] = self.fixed_input

        app: dict[str, Any] | None | Unset
        if isinstance(self.app, Unset):
            app = UNSET
        elif isinstance(self.app, AppDTO):
            app = self.app.to_dict()
        else:
            app = self.app

        if not isinstance(app, Unset):
            _out_["app"] = app

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.app_dto import AppDTO

        _new_ = cls
        _data_ = dict(src_dict)
        ref: str = MISSING
        if _data_.get("ref") is not None:
            ref = _data_.pop("ref")

        id = cast("None | str | Unset", _data_.pop("id", UNSET))

        version_id = cast("None | str | Unset", _data_.pop("version_id", UNSET))

        function = cast("None | str | Unset", _data_.pop("function", UNSET))

        session_enabled = cast("bool | None | Unset", _data_.pop("session_enabled", UNSET))

        setup = _data_.pop("setup", UNSET)

        input_ = _data_.pop("input", UNSET)

        fixed_input = _data_.pop("fixed_input", UNSET)

        def _parse_app(data: object) -> AppDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                app_type_0 = AppDTO.from_dict(data)

                return app_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AppDTO | None | Unset", data)

        app = _parse_app(_data_.pop("app", UNSET))

        _made_ = _new_(
            ref=ref,
            id=id,
            version_id=version_id,
            function=function,
            session_enabled=session_enabled,
            setup=setup,
            input_=input_,
            fixed_input=fixed_input,
            app=app,
        )
        _made_.additional_properties = _data_
        return _made_
