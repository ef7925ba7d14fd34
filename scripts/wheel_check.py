"""Build the wheel, install it alone, and run the quick start with it.  python3 scripts/wheel_check.py 3.8 3.13

For each Python: an empty environment gets the wheel and what it depends on, nothing else; the quick start then runs in
it against a local platform in another process (which needs the extra `local`, and so has an environment of its own).
"""

import glob
import json
import os
import subprocess
import sys
import tempfile

from find_python import find

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

QUICK_START = """
import json, sys
from inferencesh import inference

client = inference()
result = client.run("infsh/echo", input={"text": "hello"})
assert result["status"] == "completed", result
assert result["output"]["text"] == "hello", result
picture = client.run("infsh/flux-schnell", input={"prompt": "A sunset over mountains"})
path = client.download(picture["output"]["image"], sys.argv[1])
with open(path, "rb") as file:
    assert file.read(8) == b"\\x89PNG\\r\\n\\x1a\\n"
updates = [str(update["status"]) for update in client.run("infsh/echo", input={"text": "x"}, stream=True)]
assert updates[-1] == "completed", updates
extras = sorted({"starlette", "uvicorn", "PIL", "pydantic"} & set(sys.modules))
assert not extras, extras
print(json.dumps({"python": sys.version.split()[0], "status": str(result["status"]), "updates": len(updates)}))
"""


def environment(folder, version, *packages):
    """The python of a fresh environment with these packages."""
    interpreter = find("=" + version)
    if interpreter is None:
        return None
    subprocess.run([interpreter, "-m", "venv", folder], check=True)
    python = os.path.join(folder, "bin", "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(pip + ["--upgrade", "pip>=22"], check=True)
    subprocess.run(pip + list(packages), check=True)
    return python


def main():
    versions = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        builder = find("3.8")
        subprocess.run([builder, "-m", "venv", os.path.join(scratch, "build")], check=True)
        pip = os.path.join(scratch, "build", "bin", "python")
        install = [pip, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run(install + ["--upgrade", "pip>=22"], check=True)
        wheels = os.path.join(scratch, "wheels")
        subprocess.run(
            [pip, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "-w", wheels, ROOT],
            check=True,
        )
        (wheel,) = glob.glob(os.path.join(wheels, "*.whl"))
        print(f"{os.path.basename(wheel)}: {os.path.getsize(wheel) / 1e6:.2f} MB")
        subprocess.run(install + [wheel + "[local]"], check=True)
        server = subprocess.Popen(
            [
                os.path.join(scratch, "build", "bin", "inferencesh"),
                "serve",
                "--port",
                "0",
                "--api-key",
                "wheel-check-key",
            ],
            stdout=subprocess.PIPE,
            universal_newlines=True,
            cwd=scratch,
        )
        try:
            address = ""
            while not address:
                line = server.stdout.readline()
                if not line:
                    print("the local platform did not start")
                    return 1
                address = next((word for word in line.split() if word.startswith("http://")), "")
            failed = False
            for version in versions:
                python = environment(os.path.join(scratch, version), version, wheel)
                if python is None:
                    print(f"{version}: not on this machine")
                    continue
                env = {**os.environ, "INFERENCE_BASE_URL": address.rstrip("/"), "INFERENCE_API_KEY": "wheel-check-key"}
                env.pop("PYTHONPATH", None)
                listing = subprocess.run(
                    [python, "-m", "pip", "list", "--format", "json"], stdout=subprocess.PIPE, check=True
                )
                packages = [entry["name"] for entry in json.loads(listing.stdout.decode())]
                done = subprocess.run(
                    [python, "-W", "error", "-c", QUICK_START, os.path.join(scratch, version + ".png")],
                    env=env,
                    cwd=scratch,
                )
                print(f"{version}: {'ok' if done.returncode == 0 else 'FAILED'}, with {', '.join(sorted(packages))}")
                failed = failed or done.returncode != 0
            return 1 if failed else 0
        finally:
            server.terminate()
            server.wait(timeout=20)
            server.stdout.close()


if __name__ == "__main__":
    sys.exit(main())
