"""The shortest whole program: run an app, print what came back.

    inferencesh serve                                    # in another terminal
    INFERENCE_BASE_URL=http://127.0.0.1:8787 INFERENCE_API_KEY=inf_local_platform python examples/quickstart.py

Without INFERENCE_BASE_URL it talks to inference.sh, and INFERENCE_API_KEY must be a key of yours.
"""

from inferencesh import inference


def main() -> None:
    with inference() as client:
        result = client.run({"app": "infsh/flux-schnell", "input": {"prompt": "A sunset over mountains"}})
        print(f"status: {result['status']}")
        print(f"picture: {result['output']['image']}")


if __name__ == "__main__":
    main()
