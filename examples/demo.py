"""The SDK at work, without a key: real apps on real input through real HTTP, against the local platform.

`make demo` runs it. The first half runs apps, the second one talks to agents, whose model is a small stand-in made of
rules: it picks tools and words by simple means, while everything around it is the real thing. Each step says what it
did and checks what came back; the first thing that is wrong ends it with a non-zero status. The files it makes lie in
./demo-output.
"""

from __future__ import annotations

import asyncio
import csv
import dataclasses
import datetime
import os
import shutil
import struct
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple

from typing_extensions import Literal

from inferencesh import (
    ApprovalNeeded,
    InferenceError,
    InvalidInputError,
    RequirementsNotMetException,
    TaskFailedError,
    TaskUpdate,
    Text,
    ToolCallChanged,
    ToolCallReady,
    __version__,
    app_tool,
    tool,
)
from inferencesh.local import LocalPlatform, app

OUTPUT = Path("demo-output")
READINGS = OUTPUT / "rain-gauge.csv"


# -- two apps of our own ----------------------------------------------------------------------------------------------


@app("acme/contact-sheet")
def contact_sheet(pictures: List[Path], height: int = 120) -> Dict[str, Any]:
    """Puts pictures side by side. A `Path` in what an app returns becomes an address that clients can download."""
    from PIL import Image

    opened = [Image.open(str(path)).convert("RGB") for path in pictures]
    scaled = [image.resize((max(1, image.width * height // image.height), height)) for image in opened]
    sheet = Image.new("RGB", (sum(image.width for image in scaled), height))
    across = 0
    for number, image in enumerate(scaled, 1):
        sheet.paste(image, (across, 0))
        across += image.width
        print(f"picture {number}/{len(scaled)}")
    target = pictures[0].with_name("contact-sheet.png")
    sheet.save(str(target))
    return {"sheet": target, "width": sheet.width, "height": sheet.height}


@app("acme/rain-chart")
def rain_chart(file: Path) -> Dict[str, Any]:
    """Draws the rain of each month as a bar. The agent of the second half calls it, with the file that it was sent."""
    from PIL import Image, ImageDraw

    months = [0.0] * 12
    for day, millimetres in read_readings(file):
        months[day.month - 1] += millimetres
    picture = Image.new("RGB", (12 * 24, 120), "white")
    draw = ImageDraw.Draw(picture)
    for number, total in enumerate(months):
        draw.rectangle((number * 24 + 3, 118 - 110 * total / max(months), number * 24 + 20, 118), fill="steelblue")
    target = file.with_name("rain-chart.png")
    picture.save(str(target))
    return {"image": target, "months": len(months)}


# -- steps ------------------------------------------------------------------------------------------------------------

Step = Callable[[LocalPlatform, Any], None]
STEPS: List[Tuple[str, Step]] = []


def step(title: str) -> Callable[[Step], Step]:
    """Make a function a step of the demo."""

    def add(function: Step) -> Step:
        STEPS.append((title, function))
        return function

    return add


class Wrong(Exception):
    """Something did not come back as it should."""


def check(condition: bool, what: str) -> None:
    """Stop here unless `condition`; `what` says what should have been."""
    if not condition:
        raise Wrong(what)


@step("run a text app")
def run_text(platform: LocalPlatform, client: Any) -> None:
    strings = ["Ada", "Lovelace"]
    result = client.run({"app": "infsh/text-templating", "input": {"template": "Hello {1} {2}!", "strings": strings}})
    say("ran", f"infsh/text-templating, task {result['id']}")
    say("status", result["status"])
    say("output", result["output"])
    check(result["status"] == "completed", "the status is 'completed'")
    check(result["output"] == {"result": "Hello Ada Lovelace!"}, "the output is 'Hello Ada Lovelace!'")


@step("upload a picture from disk, have it processed, download it again")
def process_picture(platform: LocalPlatform, client: Any) -> None:
    original = OUTPUT / "original.png"
    make_picture(original, 320, 200)
    result = client.run("image-processor", input={"image": original, "width": 160, "grayscale": True})
    say("sent", f"{original}, 320x200, {original.stat().st_size:,} bytes: a Path in the input is uploaded by itself")
    (receipt,) = result.uploads
    check(receipt["bytes"] == original.stat().st_size, "all bytes of the picture went up")
    say("log", result.logs[-1])
    saved = Path(client.download(result.output["image"], OUTPUT / "processed.png"))
    width, height = png_size(saved)
    say("saved", f"{saved}, {width}x{height}, {saved.stat().st_size:,} bytes")
    check((width, height) == (160, 100), "the picture that came back is 160x100")


@step("generate a picture")
def generate(platform: LocalPlatform, client: Any) -> None:
    result = client.run("infsh/flux-schnell", input={"prompt": "A sunset over mountains"})
    saved = Path(client.download(result.output["image"], OUTPUT / "sunset.png"))
    width, height = png_size(saved)
    say("ran", "infsh/flux-schnell, prompt 'A sunset over mountains'")
    say("saved", f"{saved}, {width}x{height}, a real PNG")
    check(width > 0 and height > 0, "the picture has a size")


@step("stream a video app: progress and logs while it works")
def stream_video(platform: LocalPlatform, client: Any) -> None:
    lines: List[str] = []
    updates, furthest = 0, 0
    live = LiveLine()
    with client.run("google/veo-3-1-fast", input={"prompt": "Ocean waves at sunset"}, stream=True) as stream:
        for update in stream:
            updates += 1
            lines += update.logs
            progress = update.get("progress")
            if progress:
                furthest = max(furthest, progress["current"])
                live.show(update, progress["current"], progress["total"])
    live.end()
    check(stream.result is not None, "the stream ended with a result")
    say("stream", f"{updates} updates, {len(lines)} lines of log, the last: {lines[-1]!r}")
    check(updates > 3 and furthest > 1, "progress arrived while the app worked")
    check(len(lines) == len(set(lines)), "every line of log arrived once")
    saved = Path(client.download(stream.result.output["video"], OUTPUT / "waves.gif"))
    say("saved", f"{saved}, {saved.stat().st_size:,} bytes")
    check(saved.read_bytes()[:4] == b"GIF8", "the video is an animated GIF")


@step("a stateful session: one worker keeps its memory")
def session(platform: LocalPlatform, client: Any) -> None:
    with client.session("infsh/session-test", session_timeout=60) as remembered:
        remembered.call("set_value", {"key": "visits", "value": 40})
        say("session", remembered.session_id)
        counted = remembered.call("increment", {"key": "visits", "amount": 2}).output
        say("counted", f"{counted['previous']} -> {counted['current']}")
        check(counted["current"] == 42, "the session still knew the 40")
    result = client.run({"app": "my-app", "input": {"action": "init"}, "session": "new", "session_timeout": 60})
    result = client.run({"app": "my-app", "input": {"action": "process"}, "session": result["session_id"]})
    say("my-app", f"step {result['output']['step']} of its own session")
    check(result["output"]["step"] == 2, "the second call met the same worker")
    client.sessions.end(result["session_id"])


@step("errors say what is wrong")
def errors(platform: LocalPlatform, client: Any) -> None:
    try:
        client.run("test/fails", input={"message": "out of paint"})
        check(False, "an app that raises is an error")
    except TaskFailedError as error:
        say("failed", f"{type(error).__name__}: {last_line(error.task.error)}")
        check("out of paint" in str(error), "the error names the app's own words")
    try:
        client.run("test/needs-secret", input={})
        check(False, "a missing secret is an error")
    except RequirementsNotMetException as error:
        missing = [f"{err['type']} {err['key']}" for err in error.errors]
        say("missing", ", ".join(missing))
        check(missing == ["secret MAPS_KEY"], "the missing secret is named")
    try:
        client.run({"app": "infsh/echo", "inptu": {}})
        check(False, "a misspelt parameter is an error")
    except InvalidInputError as error:
        say("refused", f"{error} (nothing was sent)")
        check("'input'" in str(error), "the right spelling is proposed")


@step("the async client: three runs at once")
def three_at_once(platform: LocalPlatform, client: Any) -> None:
    async def main() -> Tuple[List[Any], float]:
        async with platform.async_client() as async_client:
            started = time.monotonic()
            runs = [async_client.run("test/slow", input={"seconds": 0.5, "name": name}) for name in "abc"]
            results = await asyncio.gather(*runs)
            return list(results), time.monotonic() - started

    results, seconds = asyncio.run(main())
    say("ran", f"3 runs of 0.5 s each, done after {seconds:.2f} s")
    check([result["status"] for result in results] == ["completed"] * 3, "all three completed")
    check([result["input"]["name"] for result in results] == ["a", "b", "c"], "each result belongs to its run")


@step("an app of your own: a Python function with @app")
def own_app(platform: LocalPlatform, client: Any) -> None:
    platform.add(contact_sheet)
    pictures = [OUTPUT / "original.png", OUTPUT / "processed.png", OUTPUT / "sunset.png"]
    result = client.run("acme/contact-sheet", input={"pictures": pictures, "height": 100})
    check(len(result.uploads) == 3, "three pictures went up")
    saved = Path(client.download(result.output["sheet"], OUTPUT / "contact-sheet.png"))
    width, height = png_size(saved)
    say("ran", "acme/contact-sheet, a function in this file, on the three pictures from before")
    say("saved", f"{saved}, {width}x{height}")
    check((width, height) == (result.output["width"], 100), "the sheet is as large as the app said")
    try:
        client.run("acme/contact-sheet", input={"pictures": "none"})
        check(False, "an input that does not fit the function is an error")
    except InferenceError as error:
        say("checked", f"its signature checks inputs: {last_line(str(error))}")
        check("pictures" in str(error), "the refusal names the field")


# -- the second half: agents -------------------------------------------------------------------------------------------


@tool
def rainfall(measure: Literal["highest", "average", "total"]) -> Dict[str, Any]:
    """Rainfall of the year, from the readings on this computer, in millimetres a day.

    The agent never sees the file: it asks this function, which runs here.
    """
    readings = read_readings(READINGS)
    amounts = [millimetres for _, millimetres in readings]
    if measure == "highest":
        day, most = max(readings, key=lambda reading: reading[1])
        return {"highest": most, "day": day.isoformat()}
    return {measure: round(sum(amounts) / (len(amounts) if measure == "average" else 1), 1)}


@tool(require_approval=True)
def delete_readings(file: str) -> str:
    """Delete a file with readings."""
    (OUTPUT / Path(file).name).unlink()
    return f"{file} is gone"


@dataclasses.dataclass
class Sum:
    """What the last step asks for."""

    expression: str
    result: float


CORE = {"core_app": {"ref": "infsh/claude-sonnet-4@latest"}}


@step("an agent with two tools, a Python function and an app, answers about a file")
def ask_about_a_file(platform: LocalPlatform, client: Any) -> None:
    write_readings(READINGS)
    platform.add(rain_chart)
    chart = app_tool("rain_chart", "acme/rain-chart").describe("Draw a chart of the rain in a file").build()
    agent = client.agent({**CORE, "system_prompt": "You know about rain.", "tools": [rainfall, chart]})
    question = "What was the highest rainfall of the year? Draw a chart of the file, too."
    say("file", f"{READINGS}, {len(read_readings(READINGS))} readings, attached")
    say("asked", question)
    answer, ran = StreamedLine("answer"), []
    with agent.stream(question, files=[READINGS]) as events:
        for event in events:
            if isinstance(event, Text):
                answer.write(event.text)
            elif isinstance(event, ToolCallReady):
                say("calls", f"{event.call.name}({shown(event.call.args)}): a function of this file, run here")
            elif isinstance(event, ToolCallChanged) and event.call.is_ended:
                ran.append(event.call.name)
                if event.call.task_id:
                    say("ran", f"acme/rain-chart as task {event.call.task_id}")
    answer.end()
    check(sorted(ran) == ["rain_chart", "rainfall"], "the agent called both tools")
    day, most = max(read_readings(READINGS), key=lambda reading: reading[1])
    check(f"{most}" in answer.text and day.isoformat() in answer.text, f"the answer names {most} mm, on {day}")
    check(events.message is not None and events.message.text == answer.text, "what was streamed is the whole answer")
    saved = Path(client.download(address_in(answer.text), OUTPUT / "rain-chart.png"))
    width, height = png_size(saved)
    say("saved", f"{saved}, {width}x{height}")
    check((width, height) == (288, 120), "the chart has twelve bars of 24 pixels")


@step("an approval: nothing is deleted before somebody says yes")
def approvals(platform: LocalPlatform, client: Any) -> None:
    agent = client.agent({**CORE, "tools": [delete_readings]})
    for allowed in (False, True):
        with agent.stream(f"Delete the readings in {READINGS.name}") as events:
            for event in events:
                if isinstance(event, ApprovalNeeded):
                    check(READINGS.exists(), "the file is still there while the call waits")
                    say("waits", f"{event.call.name}({shown(event.call.args)}): {'yes' if allowed else 'no'}, we say")
                    event.call.run() if allowed else event.call.reject("denied")
        say("answer", events.message.text if events.message else "")
        check(READINGS.exists() != allowed, "the file goes with the yes, and stays with the no")


@step("structured output: the answer as an instance of a dataclass")
def structured(platform: LocalPlatform, client: Any) -> None:
    result = client.agent(CORE).run("What is 25 * 4?", output_type=Sum)
    say("asked", "What is 25 * 4?")
    say("answer", result)
    check(result == Sum(expression="25 * 4", result=100), "the sum is 100, and a Sum")


# -- helpers ----------------------------------------------------------------------------------------------------------


def say(what: str, text: object) -> None:
    """One line of a step."""
    print(f"      {what:<9} {text}", flush=True)


class LiveLine:
    """Progress: one line that changes on a terminal, a few plain lines elsewhere."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self.quarter = 0

    def show(self, update: TaskUpdate, current: int, total: int) -> None:
        if self.live:
            done = 30 * current // total
            bar = "#" * done + "." * (30 - done)
            sys.stdout.write(f"\r      {update['status']:<9} [{bar}] {current}/{total}")
            sys.stdout.flush()
        elif 4 * current // total > self.quarter:
            self.quarter = 4 * current // total
            say(str(update["status"]), f"{current}/{total}")

    def end(self) -> None:
        if self.live:
            sys.stdout.write("\n")


class StreamedLine:
    """Text as it arrives: one line of a step, with those that follow indented below it."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.text = ""

    def write(self, text: str) -> None:
        if not self.text:
            sys.stdout.write(f"      {self.what:<9} ")
        self.text += text
        sys.stdout.write(text.replace("\n", "\n" + " " * 16))
        sys.stdout.flush()

    def end(self) -> None:
        sys.stdout.write("\n")


def shown(arguments: Dict[str, Any]) -> str:
    """Arguments of a call, as Python writes them."""
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


def address_in(text: str) -> str:
    """The first web address in a text."""
    found = [word for word in text.split() if word.startswith("http")]
    check(bool(found), "the answer has the address of the chart")
    return found[0]


def write_readings(path: Path) -> None:
    """A year of a rain gauge: made up, but the same every time."""
    first = datetime.date(2025, 1, 1)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["day", "millimetres"])
        for number in range(365):
            wet = (number * 7919 + number * number * 31) % 97
            writer.writerow([first + datetime.timedelta(days=number), round(max(0, wet - 60) * 1.1, 1)])


def read_readings(path: Path) -> List[Tuple[datetime.date, float]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [
            (datetime.date(*map(int, row["day"].split("-"))), float(row["millimetres"])) for row in csv.DictReader(file)
        ]


def last_line(text: Optional[str]) -> str:
    """The last line of a text: of a traceback, the error itself."""
    return (text or "").strip().rpartition("\n")[2]


def make_picture(path: Path, width: int, height: int) -> None:
    """A picture that no other program has made: rings of colour."""
    from PIL import Image

    middle = (width // 2, height // 2)
    pixels = bytes(
        part % 256
        for y in range(height)
        for x in range(width)
        for part in (x * 255 // width, y * 255 // height, ((x - middle[0]) ** 2 + (y - middle[1]) ** 2) // 40)
    )
    image = Image.frombytes("RGB", (width, height), pixels)
    image.save(str(path))


def png_size(path: Path) -> Tuple[int, int]:
    """Width and height of a PNG file, read from the file itself."""
    head = path.read_bytes()[:24]
    check(head[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is a PNG")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def main() -> int:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    total = len(STEPS) + 1
    print(f"inferencesh {__version__}, Python {sys.version.split()[0]}")
    print(f"\n[1/{total}] start the local platform")
    with LocalPlatform() as platform, platform.client() as client:
        say("address", platform.base_url)
        for number, (title, function) in enumerate(STEPS, 2):
            print(f"\n[{number}/{total}] {title}")
            started = time.monotonic()
            try:
                function(platform, client)
            except (Wrong, InferenceError, OSError) as error:
                expected = "expected: " if isinstance(error, Wrong) else f"{type(error).__name__}: "
                print(f"      WRONG     {expected}{error}", flush=True)
                print(f"\ndemo: step {number} of {total} went wrong")
                return 1
            say("ok", f"{time.monotonic() - started:.2f} s")
    print(f"\nThe files are in {OUTPUT}{os.sep}")
    print(f"demo: {total} of {total} steps ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
