"""Watch a task: each update brings its status, its progress and the log lines that are new.

INFERENCE_BASE_URL=http://127.0.0.1:8787 INFERENCE_API_KEY=inf_local_platform python examples/streaming.py
"""

from inferencesh import TaskFailedError, inference


def main() -> None:
    with inference() as client:
        stream = client.run("google/veo-3-1-fast", input={"prompt": "Ocean waves at sunset"}, stream=True)
        shown = None
        try:
            for update in stream:
                if update["status"] != shown:
                    shown = update["status"]
                    print(f"status: {shown}")
                for line in update.logs:
                    print(f"  {line}")
        except TaskFailedError as error:
            raise SystemExit(f"it failed: {error}") from None
        assert stream.result is not None
        print(f"saved as {client.download(stream.result.output['video'])}")


if __name__ == "__main__":
    main()
