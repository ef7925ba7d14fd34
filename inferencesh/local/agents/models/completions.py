"""`OpenAICompatible`: a model behind any server that speaks the chat-completions protocol, over plain httpx."""

from __future__ import annotations

import asyncio
import base64
import json
import mimetypes
from operator import itemgetter
from typing import Any, AsyncIterator, Dict, List, Mapping, Optional

from ...._core.values.json_guard import as_list, as_object, is_object
from ...._core.values.redact import redact_url
from ...._runtime.wait_for import wait_for
from ...apps.runtime import Delta
from ...http.checked_addresses import Address, is_loopback
from ...http.outgoing import answer_of_async, read_limited

SETTINGS = ("temperature", "top_p", "frequency_penalty", "presence_penalty", "seed", "stop", "max_tokens")
TIMEOUT = 300.0
LARGEST_IMAGE = 20 << 20
IMAGE_SECONDS = 30.0


class CompletionFailed(RuntimeError):
    """The server refused, or its answer cannot be read."""


class OpenAICompatible:
    """A language model on another server: Ollama, vLLM, llama.cpp, or a hosted one.

    ```python
    local = OpenAICompatible("http://127.0.0.1:11434/v1", "qwen3")
    LocalPlatform(models={"acme/qwen": local})
    ```

    base_url: up to, and without, `/chat/completions`.
    model: the server's name for the model.
    api_key: sent as a bearer token, if there is one.
    stream: whether the answer is streamed.
    timeout: seconds without a byte from the server.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: Optional[str] = None,
        *,
        stream: bool = True,
        timeout: float = TIMEOUT,
    ) -> None:
        if not base_url.startswith(("http://", "https://")):
            raise ValueError(f"base_url must be a web address such as http://127.0.0.1:11434/v1, got {base_url!r}")
        if not model:
            raise ValueError("model must name the server's model")
        self.base_url: str = base_url.rstrip("/")
        self.model = model
        self.description: str = f"The model {model} of another server."
        self._api_key = api_key
        self._stream = stream
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"OpenAICompatible({redact_url(self.base_url)!r}, {self.model!r})"

    async def __call__(self, llm_input: Dict[str, Any]) -> AsyncIterator[Dict[str, Any]]:
        """One turn, as an LLM app yields it."""
        # Async because a run that is stopped must not wait for a server that says nothing.
        import httpx

        headers = {"Authorization": f"Bearer {self._api_key}"} if self._api_key else {}
        body = await request_body(llm_input, self.model, stream=self._stream)
        answer = _Answer()
        try:
            # A proxy cannot reach a server on this machine.
            client = httpx.AsyncClient(timeout=self._timeout, trust_env=not is_loopback(httpx.URL(self.base_url).host))
            url = self.base_url + "/chat/completions"
            async with client, client.stream("POST", url, json=body, headers=headers) as response:
                if response.status_code >= 300:
                    raise CompletionFailed(_refusal(response.status_code, await response.aread()))
                if "text/event-stream" not in response.headers.get("content-type", ""):
                    whole = (await response.aread()).decode("utf-8", "replace")
                    for delta in answer.whole(_decode(whole)):
                        yield delta
                else:
                    async for line in response.aiter_lines():
                        if line.startswith("data:") and line[5:].strip() == "[DONE]":
                            answer.ended = True
                        elif line.startswith("data:"):
                            for delta in answer.chunk(_decode(line[5:])):
                                yield delta
        except httpx.HTTPError as error:
            raise CompletionFailed(
                f"{redact_url(self.base_url)} could not be asked: {type(error).__name__}: {error}"
            ) from None
        yield answer.output()


async def request_body(llm_input: Mapping[str, Any], model: str, *, stream: bool) -> Dict[str, Any]:
    """An LLM input in the words of the chat-completions protocol."""
    messages: List[Dict[str, Any]] = []
    if llm_input.get("system_prompt"):
        messages.append({"role": "system", "content": llm_input["system_prompt"]})
    turn = {key: llm_input.get(key) for key in ("role", "text", "images", "files", "tool_call_id")}
    for message in [*as_list(llm_input.get("context")), turn]:
        messages += await _messages(message)
    body: Dict[str, Any] = {"model": model, "messages": messages, "stream": stream}
    if stream:
        body["stream_options"] = {"include_usage": True}
    body.update({name: llm_input[name] for name in SETTINGS if llm_input.get(name) is not None})
    if str(llm_input.get("reasoning_effort") or "none") != "none":
        body["reasoning_effort"] = llm_input["reasoning_effort"]
    if llm_input.get("tools"):
        body["tools"] = llm_input["tools"]
        choice: Any = as_object(llm_input.get("tool_choice"))
        if choice.get("mode") == "function":
            body["tool_choice"] = {"type": "function", "function": {"name": choice.get("name")}}
        elif choice.get("mode"):
            body["tool_choice"] = choice["mode"]
    wanted: Any = as_object(llm_input.get("response_format"))
    if wanted.get("type") == "json_schema":
        schema = {
            "name": wanted.get("name") or "answer",
            "schema": wanted.get("json_schema"),
            "strict": bool(wanted.get("strict")),
        }
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif wanted.get("type"):
        body["response_format"] = {"type": wanted["type"]}
    return body


async def _messages(message: Mapping[str, Any]) -> List[Dict[str, Any]]:
    role = message.get("role") or "user"
    text = str(message.get("text") or "")
    images = [await _image(address) for address in as_list(message.get("images"))]
    if role == "tool":
        answers: List[Dict[str, Any]] = [{"role": "tool", "tool_call_id": message.get("tool_call_id"), "content": text}]
        # Tools answer in text alone; what they show comes from the user then.
        return [*answers, {"role": "user", "content": images}] if images else answers
    if role == "assistant":
        spoken: Dict[str, Any] = {"role": "assistant", "content": text or None}
        if message.get("tool_calls"):
            spoken["tool_calls"] = [_call(call) for call in message["tool_calls"]]
        else:
            spoken["content"] = text
        return [spoken]
    for address in as_list(message.get("files")):
        text += f"\n[file: {address}]"
    return [{"role": role, "content": [{"type": "text", "text": text}, *images] if images else text}]


def _call(call: Mapping[str, Any]) -> Dict[str, Any]:
    function = call["function"]
    arguments = function.get("arguments")
    if not isinstance(arguments, str):
        arguments = json.dumps(arguments or {}, ensure_ascii=False)
    return {"id": call["id"], "type": "function", "function": {"name": function["name"], "arguments": arguments}}


async def _image(address: str) -> Dict[str, Any]:
    """An image by its address, or by its content if only this machine can reach it."""
    if not address.lower().startswith(("http://", "https://")):
        return {"type": "image_url", "image_url": {"url": address}}
    try:
        place = Address.parse(address)
        if place.is_loopback:
            address = await wait_for(_as_data_uri(place), IMAGE_SECONDS)
    except (ValueError, asyncio.TimeoutError) as error:
        raise CompletionFailed(f"an image of the message could not be read: {error or 'no answer in time'}") from None
    return {"type": "image_url", "image_url": {"url": address}}


async def _as_data_uri(place: Address) -> str:
    async with answer_of_async("GET", place, proxies=False, headers={}) as answer:
        if answer.status_code >= 300:
            raise ValueError(f"the answer was {answer.status_code}")
        content = await read_limited(answer, LARGEST_IMAGE)
        kind = answer.headers.get("content-type") or mimetypes.guess_type(place.path)[0] or "image/png"
    return f"data:{kind.split(';')[0]};base64,{base64.b64encode(content).decode()}"


class _Answer:
    """A completion, put together from chunks."""

    def __init__(self) -> None:
        self.text: List[str] = []
        self.reasoning: List[str] = []
        self.calls: List[Dict[str, Any]] = []
        self.at_index: Dict[int, Dict[str, Any]] = {}
        self.usage: Dict[str, Any] = {}
        self.stop_reason = ""
        self.begun = False
        self.ended = False
        """Whether the server has said that this was all."""

    def whole(self, completion: Mapping[str, Any]) -> List[Dict[str, Any]]:
        found = self._take(completion, "message")
        self.ended = True
        return found

    def chunk(self, chunk: Mapping[str, Any]) -> List[Dict[str, Any]]:
        return self._take(chunk, "delta")

    def _take(self, given: Mapping[str, Any], member: str) -> List[Dict[str, Any]]:
        if given.get("error"):
            raise CompletionFailed(_error_text(given["error"]))
        usage = given.get("usage")
        if is_object(usage):
            self.usage = usage
        choices = as_list(given.get("choices"))
        if not choices or not is_object(choices[0]) or not is_object(choices[0].get(member)):
            return []
        self.begun = True
        part: Dict[str, Any] = choices[0][member]
        if isinstance(choices[0].get("finish_reason"), str):
            self.stop_reason, self.ended = choices[0]["finish_reason"], True
        delta: Dict[str, Any] = {}
        content = part.get("content")
        if isinstance(content, str) and content:
            self.text.append(content)
            delta["response"] = content
        reasoning = part.get("reasoning_content") or part.get("reasoning")
        if isinstance(reasoning, str) and reasoning:
            self.reasoning.append(reasoning)
            delta["reasoning"] = reasoning
        for position, call in enumerate(as_list(part.get("tool_calls"))):
            if is_object(call):
                index = call.get("index")
                self._take_call(call, index if isinstance(index, int) else position)
        return [Delta(delta)] if delta else []

    def _take_call(self, call: Mapping[str, Any], index: int) -> None:
        known = self.at_index.get(index)
        own_id = str(call.get("id") or "")
        function: Any = as_object(call.get("function"))
        # Some servers number all calls 0, or none: there another id with a name is another call.
        if known is None or (function.get("name") and own_id and known["id"] and own_id != known["id"]):
            known = self.at_index[index] = {"id": own_id, "name": "", "arguments": [], "index": index}
            self.calls.append(known)
        known["id"] = known["id"] or own_id
        known["name"] = str(function.get("name") or known["name"])
        arguments = function.get("arguments")
        if arguments:
            # Some servers give the object itself.
            known["arguments"].append(arguments if isinstance(arguments, str) else json.dumps(arguments))

    def output(self) -> Dict[str, Any]:
        """The LLM output; a `CompletionFailed` if there is none, or not all of it."""
        if not self.begun:
            raise CompletionFailed("the server's answer has no message in it")
        if not self.ended:
            raise CompletionFailed(f"the server's answer broke off after {len(''.join(self.text))} characters")
        output: Dict[str, Any] = {"response": "".join(self.text)}
        if self.reasoning:
            output["reasoning"] = "".join(self.reasoning)
        if self.calls:
            output["tool_calls"] = [
                {
                    "id": call["id"] or f"call_{index}",
                    "type": "function",
                    "function": {"name": call["name"], "arguments": "".join(call["arguments"]) or "{}"},
                }
                for index, call in enumerate(sorted(self.calls, key=itemgetter("index")))
            ]
        output["usage"] = {"stop_reason": self.stop_reason or "stop"}
        for name in ("prompt_tokens", "completion_tokens", "total_tokens"):
            if isinstance(self.usage.get(name), int):
                output["usage"][name] = self.usage[name]
        return output


def _decode(text: str) -> Dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        raise CompletionFailed(f"the server's answer is not JSON: {text[:200]!r}") from None
    if not is_object(value):
        raise CompletionFailed("the server's answer is not an object")
    return value


def _refusal(status: int, body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    try:
        text = _error_text(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        # Not the protocol's own form of an error: show what came.
        text = text[:500]
    return f"the server answered {status}: {text}"


def _error_text(error: Any) -> str:
    return str(error.get("message") or error) if is_object(error) else str(error)
