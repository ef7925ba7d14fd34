"""Every model and enum by name. At run time each is imported when it is first asked for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .agent_config_input import AgentConfigInput
    from .agent_dto import AgentDTO
    from .agent_envelope import AgentEnvelope
    from .agent_page import AgentPage
    from .agent_page_envelope import AgentPageEnvelope
    from .agent_permissions import AgentPermissions
    from .agent_run_dto import AgentRunDTO
    from .agent_run_envelope import AgentRunEnvelope
    from .agent_run_page import AgentRunPage
    from .agent_run_page_envelope import AgentRunPageEnvelope
    from .agent_run_state import AgentRunState
    from .agent_runs_frame import AgentRunsFrame
    from .agent_tool import AgentTool
    from .agent_tool_config import AgentToolConfig
    from .agent_version_dto import AgentVersionDTO
    from .agent_version_envelope import AgentVersionEnvelope
    from .agent_version_page import AgentVersionPage
    from .agent_version_page_envelope import AgentVersionPageEnvelope
    from .always_allow_option_dto import AlwaysAllowOptionDTO
    from .always_allow_options_dto import AlwaysAllowOptionsDTO
    from .always_allow_options_envelope import AlwaysAllowOptionsEnvelope
    from .always_allow_request import AlwaysAllowRequest
    from .always_allow_result_dto import AlwaysAllowResultDTO
    from .always_allow_result_envelope import AlwaysAllowResultEnvelope
    from .always_allow_scope import AlwaysAllowScope
    from .any_envelope import AnyEnvelope
    from .api_agent_run_request import ApiAgentRunRequest
    from .api_app_run_request import ApiAppRunRequest
    from .app_category import AppCategory
    from .app_dto import AppDTO
    from .app_envelope import AppEnvelope
    from .app_function import AppFunction
    from .app_function_map import AppFunctionMap
    from .app_page import AppPage
    from .app_page_envelope import AppPageEnvelope
    from .app_session_dto import AppSessionDTO
    from .app_session_envelope import AppSessionEnvelope
    from .app_session_list_envelope import AppSessionListEnvelope
    from .app_session_status import AppSessionStatus
    from .app_status import AppStatus
    from .app_tool_config import AppToolConfig
    from .app_version_dto import AppVersionDTO
    from .app_version_envelope import AppVersionEnvelope
    from .app_version_page import AppVersionPage
    from .app_version_page_envelope import AppVersionPageEnvelope
    from .base_model_dto import BaseModelDTO
    from .cancel_task_envelope import CancelTaskEnvelope
    from .cancel_task_request import CancelTaskRequest
    from .cancel_task_response import CancelTaskResponse
    from .chat_agent_dto import ChatAgentDTO
    from .chat_agent_envelope import ChatAgentEnvelope
    from .chat_data import ChatData
    from .chat_dto import ChatDTO
    from .chat_envelope import ChatEnvelope
    from .chat_message_content import ChatMessageContent
    from .chat_message_content_type import ChatMessageContentType
    from .chat_message_dto import ChatMessageDTO
    from .chat_message_envelope import ChatMessageEnvelope
    from .chat_message_page import ChatMessagePage
    from .chat_message_page_envelope import ChatMessagePageEnvelope
    from .chat_message_role import ChatMessageRole
    from .chat_message_status import ChatMessageStatus
    from .chat_messages_frame import ChatMessagesFrame
    from .chat_page import ChatPage
    from .chat_page_envelope import ChatPageEnvelope
    from .chat_server_event import ChatServerEvent
    from .chat_settings_dto import ChatSettingsDTO
    from .chat_settings_envelope import ChatSettingsEnvelope
    from .chat_settings_request import ChatSettingsRequest
    from .chat_status import ChatStatus
    from .chat_trace_dto import ChatTraceDTO
    from .chat_trace_envelope import ChatTraceEnvelope
    from .chats_frame import ChatsFrame
    from .client_tool_config import ClientToolConfig
    from .content_rating import ContentRating
    from .context_field import ContextField
    from .core_app_config_input import CoreAppConfigInput
    from .create_agent_message_envelope import CreateAgentMessageEnvelope
    from .create_agent_message_response import CreateAgentMessageResponse
    from .create_agent_request import CreateAgentRequest
    from .create_chat_request import CreateChatRequest
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
    from .file_ref import FileRef
    from .filter_ import Filter
    from .filter_operator import FilterOperator
    from .function_kind import FunctionKind
    from .heartbeat_frame import HeartbeatFrame
    from .hook_event import HookEvent
    from .hook_handler_type import HookHandlerType
    from .hook_tool_config import HookToolConfig
    from .http_tool_config import HTTPToolConfig
    from .infra import Infra
    from .internal_tool_definition import InternalToolDefinition
    from .internal_tool_list_envelope import InternalToolListEnvelope
    from .internal_tools_config import InternalToolsConfig
    from .interrupt_dto import InterruptDTO
    from .interrupt_envelope import InterruptEnvelope
    from .interrupt_list_envelope import InterruptListEnvelope
    from .interrupt_reason import InterruptReason
    from .interrupt_resolution import InterruptResolution
    from .interrupt_resource_type import InterruptResourceType
    from .interrupt_status import InterruptStatus
    from .json_object import JsonObject
    from .legacy_error import LegacyError
    from .lifecycle_hook_config import LifecycleHookConfig
    from .llm_delta import LLMDelta
    from .mcp_tool_config import MCPToolConfig
    from .message_input import MessageInput
    from .message_level import MessageLevel
    from .other_frame import OtherFrame
    from .page import Page
    from .partial_data import PartialData
    from .partial_file import PartialFile
    from .permission_model_dto import PermissionModelDTO
    from .plan_step import PlanStep
    from .plan_step_status import PlanStepStatus
    from .problem_details import ProblemDetails
    from .public_app_store_dto import PublicAppStoreDTO
    from .reject_tool_request import RejectToolRequest
    from .requirement_error import RequirementError
    from .requirement_type import RequirementType
    from .resolve_interrupt_request import ResolveInterruptRequest
    from .resource_status_dto import ResourceStatusDTO
    from .resource_status_envelope import ResourceStatusEnvelope
    from .response_message import ResponseMessage
    from .search_request import SearchRequest
    from .secret_requirement import SecretRequirement
    from .send_message_request import SendMessageRequest
    from .set_chat_agent_request import SetChatAgentRequest
    from .set_featured_request import SetFeaturedRequest
    from .set_visibility_request import SetVisibilityRequest
    from .setup_action import SetupAction
    from .setup_action_type import SetupActionType
    from .skill_config import SkillConfig
    from .socket_access import SocketAccess
    from .socket_access_envelope import SocketAccessEnvelope
    from .socket_dto import SocketDTO
    from .socket_envelope import SocketEnvelope
    from .socket_outcome import SocketOutcome
    from .socket_page import SocketPage
    from .socket_page_envelope import SocketPageEnvelope
    from .socket_status import SocketStatus
    from .sort_order import SortOrder
    from .store_app_page import StoreAppPage
    from .store_app_page_envelope import StoreAppPageEnvelope
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
    from .task_telemetry_envelope import TaskTelemetryEnvelope
    from .task_telemetry_record import TaskTelemetryRecord
    from .task_timing_event import TaskTimingEvent
    from .task_timing_group import TaskTimingGroup
    from .task_timings_dto import TaskTimingsDTO
    from .task_timings_envelope import TaskTimingsEnvelope
    from .task_update import TaskUpdate
    from .task_update_frame import TaskUpdateFrame
    from .team_relation_dto import TeamRelationDTO
    from .tool_annotations import ToolAnnotations
    from .tool_auth_config import ToolAuthConfig
    from .tool_auth_type import ToolAuthType
    from .tool_explanation_dto import ToolExplanationDTO
    from .tool_explanation_envelope import ToolExplanationEnvelope
    from .tool_invocation_dto import ToolInvocationDTO
    from .tool_invocation_function import ToolInvocationFunction
    from .tool_invocation_status import ToolInvocationStatus
    from .tool_result_request import ToolResultRequest
    from .tool_risk_level import ToolRiskLevel
    from .tool_type import ToolType
    from .transfer_request import TransferRequest
    from .update_agent_request import UpdateAgentRequest
    from .update_chat_request import UpdateChatRequest
    from .user_relation_dto import UserRelationDTO
    from .visibility import Visibility
else:
    from importlib import import_module as _import_module

    _MODULES = {
        "AgentConfigInput": ".agent_config_input",
        "AgentDTO": ".agent_dto",
        "AgentEnvelope": ".agent_envelope",
        "AgentPage": ".agent_page",
        "AgentPageEnvelope": ".agent_page_envelope",
        "AgentPermissions": ".agent_permissions",
        "AgentRunDTO": ".agent_run_dto",
        "AgentRunEnvelope": ".agent_run_envelope",
        "AgentRunPage": ".agent_run_page",
        "AgentRunPageEnvelope": ".agent_run_page_envelope",
        "AgentRunState": ".agent_run_state",
        "AgentRunsFrame": ".agent_runs_frame",
        "AgentTool": ".agent_tool",
        "AgentToolConfig": ".agent_tool_config",
        "AgentVersionDTO": ".agent_version_dto",
        "AgentVersionEnvelope": ".agent_version_envelope",
        "AgentVersionPage": ".agent_version_page",
        "AgentVersionPageEnvelope": ".agent_version_page_envelope",
        "AlwaysAllowOptionDTO": ".always_allow_option_dto",
        "AlwaysAllowOptionsDTO": ".always_allow_options_dto",
        "AlwaysAllowOptionsEnvelope": ".always_allow_options_envelope",
        "AlwaysAllowRequest": ".always_allow_request",
        "AlwaysAllowResultDTO": ".always_allow_result_dto",
        "AlwaysAllowResultEnvelope": ".always_allow_result_envelope",
        "AlwaysAllowScope": ".always_allow_scope",
        "AnyEnvelope": ".any_envelope",
        "ApiAgentRunRequest": ".api_agent_run_request",
        "ApiAppRunRequest": ".api_app_run_request",
        "AppCategory": ".app_category",
        "AppDTO": ".app_dto",
        "AppEnvelope": ".app_envelope",
        "AppFunction": ".app_function",
        "AppFunctionMap": ".app_function_map",
        "AppPage": ".app_page",
        "AppPageEnvelope": ".app_page_envelope",
        "AppSessionDTO": ".app_session_dto",
        "AppSessionEnvelope": ".app_session_envelope",
        "AppSessionListEnvelope": ".app_session_list_envelope",
        "AppSessionStatus": ".app_session_status",
        "AppStatus": ".app_status",
        "AppToolConfig": ".app_tool_config",
        "AppVersionDTO": ".app_version_dto",
        "AppVersionEnvelope": ".app_version_envelope",
        "AppVersionPage": ".app_version_page",
        "AppVersionPageEnvelope": ".app_version_page_envelope",
        "BaseModelDTO": ".base_model_dto",
        "CancelTaskEnvelope": ".cancel_task_envelope",
        "CancelTaskRequest": ".cancel_task_request",
        "CancelTaskResponse": ".cancel_task_response",
        "ChatAgentDTO": ".chat_agent_dto",
        "ChatAgentEnvelope": ".chat_agent_envelope",
        "ChatData": ".chat_data",
        "ChatDTO": ".chat_dto",
        "ChatEnvelope": ".chat_envelope",
        "ChatMessageContent": ".chat_message_content",
        "ChatMessageContentType": ".chat_message_content_type",
        "ChatMessageDTO": ".chat_message_dto",
        "ChatMessageEnvelope": ".chat_message_envelope",
        "ChatMessagePage": ".chat_message_page",
        "ChatMessagePageEnvelope": ".chat_message_page_envelope",
        "ChatMessageRole": ".chat_message_role",
        "ChatMessageStatus": ".chat_message_status",
        "ChatMessagesFrame": ".chat_messages_frame",
        "ChatPage": ".chat_page",
        "ChatPageEnvelope": ".chat_page_envelope",
        "ChatServerEvent": ".chat_server_event",
        "ChatSettingsDTO": ".chat_settings_dto",
        "ChatSettingsEnvelope": ".chat_settings_envelope",
        "ChatSettingsRequest": ".chat_settings_request",
        "ChatStatus": ".chat_status",
        "ChatTraceDTO": ".chat_trace_dto",
        "ChatTraceEnvelope": ".chat_trace_envelope",
        "ChatsFrame": ".chats_frame",
        "ClientToolConfig": ".client_tool_config",
        "ContentRating": ".content_rating",
        "ContextField": ".context_field",
        "CoreAppConfigInput": ".core_app_config_input",
        "CreateAgentMessageEnvelope": ".create_agent_message_envelope",
        "CreateAgentMessageResponse": ".create_agent_message_response",
        "CreateAgentRequest": ".create_agent_request",
        "CreateChatRequest": ".create_chat_request",
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
        "FileRef": ".file_ref",
        "Filter": ".filter_",
        "FilterOperator": ".filter_operator",
        "FunctionKind": ".function_kind",
        "HeartbeatFrame": ".heartbeat_frame",
        "HookEvent": ".hook_event",
        "HookHandlerType": ".hook_handler_type",
        "HookToolConfig": ".hook_tool_config",
        "HTTPToolConfig": ".http_tool_config",
        "Infra": ".infra",
        "InternalToolDefinition": ".internal_tool_definition",
        "InternalToolListEnvelope": ".internal_tool_list_envelope",
        "InternalToolsConfig": ".internal_tools_config",
        "InterruptDTO": ".interrupt_dto",
        "InterruptEnvelope": ".interrupt_envelope",
        "InterruptListEnvelope": ".interrupt_list_envelope",
        "InterruptReason": ".interrupt_reason",
        "InterruptResolution": ".interrupt_resolution",
        "InterruptResourceType": ".interrupt_resource_type",
        "InterruptStatus": ".interrupt_status",
        "JsonObject": ".json_object",
        "LegacyError": ".legacy_error",
        "LifecycleHookConfig": ".lifecycle_hook_config",
        "LLMDelta": ".llm_delta",
        "MCPToolConfig": ".mcp_tool_config",
        "MessageInput": ".message_input",
        "MessageLevel": ".message_level",
        "OtherFrame": ".other_frame",
        "Page": ".page",
        "PartialData": ".partial_data",
        "PartialFile": ".partial_file",
        "PermissionModelDTO": ".permission_model_dto",
        "PlanStep": ".plan_step",
        "PlanStepStatus": ".plan_step_status",
        "ProblemDetails": ".problem_details",
        "PublicAppStoreDTO": ".public_app_store_dto",
        "RejectToolRequest": ".reject_tool_request",
        "RequirementError": ".requirement_error",
        "RequirementType": ".requirement_type",
        "ResolveInterruptRequest": ".resolve_interrupt_request",
        "ResourceStatusDTO": ".resource_status_dto",
        "ResourceStatusEnvelope": ".resource_status_envelope",
        "ResponseMessage": ".response_message",
        "SearchRequest": ".search_request",
        "SecretRequirement": ".secret_requirement",
        "SendMessageRequest": ".send_message_request",
        "SetChatAgentRequest": ".set_chat_agent_request",
        "SetFeaturedRequest": ".set_featured_request",
        "SetVisibilityRequest": ".set_visibility_request",
        "SetupAction": ".setup_action",
        "SetupActionType": ".setup_action_type",
        "SkillConfig": ".skill_config",
        "SocketAccess": ".socket_access",
        "SocketAccessEnvelope": ".socket_access_envelope",
        "SocketDTO": ".socket_dto",
        "SocketEnvelope": ".socket_envelope",
        "SocketOutcome": ".socket_outcome",
        "SocketPage": ".socket_page",
        "SocketPageEnvelope": ".socket_page_envelope",
        "SocketStatus": ".socket_status",
        "SortOrder": ".sort_order",
        "StoreAppPage": ".store_app_page",
        "StoreAppPageEnvelope": ".store_app_page_envelope",
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
        "TaskTelemetryEnvelope": ".task_telemetry_envelope",
        "TaskTelemetryRecord": ".task_telemetry_record",
        "TaskTimingEvent": ".task_timing_event",
        "TaskTimingGroup": ".task_timing_group",
        "TaskTimingsDTO": ".task_timings_dto",
        "TaskTimingsEnvelope": ".task_timings_envelope",
        "TaskUpdate": ".task_update",
        "TaskUpdateFrame": ".task_update_frame",
        "TeamRelationDTO": ".team_relation_dto",
        "ToolAnnotations": ".tool_annotations",
        "ToolAuthConfig": ".tool_auth_config",
        "ToolAuthType": ".tool_auth_type",
        "ToolExplanationDTO": ".tool_explanation_dto",
        "ToolExplanationEnvelope": ".tool_explanation_envelope",
        "ToolInvocationDTO": ".tool_invocation_dto",
        "ToolInvocationFunction": ".tool_invocation_function",
        "ToolInvocationStatus": ".tool_invocation_status",
        "ToolResultRequest": ".tool_result_request",
        "ToolRiskLevel": ".tool_risk_level",
        "ToolType": ".tool_type",
        "TransferRequest": ".transfer_request",
        "UpdateAgentRequest": ".update_agent_request",
        "UpdateChatRequest": ".update_chat_request",
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
    "AgentConfigInput",
    "AgentDTO",
    "AgentEnvelope",
    "AgentPage",
    "AgentPageEnvelope",
    "AgentPermissions",
    "AgentRunDTO",
    "AgentRunEnvelope",
    "AgentRunPage",
    "AgentRunPageEnvelope",
    "AgentRunsFrame",
    "AgentRunState",
    "AgentTool",
    "AgentToolConfig",
    "AgentVersionDTO",
    "AgentVersionEnvelope",
    "AgentVersionPage",
    "AgentVersionPageEnvelope",
    "AlwaysAllowOptionDTO",
    "AlwaysAllowOptionsDTO",
    "AlwaysAllowOptionsEnvelope",
    "AlwaysAllowRequest",
    "AlwaysAllowResultDTO",
    "AlwaysAllowResultEnvelope",
    "AlwaysAllowScope",
    "AnyEnvelope",
    "ApiAgentRunRequest",
    "ApiAppRunRequest",
    "AppCategory",
    "AppDTO",
    "AppEnvelope",
    "AppFunction",
    "AppFunctionMap",
    "AppPage",
    "AppPageEnvelope",
    "AppSessionDTO",
    "AppSessionEnvelope",
    "AppSessionListEnvelope",
    "AppSessionStatus",
    "AppStatus",
    "AppToolConfig",
    "AppVersionDTO",
    "AppVersionEnvelope",
    "AppVersionPage",
    "AppVersionPageEnvelope",
    "BaseModelDTO",
    "CancelTaskEnvelope",
    "CancelTaskRequest",
    "CancelTaskResponse",
    "ChatAgentDTO",
    "ChatAgentEnvelope",
    "ChatData",
    "ChatDTO",
    "ChatEnvelope",
    "ChatMessageContent",
    "ChatMessageContentType",
    "ChatMessageDTO",
    "ChatMessageEnvelope",
    "ChatMessagePage",
    "ChatMessagePageEnvelope",
    "ChatMessageRole",
    "ChatMessagesFrame",
    "ChatMessageStatus",
    "ChatPage",
    "ChatPageEnvelope",
    "ChatServerEvent",
    "ChatSettingsDTO",
    "ChatSettingsEnvelope",
    "ChatSettingsRequest",
    "ChatsFrame",
    "ChatStatus",
    "ChatTraceDTO",
    "ChatTraceEnvelope",
    "ClientToolConfig",
    "ContentRating",
    "ContextField",
    "CoreAppConfigInput",
    "CreateAgentMessageEnvelope",
    "CreateAgentMessageResponse",
    "CreateAgentRequest",
    "CreateChatRequest",
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
    "FileRef",
    "Filter",
    "FilterOperator",
    "FunctionKind",
    "HeartbeatFrame",
    "HookEvent",
    "HookHandlerType",
    "HookToolConfig",
    "HTTPToolConfig",
    "Infra",
    "InternalToolDefinition",
    "InternalToolListEnvelope",
    "InternalToolsConfig",
    "InterruptDTO",
    "InterruptEnvelope",
    "InterruptListEnvelope",
    "InterruptReason",
    "InterruptResolution",
    "InterruptResourceType",
    "InterruptStatus",
    "JsonObject",
    "LegacyError",
    "LifecycleHookConfig",
    "LLMDelta",
    "MCPToolConfig",
    "MessageInput",
    "MessageLevel",
    "OtherFrame",
    "Page",
    "PartialData",
    "PartialFile",
    "PermissionModelDTO",
    "PlanStep",
    "PlanStepStatus",
    "ProblemDetails",
    "PublicAppStoreDTO",
    "RejectToolRequest",
    "RequirementError",
    "RequirementType",
    "ResolveInterruptRequest",
    "ResourceStatusDTO",
    "ResourceStatusEnvelope",
    "ResponseMessage",
    "SearchRequest",
    "SecretRequirement",
    "SendMessageRequest",
    "SetChatAgentRequest",
    "SetFeaturedRequest",
    "SetupAction",
    "SetupActionType",
    "SetVisibilityRequest",
    "SkillConfig",
    "SocketAccess",
    "SocketAccessEnvelope",
    "SocketDTO",
    "SocketEnvelope",
    "SocketOutcome",
    "SocketPage",
    "SocketPageEnvelope",
    "SocketStatus",
    "SortOrder",
    "StoreAppPage",
    "StoreAppPageEnvelope",
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
    "TaskTelemetryEnvelope",
    "TaskTelemetryRecord",
    "TaskTimingEvent",
    "TaskTimingGroup",
    "TaskTimingsDTO",
    "TaskTimingsEnvelope",
    "TaskUpdate",
    "TaskUpdateFrame",
    "TeamRelationDTO",
    "ToolAnnotations",
    "ToolAuthConfig",
    "ToolAuthType",
    "ToolExplanationDTO",
    "ToolExplanationEnvelope",
    "ToolInvocationDTO",
    "ToolInvocationFunction",
    "ToolInvocationStatus",
    "ToolResultRequest",
    "ToolRiskLevel",
    "ToolType",
    "TransferRequest",
    "UpdateAgentRequest",
    "UpdateChatRequest",
    "UserRelationDTO",
    "Visibility",
)
