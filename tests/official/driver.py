"""Runs under the official Python client, never under ours: each scenario prints what came of it as JSON."""

import asyncio
import json
import os
import sys
import tempfile

import inferencesh
from inferencesh import UploadFileOptions, async_inference, inference

OPTIONS = {"api_key": os.environ["OFFICIAL_KEY"], "base_url": os.environ["OFFICIAL_BASE_URL"]}


def picture(folder, make):
    """A real picture on disk, drawn by the platform itself."""
    import urllib.request

    path = os.path.join(folder, "picture.png")
    with urllib.request.urlopen(make["output"]["image"]) as answer, open(path, "wb") as out:
        out.write(answer.read())
    return path


def sync_scenario():
    client = inference(**OPTIONS)
    seen = {"file": inferencesh.__file__}
    drawn = client.run({"app": "infsh/flux-schnell", "input": {"prompt": "a cat"}})
    seen["run"] = {"status": drawn["status"], "output": drawn["output"], "logs": drawn["logs"]}
    task = client.run({"app": "infsh/echo", "input": {"a": 1}}, wait=False)
    seen["no_wait"] = task["status"]
    seen["waited"] = client.wait_for_completion(task["id"])["output"]
    seen["got"] = client.get_task(task["id"]).data["output"]
    updates = list(client.run({"app": "google/veo-3-1-fast", "input": {"prompt": "waves"}}, stream=True))
    seen["stream"] = {
        "count": len(updates),
        "statuses": [update["status"] for update in updates if update["status"] is not None],
        "output": updates[-1]["output"],
    }
    with tempfile.TemporaryDirectory() as folder:
        path = picture(folder, drawn)
        uploaded = client.upload_file(
            path, UploadFileOptions(filename="mine.png", content_type="image/png", public=True)
        )
        seen["uploaded"] = {key: uploaded[key] for key in ("uri", "filename", "content_type", "size")}
        seen["local_size"] = os.path.getsize(path)
        processed = client.run({"app": "image-processor", "input": {"image": path, "width": 32}})
        seen["processed"] = processed["output"]
    with client.session("infsh/session-test", function="set_value", input={"key": "a", "value": 5}) as session:
        seen["session"] = session.session_id
        seen["session_value"] = session.call("get_value", {"key": "a"})["output"]
        seen["session_info"] = session.info()["call_count"]
        session.keepalive()
    first = client.run({"app": "my-app", "input": {"action": "init"}, "session": "new", "session_timeout": 300})
    again = client.run({"app": "my-app", "input": {"action": "process"}, "session": first["session_id"]})
    seen["my_app"] = again["output"]["step"]
    for name, params in (
        ("failed", {"app": "test/fails", "input": {"message": "on purpose"}}),
        ("unknown", {"app": "acme/nothing", "input": {}}),
        ("invalid", {"app": "infsh/flux-schnell", "input": {}}),
        ("secret", {"app": "test/needs-secret", "input": {}}),
        ("ended", {"app": "infsh/session-test", "function": "get_all", "input": {}, "session": seen["session"]}),
    ):
        try:
            client.run(params)
            seen[name] = None
        except Exception as error:
            seen[name] = [type(error).__name__, str(error), getattr(error, "code", None)]
    slow = client.run({"app": "test/slow", "input": {"seconds": 30}}, wait=False)
    client.cancel(slow["id"])
    try:
        client.wait_for_completion(slow["id"])
    except RuntimeError as error:
        seen["cancelled"] = str(error)
    return seen


async def async_scenario():
    client = async_inference(**OPTIONS)
    seen = {}
    drawn = await client.run({"app": "infsh/flux-schnell", "input": {"prompt": "a galaxy"}})
    seen["run"] = {"status": drawn["status"], "output": drawn["output"]}
    updates = []
    async for update in await client.run({"app": "google/veo-3-1-fast", "input": {"prompt": "waves"}}, stream=True):
        updates.append(update)
    seen["stream"] = {"count": len(updates), "output": updates[-1]["output"]}
    with tempfile.TemporaryDirectory() as folder:
        path = picture(folder, drawn)
        processed = await client.run({"app": "image-processor", "input": {"image": path, "width": 32}})
        seen["processed"] = processed["output"]
    async with await client.session(
        "infsh/session-test", function="set_value", input={"key": "a", "value": 5}
    ) as session:
        seen["session_value"] = (await session.call("get_value", {"key": "a"}))["output"]
    together = await asyncio.gather(*[client.run({"app": "infsh/echo", "input": {"n": n}}) for n in range(5)])
    seen["gathered"] = [result["output"]["n"] for result in together]
    return seen


if __name__ == "__main__":
    outcome = sync_scenario() if sys.argv[1] == "sync" else asyncio.run(async_scenario())
    print(json.dumps(outcome))
