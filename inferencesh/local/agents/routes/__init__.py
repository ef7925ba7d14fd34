"""The routes of agents, chats and tool calls."""
