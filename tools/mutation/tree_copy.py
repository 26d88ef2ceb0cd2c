"""The copy of the tree in build-mutate/, in which faults are planted."""
import contextlib
import fcntl
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", ".."))
COPY = os.path.join(ROOT, "build-mutate", "tree")
BUILD = os.path.join(COPY, "build")  # seen from it the source lies as from any build folder: ccache shares


class InUse(Exception):
    """Another run plants its faults in the copy."""


def take():
    """Keeps others out of the copy until this process ends, and brings it up to date."""
    os.makedirs(COPY, exist_ok=True)
    lock = os.open(os.path.join(os.path.dirname(COPY), "lock"), os.O_RDWR | os.O_CREAT, 0o600)  # open to the end
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InUse("another tools/mutate is at work in build-mutate/") from None
    update()


def update():
    """Copies what changed since the last copy, and drops what is gone."""
    wanted = set()
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if name not in (".git", ".cache", "results", "__pycache__")
                    and not re.match(r"build($|-)", name)]
        for name in files:
            source = os.path.join(folder, name)
            relative = os.path.relpath(source, ROOT)
            wanted.add(relative)
            write_if_changed(os.path.join(COPY, relative), source)
    for folder, names, files in os.walk(COPY):
        names[:] = [name for name in names if os.path.join(folder, name) != BUILD]
        for name in files:
            path = os.path.join(folder, name)
            if os.path.relpath(path, COPY) not in wanted:
                os.remove(path)


def write_if_changed(target, source):
    with open(source, "rb") as file:
        content = file.read()
    if os.path.exists(target):
        with open(target, "rb") as file:
            if file.read() == content:
                return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(content)
    shutil.copymode(source, target)


def configure():
    command = ["cmake", "-S", COPY, "-B", BUILD, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"]
    if shutil.which("ccache"):
        command.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
        os.environ.update(CCACHE_BASEDIR=COPY, CCACHE_NOHASHDIR="1")
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stdout + run.stderr)


def build(targets, jobs):
    """Whether they were built, and what the build said."""
    run = subprocess.run(["cmake", "--build", BUILD, "--parallel", str(jobs), "--target", *targets], capture_output=True,
                         text=True)
    return run.returncode == 0, run.stdout + run.stderr


def read(path):
    with open(os.path.join(COPY, path), encoding="utf-8") as file:
        return file.read()


@contextlib.contextmanager
def planted(path, change):
    """The file of the copy reads change(its text) within."""
    original = read(path)
    try:
        changed = change(original)
        with open(os.path.join(COPY, path), "w", encoding="utf-8") as file:
            file.write(changed)
        yield
    finally:
        with open(os.path.join(COPY, path), "w", encoding="utf-8") as file:
            file.write(original)
