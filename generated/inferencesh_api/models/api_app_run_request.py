from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.infra import Infra
from ..types import UNSET, Open, Unset, given

T = TypeVar("T", bound="ApiAppRunRequest")


@_attrs_define
class ApiAppRunRequest(Open):
    """What to run, on what, and how. Name the app by `app`, or by `app_id` with an optional `version_id`. Members that
    are not listed are passed on.

    """

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    app: str | Unset = UNSET
    """ Reference `namespace/name[@version][:function]`. """

    app_id: str | Unset = UNSET
    """ Identifier of the app, in place of `app`. """

    version_id: str | Unset = UNSET
    """ Version to run, with `app_id`. """

    function: None | str | Unset = UNSET
    """ Which function of the app; its default function otherwise. """

    input_: Any | Unset = UNSET
    """ Free-form on purpose: what the function takes, validated against its own schema by the server. """

    setup: Any | Unset = UNSET
    """ Free-form on purpose: what the app's setup takes. Workers that were set up with equal values are warm. """

    infra: Infra | None | Unset = UNSET
    """ Whose machines; `cloud` unless said otherwise. """

    workers: list[str] | None | Unset = UNSET
    """ Only these workers, by id, of one's own machines. """

    webhook: None | str | Unset = UNSET
    """ Address that gets one POST when the task has ended. """

    session: None | str | Unset = UNSET
    """ `new` to open a session, or the id of an open one. """

    session_timeout: int | None | Unset = UNSET
    """ Idle limit in seconds, 1 to 3600; only with `session` = `new`. """

    run_at: None | str | Unset = UNSET
    """ When to start, RFC 3339. """

    metadata: Any | Unset = UNSET
    """ Free-form on purpose: notes of the caller, and `action` for what to do at a status. """

    wait: bool | None | Unset = UNSET
    """ Answer when the task has ended. """

    stream: bool | None | Unset = UNSET
    """ Answer the stream of the task in place of the result. """

    variant: None | str | Unset = UNSET
    """ Older way to pick a variant of the app. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.app, Unset):
            _out_["app"] = self.app

        if not isinstance(self.app_id, Unset):
            _out_["app_id"] = self.app_id

        if not isinstance(self.version_id, Unset):
            _out_["version_id"] = self.version_id

        if not isinstance(self.function, Unset):
            _out_["function"] = self.function

        if not isinstance(self.input_, Unset):
            _out_["input"] = self.input_

        if not isinstance(self.setup, Unset):
            _out_["setup"] = self.setup

        infra: None | str | Unset
        if isinstance(self.infra, Unset):
            infra = UNSET
        elif isinstance(self.infra, Infra):
            infra = self.infra.value
        else:
            infra = self.infra

        if not isinstance(infra, Unset):
            _out_["infra"] = infra

        workers: list[str] | None | Unset
        if isinstance(self.workers, Unset):
            workers = UNSET
        elif isinstance(self.workers, list):
            workers = self.workers

        else:
            workers = self.workers

        if not isinstance(workers, Unset):
            _out_["workers"] = workers

        if not isinstance(self.webhook, Unset):
            _out_["webhook"] = self.webhook

        if not isinstance(self.session, Unset):
            _out_["session"] = self.session

        if not isinstance(self.session_timeout, Unset):
            _out_["session_timeout"] = self.session_timeout

        if not isinstance(self.run_at, Unset):
            _out_["run_at"] = self.run_at

        if not isinstance(self.metadata, Unset):
            _out_["metadata"] = self.metadata

        if not isinstance(self.wait, Unset):
            _out_["wait"] = self.wait

        if not isinstance(self.stream, Unset):
            _out_["stream"] = self.stream

        if not isinstance(self.variant, Unset):
            _out_["variant"] = self.variant

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        app = given(_data_.pop("app", UNSET))

        app_id = given(_data_.pop("app_id", UNSET))

        version_id = given(_data_.pop("version_id", UNSET))

        function = cast("None | str | Unset", _data_.pop("function", UNSET))

        input_ = _data_.pop("input", UNSET)

        setup = _data_.pop("setup", UNSET)

        def _parse_infra(data: object) -> Infra | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                infra_type_0 = Infra(data)

                return infra_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("Infra | None | Unset", data)

        infra = _parse_infra(_data_.pop("infra", UNSET))

        def _parse_workers(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _workers_type_0: Any = data
                workers_type_0 = _workers_type_0 or []
                return workers_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        workers = _parse_workers(_data_.pop("workers", UNSET))

        webhook = cast("None | str | Unset", _data_.pop("webhook", UNSET))

        session = cast("None | str | Unset", _data_.pop("session", UNSET))

        session_timeout = cast("int | None | Unset", _data_.pop("session_timeout", UNSET))

        run_at = cast("None | str | Unset", _data_.pop("run_at", UNSET))

        metadata = _data_.pop("metadata", UNSET)

        wait = cast("bool | None | Unset", _data_.pop("wait", UNSET))

        stream = cast("bool | None | Unset", _data_.pop("stream", UNSET))

        variant = cast("None | str | Unset", _data_.pop("variant", UNSET))

        _made_ = _new_(
            app=app,
            app_id=app_id,
            version_id=version_id,
            function=function,
            input_=input_,
            setup=setup,
            infra=infra,
            workers=workers,
            webhook=webhook,
            session=session,
            session_timeout=session_timeout,
            run_at=run_at,
            metadata=metadata,
            wait=wait,
            stream=stream,
            variant=variant,
        )
        _made_.additional_properties = _data_
        return _made_
