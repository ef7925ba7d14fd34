"""Many runs at once, at most five in flight, each result printed when it is there.

INFERENCE_BASE_URL=http://127.0.0.1:8787 INFERENCE_API_KEY=inf_local_platform python examples/async_batch.py
"""

import asyncio

from inferencesh import InferenceError, async_inference

PROMPTS = [f"A {color} {animal}" for color in ("red", "blue", "green") for animal in ("fox", "owl", "carp")]


async def main() -> None:
    five_at_most = asyncio.Semaphore(5)

    async with async_inference() as client:

        async def draw(prompt: str) -> str:
            async with five_at_most:
                try:
                    result = await client.run("infsh/flux-schnell", input={"prompt": prompt, "width": 64, "height": 64})
                except InferenceError as error:
                    return f"{prompt}: {error}"
                return f"{prompt}: {result.output['image']}"

        for finished in asyncio.as_completed([draw(prompt) for prompt in PROMPTS]):
            print(await finished)


if __name__ == "__main__":
    asyncio.run(main())
