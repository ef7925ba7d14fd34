"""Every model and enum by name. At run time each is imported when it is first asked for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .any_envelope import AnyEnvelope
    from .api_app_run_request import ApiAppRunRequest
    from .app_dto import AppDTO
    from .app_session_dto import AppSessionDTO
    from .app_session_envelope import AppSessionEnvelope
    from .app_session_list_envelope import AppSessionListEnvelope
    from .app_session_status import AppSessionStatus
    from .base_model_dto import BaseModelDTO
    from .cancel_task_envelope import CancelTaskEnvelope
    from .cancel_task_request import CancelTaskRequest
    from .cancel_task_response import CancelTaskResponse
    from .content_rating import ContentRating
    from .cursor_list_request import CursorListRequest
    from .delete_task_files_envelope import DeleteTaskFilesEnvelope
    from .delete_task_files_response import DeleteTaskFilesResponse
    from .delta_event import DeltaEvent
    from .delta_frame import DeltaFrame
    from .empty_object import EmptyObject
    from .envelope import Envelope
    from .field_error import FieldError
    from .file_create_request import FileCreateRequest
    from .file_dto import FileDTO
    from .file_envelope import FileEnvelope
    from .file_list_envelope import FileListEnvelope
    from .file_metadata import FileMetadata
    from .file_page import FilePage
    from .file_page_envelope import FilePageEnvelope
    from .filter_ import Filter
    from .filter_operator import FilterOperator
    from .heartbeat_frame import HeartbeatFrame
    from .infra import Infra
    from .json_object import JsonObject
    from .legacy_error import LegacyError
    from .message_level import MessageLevel
    from .page import Page
    from .partial_file import PartialFile
    from .permission_model_dto import PermissionModelDTO
    from .problem_details import ProblemDetails
    from .requirement_error import RequirementError
    from .requirement_type import RequirementType
    from .resource_status_dto import ResourceStatusDTO
    from .resource_status_envelope import ResourceStatusEnvelope
    from .response_message import ResponseMessage
    from .search_request import SearchRequest
    from .set_featured_request import SetFeaturedRequest
    from .set_visibility_request import SetVisibilityRequest
    from .setup_action import SetupAction
    from .setup_action_type import SetupActionType
    from .socket_access import SocketAccess
    from .sort_order import SortOrder
    from .string_map import StringMap
    from .task_cost import TaskCost
    from .task_cost_envelope import TaskCostEnvelope
    from .task_dto import TaskDTO
    from .task_egress import TaskEgress
    from .task_envelope import TaskEnvelope
    from .task_event import TaskEvent
    from .task_file_dto import TaskFileDTO
    from .task_file_list_envelope import TaskFileListEnvelope
    from .task_file_role import TaskFileRole
    from .task_file_skipped import TaskFileSkipped
    from .task_log import TaskLog
    from .task_log_type import TaskLogType
    from .task_logs_dto import TaskLogsDTO
    from .task_logs_envelope import TaskLogsEnvelope
    from .task_page import TaskPage
    from .task_page_envelope import TaskPageEnvelope
    from .task_result_dto import TaskResultDTO
    from .task_result_envelope import TaskResultEnvelope
    from .task_server_event import TaskServerEvent
    from .task_status import TaskStatus
    from .task_timing_event import TaskTimingEvent
    from .task_timing_group import TaskTimingGroup
    from .task_timings_dto import TaskTimingsDTO
    from .task_timings_envelope import TaskTimingsEnvelope
    from .task_update import TaskUpdate
    from .task_update_frame import TaskUpdateFrame
    from .team_relation_dto import TeamRelationDTO
    from .user_relation_dto import UserRelationDTO
    from .visibility import Visibility
else:
    from importlib import import_module as _import_module

    _MODULES = {
        "AnyEnvelope": ".any_envelope",
        "ApiAppRunRequest": ".api_app_run_request",
        "AppDTO": ".app_dto",
        "AppSessionDTO": ".app_session_dto",
        "AppSessionEnvelope": ".app_session_envelope",
        "AppSessionListEnvelope": ".app_session_list_envelope",
        "AppSessionStatus": ".app_session_status",
        "BaseModelDTO": ".base_model_dto",
        "CancelTaskEnvelope": ".cancel_task_envelope",
        "CancelTaskRequest": ".cancel_task_request",
        "CancelTaskResponse": ".cancel_task_response",
        "ContentRating": ".content_rating",
        "CursorListRequest": ".cursor_list_request",
        "DeleteTaskFilesEnvelope": ".delete_task_files_envelope",
        "DeleteTaskFilesResponse": ".delete_task_files_response",
        "DeltaEvent": ".delta_event",
        "DeltaFrame": ".delta_frame",
        "EmptyObject": ".empty_object",
        "Envelope": ".envelope",
        "FieldError": ".field_error",
        "FileCreateRequest": ".file_create_request",
        "FileDTO": ".file_dto",
        "FileEnvelope": ".file_envelope",
        "FileListEnvelope": ".file_list_envelope",
        "FileMetadata": ".file_metadata",
        "FilePage": ".file_page",
        "FilePageEnvelope": ".file_page_envelope",
        "Filter": ".filter_",
        "FilterOperator": ".filter_operator",
        "HeartbeatFrame": ".heartbeat_frame",
        "Infra": ".infra",
        "JsonObject": ".json_object",
        "LegacyError": ".legacy_error",
        "MessageLevel": ".message_level",
        "Page": ".page",
        "PartialFile": ".partial_file",
        "PermissionModelDTO": ".permission_model_dto",
        "ProblemDetails": ".problem_details",
        "RequirementError": ".requirement_error",
        "RequirementType": ".requirement_type",
        "ResourceStatusDTO": ".resource_status_dto",
        "ResourceStatusEnvelope": ".resource_status_envelope",
        "ResponseMessage": ".response_message",
        "SearchRequest": ".search_request",
        "SetFeaturedRequest": ".set_featured_request",
        "SetVisibilityRequest": ".set_visibility_request",
        "SetupAction": ".setup_action",
        "SetupActionType": ".setup_action_type",
        "SocketAccess": ".socket_access",
        "SortOrder": ".sort_order",
        "StringMap": ".string_map",
        "TaskCost": ".task_cost",
        "TaskCostEnvelope": ".task_cost_envelope",
        "TaskDTO": ".task_dto",
        "TaskEgress": ".task_egress",
        "TaskEnvelope": ".task_envelope",
        "TaskEvent": ".task_event",
        "TaskFileDTO": ".task_file_dto",
        "TaskFileListEnvelope": ".task_file_list_envelope",
        "TaskFileRole": ".task_file_role",
        "TaskFileSkipped": ".task_file_skipped",
        "TaskLog": ".task_log",
        "TaskLogType": ".task_log_type",
        "TaskLogsDTO": ".task_logs_dto",
        "TaskLogsEnvelope": ".task_logs_envelope",
        "TaskPage": ".task_page",
        "TaskPageEnvelope": ".task_page_envelope",
        "TaskResultDTO": ".task_result_dto",
        "TaskResultEnvelope": ".task_result_envelope",
        "TaskServerEvent": ".task_server_event",
        "TaskStatus": ".task_status",
        "TaskTimingEvent": ".task_timing_event",
        "TaskTimingGroup": ".task_timing_group",
        "TaskTimingsDTO": ".task_timings_dto",
        "TaskTimingsEnvelope": ".task_timings_envelope",
        "TaskUpdate": ".task_update",
        "TaskUpdateFrame": ".task_update_frame",
        "TeamRelationDTO": ".team_relation_dto",
        "UserRelationDTO": ".user_relation_dto",
        "Visibility": ".visibility",
    }

    def __getattr__(name):
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(_import_module(module, __name__), name)
        return value

    def __dir__():
        return sorted({*globals(), *_MODULES})


__all__ = (
    "AnyEnvelope",
    "ApiAppRunRequest",
    "AppDTO",
    "AppSessionDTO",
    "AppSessionEnvelope",
    "AppSessionListEnvelope",
    "AppSessionStatus",
    "BaseModelDTO",
    "CancelTaskEnvelope",
    "CancelTaskRequest",
    "CancelTaskResponse",
    "ContentRating",
    "CursorListRequest",
    "DeleteTaskFilesEnvelope",
    "DeleteTaskFilesResponse",
    "DeltaEvent",
    "DeltaFrame",
    "EmptyObject",
    "Envelope",
    "FieldError",
    "FileCreateRequest",
    "FileDTO",
    "FileEnvelope",
    "FileListEnvelope",
    "FileMetadata",
    "FilePage",
    "FilePageEnvelope",
    "Filter",
    "FilterOperator",
    "HeartbeatFrame",
    "Infra",
    "JsonObject",
    "LegacyError",
    "MessageLevel",
    "Page",
    "PartialFile",
    "PermissionModelDTO",
    "ProblemDetails",
    "RequirementError",
    "RequirementType",
    "ResourceStatusDTO",
    "ResourceStatusEnvelope",
    "ResponseMessage",
    "SearchRequest",
    "SetFeaturedRequest",
    "SetupAction",
    "SetupActionType",
    "SetVisibilityRequest",
    "SocketAccess",
    "SortOrder",
    "StringMap",
    "TaskCost",
    "TaskCostEnvelope",
    "TaskDTO",
    "TaskEgress",
    "TaskEnvelope",
    "TaskEvent",
    "TaskFileDTO",
    "TaskFileListEnvelope",
    "TaskFileRole",
    "TaskFileSkipped",
    "TaskLog",
    "TaskLogsDTO",
    "TaskLogsEnvelope",
    "TaskLogType",
    "TaskPage",
    "TaskPageEnvelope",
    "TaskResultDTO",
    "TaskResultEnvelope",
    "TaskServerEvent",
    "TaskStatus",
    "TaskTimingEvent",
    "TaskTimingGroup",
    "TaskTimingsDTO",
    "TaskTimingsEnvelope",
    "TaskUpdate",
    "TaskUpdateFrame",
    "TeamRelationDTO",
    "UserRelationDTO",
    "Visibility",
)
