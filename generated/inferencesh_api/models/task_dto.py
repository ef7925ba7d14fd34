from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.content_rating import ContentRating
from ..models.infra import Infra
from ..models.task_status import TaskStatus
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.agent_dto import AgentDTO
    from ..models.app_dto import AppDTO
    from ..models.app_version_dto import AppVersionDTO
    from ..models.json_object import JsonObject
    from ..models.task_egress import TaskEgress
    from ..models.task_event import TaskEvent
    from ..models.task_log import TaskLog
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="TaskDTO")


@_attrs_define
class TaskDTO(Open):
    """A run of an app with all that is known of it."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "status",
        )
    )

    id: str
    """ The id, 26 lower-case characters. """

    status: TaskStatus
    """ How far a task is. Stages may be skipped; 10 to 13 are final. Sent as an integer; some streams send the
    lower-case name, so readers accept both (`x-names-accepted`). """

    short_id: str | Unset = UNSET
    """ The first characters of `id`; accepted wherever an id is. """

    created_at: datetime.datetime | Unset = UNSET
    """ When it was created. """

    updated_at: datetime.datetime | Unset = UNSET
    """ When it last changed. """

    deleted_at: None | str | Unset = UNSET
    """ When it was deleted (RFC 3339); null while it exists. """

    user_id: str | Unset = UNSET
    """ The id of its owner. """

    user: None | Unset | UserRelationDTO = UNSET
    """ Its owner, if asked for. """

    team_id: str | Unset = UNSET
    """ The id of the workspace that it belongs to. """

    team: None | TeamRelationDTO | Unset = UNSET
    """ The workspace, if asked for. """

    visibility: Visibility | Unset = UNSET
    """ Who may see something. """

    status_text: str | Unset = UNSET
    """ The same as a lower-case name; only some answers have it. """

    app_id: None | str | Unset = UNSET
    """ The id of the app. """

    app: AppDTO | None | Unset = UNSET
    """ The app, if asked for. """

    app_version_id: None | str | Unset = UNSET
    """ The id of the version that runs. """

    app_version: AppVersionDTO | None | Unset = UNSET
    """ The version that runs, if asked for. """

    app_variant: None | str | Unset = UNSET
    """ The variant of the app, in older versions. """

    function: None | str | Unset = UNSET
    """ The function of the app. """

    infra: Infra | None | Unset = UNSET
    """ Where it may run, `cloud`, `private` or `private_first`. """

    workers: list[str] | None | Unset = UNSET
    """ The private workers that it is restricted to. """

    engine_id: None | str | Unset = UNSET
    """ The id of the engine that it was given to. """

    engine: JsonObject | None | Unset = UNSET
    """ A summary of the engine; not described here. """

    worker_id: None | str | Unset = UNSET
    """ The id of the worker that runs it. """

    worker: JsonObject | None | Unset = UNSET
    """ A summary of the worker; not described here. """

    run_at: None | str | Unset = UNSET
    """ When it is scheduled to start, RFC 3339. """

    webhook: None | str | Unset = UNSET
    """ The address that gets one POST when it has ended. """

    setup: Any | Unset = UNSET
    """ Free-form on purpose: the setup values that it was given. """

    input_: Any | Unset = UNSET
    """ Free-form on purpose: the input as the platform got it; files are addresses. """

    output: Any | Unset = UNSET
    """ Free-form on purpose: the latest output. While a generator runs, each value it yields replaces the last. """

    error: None | str | Unset = UNSET
    """ Why it failed or was refused. """

    rating: ContentRating | None | Unset = UNSET
    """ The content rating of the output, `safe` to `unrated`. """

    is_featured: bool | None | Unset = UNSET
    """ Whether it is shown publicly. """

    events: list[TaskEvent] | None | Unset = UNSET
    """ The history of its status: `id`, `created_at`, `event_time`, `task_id`, and `status` as a number. """

    logs: list[TaskLog] | None | Unset = UNSET
    """ All log entries so far; one entry grows. """

    usage_events: list[JsonObject] | None | Unset = UNSET
    """ What it used and is billed for; not described here. """

    egress: None | TaskEgress | Unset = UNSET
    """ Traffic through the egress gateway, once it has ended. """

    session_id: None | str | Unset = UNSET
    """ The session that it runs in. """

    session_timeout: int | None | Unset = UNSET
    """ How long that session may be idle, in seconds. """

    graph_id: None | str | Unset = UNSET
    """ The execution graph that it is part of. """

    flow_run_id: None | str | Unset = UNSET
    """ The flow run that started it. """

    sub_flow_run_id: None | str | Unset = UNSET
    """ The nested flow run that it stands for. """

    chat_id: None | str | Unset = UNSET
    """ The chat that started it. """

    agent_id: None | str | Unset = UNSET
    """ The agent that started it. """

    agent_version_id: None | str | Unset = UNSET
    """ The version of that agent. """

    agent: AgentDTO | None | Unset = UNSET
    """ That agent, if asked for. """

    user_public_key: None | str | Unset = UNSET
    """ A key in base64 whose purpose is not documented. """

    engine_public_key: None | str | Unset = UNSET
    """ A key in base64 whose purpose is not documented. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_dto import AgentDTO
        from ..models.app_dto import AppDTO
        from ..models.app_version_dto import AppVersionDTO
        from ..models.json_object import JsonObject
        from ..models.task_egress import TaskEgress
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.status, Unset):
            status = self.status.value
            _out_["status"] = status

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

        if not isinstance(self.user_id, Unset):
            _out_["user_id"] = self.user_id

        user: dict[str, Any] | None | Unset
        if isinstance(self.user, Unset):
            user = UNSET
        elif isinstance(self.user, UserRelationDTO):
            user = self.user.to_dict()
        else:
            user = self.user

        if not isinstance(user, Unset):
            _out_["user"] = user

        if not isinstance(self.team_id, Unset):
            _out_["team_id"] = self.team_id

        team: dict[str, Any] | None | Unset
        if isinstance(self.team, Unset):
            team = UNSET
        elif isinstance(self.team, TeamRelationDTO):
            team = self.team.to_dict()
        else:
            team = self.team

        if not isinstance(team, Unset):
            _out_["team"] = team

        visibility: str | Unset = UNSET
        if not isinstance(self.visibility, Unset):
            visibility = self.visibility.value

        if not isinstance(visibility, Unset):
            _out_["visibility"] = visibility

        if not isinstance(self.status_text, Unset):
            _out_["status_text"] = self.status_text

        if not isinstance(self.app_id, Unset):
            _out_["app_id"] = self.app_id

        app: dict[str, Any] | None | Unset
        if isinstance(self.app, Unset):
            app = UNSET
        elif isinstance(self.app, AppDTO):
            app = self.app.to_dict()
        else:
            app = self.app

        if not isinstance(app, Unset):
            _out_["app"] = app

        if not isinstance(self.app_version_id, Unset):
            _out_["app_version_id"] = self.app_version_id

        app_version: dict[str, Any] | None | Unset
        if isinstance(self.app_version, Unset):
            app_version = UNSET
        elif isinstance(self.app_version, AppVersionDTO):
            app_version = self.app_version.to_dict()
        else:
            app_version = self.app_version

        if not isinstance(app_version, Unset):
            _out_["app_version"] = app_version

        if not isinstance(self.app_variant, Unset):
            _out_["app_variant"] = self.app_variant

        if not isinstance(self.function, Unset):
            _out_["function"] = self.function

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

        if not isinstance(self.engine_id, Unset):
            _out_["engine_id"] = self.engine_id

        engine: dict[str, Any] | None | Unset
        if isinstance(self.engine, Unset):
            engine = UNSET
        elif isinstance(self.engine, JsonObject):
            engine = self.engine.to_dict()
        else:
            engine = self.engine

        if not isinstance(engine, Unset):
            _out_["engine"] = engine

        if not isinstance(self.worker_id, Unset):
            _out_["worker_id"] = self.worker_id

        worker: dict[str, Any] | None | Unset
        if isinstance(self.worker, Unset):
            worker = UNSET
        elif isinstance(self.worker, JsonObject):
            worker = self.worker.to_dict()
        else:
            worker = self.worker

        if not isinstance(worker, Unset):
            _out_["worker"] = worker

        if not isinstance(self.run_at, Unset):
            _out_["run_at"] = self.run_at

        if not isinstance(self.webhook, Unset):
            _out_["webhook"] = self.webhook

        if not isinstance(self.setup, Unset):
            _out_["setup"] = self.setup

        if not isinstance(self.input_, Unset):
            _out_["input"] = self.input_

        if not isinstance(self.output, Unset):
            _out_["output"] = self.output

        if not isinstance(self.error, Unset):
            _out_["error"] = self.error

        rating: None | str | Unset
        if isinstance(self.rating, Unset):
            rating = UNSET
        elif isinstance(self.rating, ContentRating):
            rating = self.rating.value
        else:
            rating = self.rating

        if not isinstance(rating, Unset):
            _out_["rating"] = rating

        if not isinstance(self.is_featured, Unset):
            _out_["is_featured"] = self.is_featured

        events: list[dict[str, Any]] | None | Unset
        if isinstance(self.events, Unset):
            events = UNSET
        elif isinstance(self.events, list):
            events = []
            for events_type_0_item_data in self.events:
                events_type_0_item = events_type_0_item_data.to_dict()
                events.append(events_type_0_item)

        else:
            events = self.events

        if not isinstance(events, Unset):
            _out_["events"] = events

        logs: list[dict[str, Any]] | None | Unset
        if isinstance(self.logs, Unset):
            logs = UNSET
        elif isinstance(self.logs, list):
            logs = []
            for logs_type_0_item_data in self.logs:
                logs_type_0_item = logs_type_0_item_data.to_dict()
                logs.append(logs_type_0_item)

        else:
            logs = self.logs

        if not isinstance(logs, Unset):
            _out_["logs"] = logs

        usage_events: list[dict[str, Any]] | None | Unset
        if isinstance(self.usage_events, Unset):
            usage_events = UNSET
        elif isinstance(self.usage_events, list):
            usage_events = []
            for usage_events_type_0_item_data in self.usage_events:
                usage_events_type_0_item = usage_events_type_0_item_data.to_dict()
                usage_events.append(usage_events_type_0_item)

        else:
            usage_events = self.usage_events

        if not isinstance(usage_events, Unset):
            _out_["usage_events"] = usage_events

        egress: dict[str, Any] | None | Unset
        if isinstance(self.egress, Unset):
            egress = UNSET
        elif isinstance(self.egress, TaskEgress):
            egress = self.egress.to_dict()
        else:
            egress = self.egress

        if not isinstance(egress, Unset):
            _out_["egress"] = egress

        if not isinstance(self.session_id, Unset):
            _out_["session_id"] = self.session_id

        if not isinstance(self.session_timeout, Unset):
            _out_["session_timeout"] = self.session_timeout

        if not isinstance(self.graph_id, Unset):
            _out_["graph_id"] = self.graph_id

        if not isinstance(self.flow_run_id, Unset):
            _out_["flow_run_id"] = self.flow_run_id

        if not isinstance(self.sub_flow_run_id, Unset):
            _out_["sub_flow_run_id"] = self.sub_flow_run_id

        if not isinstance(self.chat_id, Unset):
            _out_["chat_id"] = self.chat_id

        if not isinstance(self.agent_id, Unset):
            _out_["agent_id"] = self.agent_id

        if not isinstance(self.agent_version_id, Unset):
            _out_["agent_version_id"] = self.agent_version_id

        agent: dict[str, Any] | None | Unset
        if isinstance(self.agent, Unset):
            agent = UNSET
        elif isinstance(self.agent, AgentDTO):
            agent = self.agent.to_dict()
        else:
            agent = self.agent

        if not isinstance(agent, Unset):
            _out_["agent"] = agent

        if not isinstance(self.user_public_key, Unset):
            _out_["user_public_key"] = self.user_public_key

        if not isinstance(self.engine_public_key, Unset):
            _out_["engine_public_key"] = self.engine_public_key

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_dto import AgentDTO
        from ..models.app_dto import AppDTO
        from ..models.app_version_dto import AppVersionDTO
        from ..models.json_object import JsonObject
        from ..models.task_egress import TaskEgress
        from ..models.task_event import TaskEvent
        from ..models.task_log import TaskLog
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        status: TaskStatus = MISSING
        if _data_.get("status") is not None:
            status = TaskStatus(_data_.pop("status"))

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

        user_id = given(_data_.pop("user_id", UNSET))

        def _parse_user(data: object) -> None | Unset | UserRelationDTO:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                user_type_0 = UserRelationDTO.from_dict(data)

                return user_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | Unset | UserRelationDTO", data)

        user = _parse_user(_data_.pop("user", UNSET))

        team_id = given(_data_.pop("team_id", UNSET))

        def _parse_team(data: object) -> None | TeamRelationDTO | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                team_type_0 = TeamRelationDTO.from_dict(data)

                return team_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | TeamRelationDTO | Unset", data)

        team = _parse_team(_data_.pop("team", UNSET))

        _visibility = _data_.pop("visibility", UNSET)
        visibility: Visibility | Unset
        if _visibility is None or isinstance(_visibility, Unset):
            visibility = UNSET
        else:
            visibility = Visibility(_visibility)

        status_text = given(_data_.pop("status_text", UNSET))

        app_id = cast("None | str | Unset", _data_.pop("app_id", UNSET))

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

        app_version_id = cast("None | str | Unset", _data_.pop("app_version_id", UNSET))

        def _parse_app_version(data: object) -> AppVersionDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                app_version_type_0 = AppVersionDTO.from_dict(data)

                return app_version_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AppVersionDTO | None | Unset", data)

        app_version = _parse_app_version(_data_.pop("app_version", UNSET))

        app_variant = cast("None | str | Unset", _data_.pop("app_variant", UNSET))

        function = cast("None | str | Unset", _data_.pop("function", UNSET))

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

        engine_id = cast("None | str | Unset", _data_.pop("engine_id", UNSET))

        def _parse_engine(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                engine_type_0 = JsonObject.from_dict(data)

                return engine_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        engine = _parse_engine(_data_.pop("engine", UNSET))

        worker_id = cast("None | str | Unset", _data_.pop("worker_id", UNSET))

        def _parse_worker(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                worker_type_0 = JsonObject.from_dict(data)

                return worker_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        worker = _parse_worker(_data_.pop("worker", UNSET))

        run_at = cast("None | str | Unset", _data_.pop("run_at", UNSET))

        webhook = cast("None | str | Unset", _data_.pop("webhook", UNSET))

        setup = _data_.pop("setup", UNSET)

        input_ = _data_.pop("input", UNSET)

        output = _data_.pop("output", UNSET)

        error = cast("None | str | Unset", _data_.pop("error", UNSET))

        def _parse_rating(data: object) -> ContentRating | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                rating_type_0 = ContentRating(data)

                return rating_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ContentRating | None | Unset", data)

        rating = _parse_rating(_data_.pop("rating", UNSET))

        is_featured = cast("bool | None | Unset", _data_.pop("is_featured", UNSET))

        def _parse_events(data: object) -> list[TaskEvent] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                events_type_0 = []
                _events_type_0 = data
                for events_type_0_item_data in _events_type_0 or ():
                    events_type_0_item = TaskEvent.from_dict(events_type_0_item_data)

                    events_type_0.append(events_type_0_item)

                return events_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[TaskEvent] | None | Unset", data)

        events = _parse_events(_data_.pop("events", UNSET))

        def _parse_logs(data: object) -> list[TaskLog] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                logs_type_0 = []
                _logs_type_0 = data
                for logs_type_0_item_data in _logs_type_0 or ():
                    logs_type_0_item = TaskLog.from_dict(logs_type_0_item_data)

                    logs_type_0.append(logs_type_0_item)

                return logs_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[TaskLog] | None | Unset", data)

        logs = _parse_logs(_data_.pop("logs", UNSET))

        def _parse_usage_events(data: object) -> list[JsonObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                usage_events_type_0 = []
                _usage_events_type_0 = data
                for usage_events_type_0_item_data in _usage_events_type_0 or ():
                    usage_events_type_0_item = JsonObject.from_dict(usage_events_type_0_item_data)

                    usage_events_type_0.append(usage_events_type_0_item)

                return usage_events_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[JsonObject] | None | Unset", data)

        usage_events = _parse_usage_events(_data_.pop("usage_events", UNSET))

        def _parse_egress(data: object) -> None | TaskEgress | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                egress_type_0 = TaskEgress.from_dict(data)

                return egress_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | TaskEgress | Unset", data)

        egress = _parse_egress(_data_.pop("egress", UNSET))

        session_id = cast("None | str | Unset", _data_.pop("session_id", UNSET))

        session_timeout = cast("int | None | Unset", _data_.pop("session_timeout", UNSET))

        graph_id = cast("None | str | Unset", _data_.pop("graph_id", UNSET))

        flow_run_id = cast("None | str | Unset", _data_.pop("flow_run_id", UNSET))

        sub_flow_run_id = cast("None | str | Unset", _data_.pop("sub_flow_run_id", UNSET))

        chat_id = cast("None | str | Unset", _data_.pop("chat_id", UNSET))

        agent_id = cast("None | str | Unset", _data_.pop("agent_id", UNSET))

        agent_version_id = cast("None | str | Unset", _data_.pop("agent_version_id", UNSET))

        def _parse_agent(data: object) -> AgentDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_type_0 = AgentDTO.from_dict(data)

                return agent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AgentDTO | None | Unset", data)

        agent = _parse_agent(_data_.pop("agent", UNSET))

        user_public_key = cast("None | str | Unset", _data_.pop("user_public_key", UNSET))

        engine_public_key = cast("None | str | Unset", _data_.pop("engine_public_key", UNSET))

        _made_ = _new_(
            id=id,
            status=status,
            short_id=short_id,
            created_at=created_at,
            updated_at=updated_at,
            deleted_at=deleted_at,
            user_id=user_id,
            user=user,
            team_id=team_id,
            team=team,
            visibility=visibility,
            status_text=status_text,
            app_id=app_id,
            app=app,
            app_version_id=app_version_id,
            app_version=app_version,
            app_variant=app_variant,
            function=function,
            infra=infra,
            workers=workers,
            engine_id=engine_id,
            engine=engine,
            worker_id=worker_id,
            worker=worker,
            run_at=run_at,
            webhook=webhook,
            setup=setup,
            input_=input_,
            output=output,
            error=error,
            rating=rating,
            is_featured=is_featured,
            events=events,
            logs=logs,
            usage_events=usage_events,
            egress=egress,
            session_id=session_id,
            session_timeout=session_timeout,
            graph_id=graph_id,
            flow_run_id=flow_run_id,
            sub_flow_run_id=sub_flow_run_id,
            chat_id=chat_id,
            agent_id=agent_id,
            agent_version_id=agent_version_id,
            agent=agent,
            user_public_key=user_public_key,
            engine_public_key=engine_public_key,
        )
        _made_.additional_properties = _data_
        return _made_
