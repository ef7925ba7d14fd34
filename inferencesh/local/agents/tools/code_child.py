"""The inside of code_execution: run by its path, in an interpreter of its own. It imports nothing of the package.

The process watches over another one, in which the code runs. It ends that one, and all that has come of it, when its
standard input is closed: by the platform, or because there is no platform any more.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import sysconfig
import traceback
from types import FrameType
from typing import Any, Callable, Dict, List, Optional, Sequence, Set

NOT_ISOLATED = 77
"""The exit status when the namespaces that were asked for are not to be had."""

MEMORY = 1 << 30
FILE_SIZE = 64 << 20
OPEN_FILES = 256

# linux/sched.h, linux/mount.h, linux/prctl.h, linux/capability.h
_NEW_MOUNTS, _NEW_UTS, _NEW_IPC, _NEW_USER, _NEW_PIDS, _NEW_NET = (
    0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
_BIND, _RECURSIVE, _PRIVATE = 0x1000, 0x4000, 0x40000
_MOUNT_SETATTR, _HERE, _ALL_BELOW = 442, -100, 0x8000
_READ_ONLY, _NO_SUID, _NO_DEVICES = 1, 2, 4
_DEATH_SIGNAL, _DROP_BOUNDING, _SUBREAPER, _NO_NEW_PRIVILEGES = 1, 24, 36, 38
_CAPABILITIES_VERSION = 0x20080522
_READ_ANY_FILE = 2
_NOBODY = 65534

_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_REFUSED = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "ctypes.",
    "urllib.",
    "ftplib.",
    "smtplib.",
    "os.startfile",
    "os.kill",
    "pty.",
    "webbrowser.",
    "syslog.",
    "resource.prlimit",
    "_winapi.CreateProcess",
    "_winapi.OpenProcess",
    "_winapi.TerminateProcess",
)
_READS = {"os.listdir", "os.scandir", "os.chdir", "os.getxattr", "os.listxattr"}
_WRITES = {
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.lchmod",
    "os.chown",
    "os.lchown",
    "os.truncate",
    "os.utime",
    "os.setxattr",
    "os.removexattr",
    "os.chflags",
    "sqlite3.connect",
}
_BOTH_NAMES = {"os.rename", "os.link"}
_SECOND_NAME_ONLY = {"os.symlink"}

# Functions of which Python tells no hook. What code must not call at all, what makes something by a name, and what
# code may do to its own process only, with the place of the process among the arguments.
_NEVER = {"os": ("chroot", "setns", "unshare", "pidfd_open"), "signal": ("pidfd_send_signal",)}
_MAKE = ("mkfifo", "mknod")
_TO_ITSELF = {"sched_setaffinity": 0, "sched_setparam": 0, "sched_setscheduler": 0, "setpriority": 1}


def main() -> None:
    """Run the code that the file in the first argument describes, and end all that it started."""
    with open(sys.argv[1], encoding="utf-8") as file:
        asked = json.load(file)
    os.chdir(asked["folder"])
    if not hasattr(os, "fork"):
        _run(asked["code"], asked["folder"], library_paths())
        return
    if asked["namespaces"]:
        _isolate(_enter_namespaces)
    _prctl(_SUBREAPER, 1)
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.signal(signal.SIGCHLD, _nothing)
    signal.set_wakeup_fd(write)
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(read)
        os.close(write)
        _inside(asked)
    else:
        _watch(child, read)


def _nothing(number: int, frame: Optional[FrameType]) -> None:
    """A handler, so that the end of a child is noticed."""


# -- watching over the code


def _watch(child: int, ends: int) -> None:
    """Wait for the code's end, or for that of standard input, and leave nothing behind."""
    status: Optional[int] = None
    while status is None:
        ready, _, _ = select.select([0, ends], [], [])
        if ends in ready:
            os.read(ends, 4096)
        if 0 in ready and not os.read(0, 4096):
            _signal(child)
            status = _reap(child, block=True)
        else:
            status = _reap(child, block=False)
    _end_group(child)
    _end_descendants()
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        os._exit(128 + number)
    os._exit(os.WEXITSTATUS(status))


def _signal(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except OSError:
        pass


def _end_group(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except OSError:
        pass


def _reap(child: int, block: bool) -> Optional[int]:
    """The status of the code's process, if it has ended. Orphans that became ours are let go on the way."""
    while True:
        try:
            process, status = os.waitpid(child if block else -1, 0 if block else os.WNOHANG)
        except OSError:
            return None
        if process == child:
            return status
        if process == 0:
            return None


def _end_descendants() -> None:
    """End all that has come of the code, in sessions of their own too: on Linux, orphans become our children."""
    while True:
        left = _descendants(os.getpid())
        for process in left:
            _signal(process)
        try:
            while os.waitpid(-1, 0 if left else os.WNOHANG)[0]:
                pass
        except OSError:
            pass
        if not left:
            return


def _descendants(root: int) -> List[int]:
    children: Dict[int, List[int]] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return []
    for name in names:
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="latin-1") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                children.setdefault(int(fields[1]), []).append(int(name))
    found: List[int] = []
    level = [root]
    while level:
        level = [child for process in level for child in children.get(process, [])]
        found += level
    return found


# -- namespaces


def _isolate(step: Callable[[Any], None]) -> None:
    """Take a step into isolation, or end: half of it would pass for the whole."""
    try:
        import ctypes  # some installations of Python lack it

        step(ctypes.CDLL(None, use_errno=True))
    except (ImportError, OSError, AttributeError) as error:
        sys.stderr.write(f"namespaces are not to be had: {error}\n")
        sys.stderr.flush()
        os._exit(NOT_ISOLATED)


def _check(result: int, what: str) -> None:
    if result != 0:
        import ctypes

        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _enter_namespaces(libc: Any) -> None:
    user, group = os.geteuid(), os.getegid()
    _check(
        libc.unshare(_NEW_USER | _NEW_MOUNTS | _NEW_PIDS | _NEW_NET | _NEW_IPC | _NEW_UTS),
        "unshare",
    )
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{_NOBODY} {user} 1"),
        ("gid_map", f"{_NOBODY} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _build_root(libc: Any, root: str, folder: str, paths: Sequence[str]) -> None:
    """A file system in which there is Python, what it needs, and one folder to write to."""
    import ctypes

    def mount(source: Optional[str], target: str, kind: Optional[str], flags: int, data: Optional[str] = None) -> None:
        encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
        _check(libc.mount(*encoded[:3], ctypes.c_ulong(flags), encoded[3]), f"mount {target}")

    def restrict(target: str, attributes: int, below: int) -> None:
        # struct mount_attr: set, clear, propagation, user namespace
        wanted = (ctypes.c_uint64 * 4)(attributes, 0, 0, 0)
        _check(
            libc.syscall(_MOUNT_SETATTR, _HERE, os.fsencode(target), below, ctypes.byref(wanted), ctypes.c_size_t(32)),
            f"mount_setattr {target}",
        )

    mount(None, "/", None, _RECURSIVE | _PRIVATE)
    mount("tmpfs", root, "tmpfs", _NO_SUID | _NO_DEVICES, "size=1m,mode=755")
    for path in paths:
        target = root + path
        _place_for(path, target)
        mount(path, target, None, _BIND | _RECURSIVE)
        restrict(target, _READ_ONLY | _NO_SUID | _NO_DEVICES, _ALL_BELOW)
    for path in _DEVICES:
        if os.path.exists(path):
            _place_for(path, root + path)
            mount(path, root + path, None, _BIND)
    os.makedirs(root + folder)
    mount(folder, root + folder, None, _BIND)
    restrict(root + folder, _NO_SUID | _NO_DEVICES, 0)
    restrict(root, _READ_ONLY | _NO_SUID | _NO_DEVICES, 0)
    os.chroot(root)
    os.chdir(folder)


def _place_for(path: str, target: str) -> None:
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="ascii"):
            pass


def _drop_privileges(libc: Any, kept: int = 0) -> None:
    """What is allowed inside the namespace only, mounting above all, is given up too. `kept`: a set of bits."""
    import ctypes

    for number in range(64):
        if not kept >> number & 1:
            libc.prctl(_DROP_BOUNDING, number, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    held = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable, and the same of the higher half
    _check(libc.capget(ctypes.byref(header), ctypes.byref(held)), "capget")
    kept &= held[1]
    _check(libc.capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)(kept, kept))), "capset")


def _drop_privileges_of_root() -> None:
    """Without namespaces, root's code keeps the right to read, which libraries of another user may need, and no other.

    As far as the system lets it: this is no reason not to run.
    """
    if sys.platform.startswith("linux"):
        try:
            import ctypes

            _drop_privileges(ctypes.CDLL(None, use_errno=True), 1 << _READ_ANY_FILE)
        except (ImportError, OSError, AttributeError):
            pass


def _prctl(option: int, value: int) -> None:
    """On Linux; elsewhere there is no such function."""
    if sys.platform.startswith("linux"):
        try:
            import ctypes
        except ImportError:
            return
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


# -- the code


def library_paths() -> List[str]:
    """Where Python and the libraries that it loads are, none of them below another one."""
    known = sysconfig.get_paths()
    wanted = [known[name] for name in ("stdlib", "platstdlib", "purelib", "platlib") if name in known]
    wanted += [os.path.join(prefix, "lib") for prefix in (sys.base_prefix, sys.prefix)]
    wanted += [str(sysconfig.get_config_var("LIBDIR") or "")]
    wanted += ["/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/nix/store"]
    wanted += ["/usr/share/zoneinfo", "/etc/localtime", "/etc/ld.so.cache"]
    found: Set[str] = set()
    for path in wanted:
        if path and os.path.isabs(path) and os.path.exists(path):
            # By both names, since either may stand in sys.path.
            found.update((os.path.abspath(path), os.path.realpath(path)))
    kept: List[str] = []
    for path in sorted(found, key=len):
        if not any(_is_below(path, other) for other in kept):
            kept.append(path)
    return kept


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _inside(asked: Dict[str, Any]) -> None:
    """In the process of the code: shut the doors, then run it."""
    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    paths = library_paths()
    if asked["namespaces"]:

        def build(libc: Any) -> None:
            _build_root(libc, asked["root"], asked["folder"], paths)

        _isolate(build)
        _isolate(_drop_privileges)
    else:
        _drop_privileges_of_root()
    _prctl(_NO_NEW_PRIVILEGES, 1)
    _prctl(_DEATH_SIGNAL, signal.SIGKILL)
    _limit_resources()
    _run(asked["code"], asked["folder"], paths)


def _limit_resources() -> None:
    try:
        import resource
    except ImportError:
        return
    for name, limit in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_FSIZE", FILE_SIZE),
        ("RLIMIT_NOFILE", OPEN_FILES),
        ("RLIMIT_CORE", 0),
    ):
        number = getattr(resource, name, None)
        if number is None:
            continue
        try:
            most = resource.getrlimit(number)[1]
            limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
            resource.setrlimit(number, (limit, limit))
        except (ValueError, OSError):
            # macOS has names of limits that it does not let anybody set.
            pass
    if hasattr(signal, "SIGXFSZ"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an OSError in place of the end


def _run(code: str, folder: str, paths: Sequence[str]) -> None:
    _guard(folder, paths)
    try:
        exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})
    except SystemExit:
        raise
    except BaseException as error:
        # Without the frame of this file.
        trace = error.__traceback__
        traceback.print_exception(type(error), error, trace.tb_next if trace is not None else None)
        sys.exit(1)


def _guard(folder: str, paths: Sequence[str]) -> None:
    """Let Python itself refuse what the code must not do. Code that wants to can get round this."""
    own = os.path.realpath(folder)
    readable = [*paths, own, os.path.realpath(os.devnull), *_DEVICES]
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    real, decode, inside = os.path.realpath, os.fsdecode, _is_below

    def check(path: Any, write: bool) -> None:
        if path is None or isinstance(path, int):
            return  # the folder itself, or a file that is open already
        name = real(decode(path))
        if inside(name, own) or name in _DEVICES or name == os.devnull:
            return
        if write or not any(inside(name, folder) for folder in readable):
            raise PermissionError(f"code may use files in its own folder only, not {name}")

    def hook(event: str, arguments: Any) -> None:
        if event.startswith(_REFUSED):
            raise PermissionError("code runs without network and without other programs: " + event)
        if event == "open":
            flags = arguments[2] if len(arguments) > 2 else 0
            check(arguments[0], bool((flags or 0) & writing))
        elif event in _READS:
            check(arguments[0] if arguments else None, False)
        elif event in _WRITES and arguments[0] != ":memory:":
            if event not in _SECOND_NAME_ONLY:
                check(arguments[0], True)
            if event in _BOTH_NAMES or event in _SECOND_NAME_ONLY:
                check(arguments[1], True)

    _guard_what_hooks_miss(check)
    sys.addaudithook(hook)


def _guard_what_hooks_miss(check: Callable[[Any, bool], None]) -> None:
    def never(name: str, function: Any) -> Any:
        def refuse(*arguments: Any, **named: Any) -> Any:
            raise PermissionError(f"code stays within its own process and folder: {name}")

        return refuse

    def make(name: str, function: Any) -> Any:
        def checked(path: Any, *arguments: Any, **named: Any) -> Any:
            if named.get("dir_fd") is not None:
                raise PermissionError(f"code names files in its own folder only: {name} with dir_fd")
            check(path, True)
            return function(path, *arguments, **named)

        return checked

    def to_itself(name: str, function: Any) -> Any:
        place = _TO_ITSELF[name]

        def checked(*arguments: Any) -> Any:
            is_process = name != "setpriority" or arguments[:1] == (os.PRIO_PROCESS,)
            if not is_process or not set(arguments[place : place + 1]) <= {0, os.getpid()}:
                raise PermissionError(f"code changes its own process only: {name}")
            return function(*arguments)

        return checked

    for module, names in _NEVER.items():
        _replace(module, names, never)
    _replace("os", _MAKE, make)
    _replace("os", tuple(_TO_ITSELF), to_itself)


def _replace(module: str, names: Sequence[str], guarded: Callable[[str, Any], Any]) -> None:
    """Put something in the place of functions, by all names that a module's functions have."""
    places = [sys.modules.get(name) for name in (module, *_INNER_NAMES[module])]
    for name in names:
        function = getattr(places[0], name, None)
        if function is not None:
            new = guarded(name, function)
            for place in places:
                if hasattr(place, name):
                    setattr(place, name, new)


_INNER_NAMES = {"os": ("posix", "nt"), "signal": ("_signal",)}


if __name__ == "__main__":
    main()
