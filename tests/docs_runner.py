# Does what README.md and docs/ tell the reader to do, in their order, in one scratch folder.
"""usage: docs_runner.py SOURCE_DIR BINARY_DIR

A fenced block says after its language how it is used:
    sh                  is run
    sh background       is run beside what follows, until the end
    LANGUAGE tested-by=FILE  is the work of that test, which has each of its commands
    LANGUAGE file=PATH  is written to that file of the scratch folder
    LANGUAGE PATH       stands word for word in that file of the source tree
Blocks of text, JSON and the like are output and data, and are not run.
"""
import ctypes
import fcntl
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile

# In the order of reading, because each goes on where the last one ended; then all others.
CHAPTERS = ["README.md"] + ["docs/%s.md" % name for name in (
    "introduction", "installation", "first-project", "writing-tests", "packaging", "running",
    "results", "limits", "templates", "turrets")]
RUN, QUOTED = {"sh"}, {"cpp", "python", "cmake"}
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def private_network():
    """Ports of our own, so that 5000 and 5001 are free. Where that is not allowed: those there are."""
    new_user, new_net = 0x10000000, 0x40000000
    libc, uid, gid = ctypes.CDLL(None, use_errno=True), os.getuid(), os.getgid()
    if libc.unshare(new_net) != 0:
        if libc.unshare(new_user | new_net) != 0:
            return
        for file, text in (("setgroups", "deny"), ("uid_map", "%d %d 1" % (uid, uid)),
                           ("gid_map", "%d %d 1" % (gid, gid))):
            with open("/proc/self/" + file, "w") as out:
                out.write(text)
    up, get, put = 0x1, 0x8913, 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sH14s", b"lo", 0, b"")
        flags = struct.unpack("16sH14s", fcntl.ioctl(control, get, request))[1]
        fcntl.ioctl(control, put, struct.pack("16sH14s", b"lo", flags | up, b""))


class Reader:
    def __init__(self, source, binary, scratch):
        self.source, self.scratch, self.background, self.typed = source, scratch, [], ""
        self.environment = dict(os.environ, PATH=binary + "/bin:" + os.environ["PATH"],
                                CMAKE_PREFIX_PATH=binary, HOME=scratch, TERM="dumb")

    def read(self, chapter):
        with open(os.path.join(self.source, chapter)) as file:
            text = file.read()
        for info, body in FENCE.findall(text):
            language, _, use = info.partition(" ")
            try:
                self.follow(language, use, body)
            except AssertionError as failure:
                sys.exit("%s: %s\n%s" % (chapter, failure, body))
        if chapter == "docs/commands.md":
            for example in re.findall(r"^    (oct.*)$", text, re.MULTILINE):
                if example not in self.typed:
                    sys.exit("%s: this example is in no chapter: %s" % (chapter, example))

    def follow(self, language, use, body):
        key, _, value = use.partition("=")
        if key == "tested-by":
            with open(os.path.join(self.source, value)) as file:
                self.find_commands(body, file.read(), value)
        elif key == "file":
            with open(os.path.join(self.scratch, value), "w") as out:
                out.write(body)
        elif language in RUN:
            assert use in ("", "background"), "unknown use: " + use
            self.type(body, use == "background")
        elif language in QUOTED:
            assert use, "a block of %s has to say where it is from" % language
            with open(os.path.join(self.source, use)) as file:
                assert body in file.read(), "this is not in " + use

    def find_commands(self, body, test, name):
        """The first two words of a command stand on one line of its test, in their order."""
        for command in re.split(r"\n|&&", body.strip()):
            words = re.split(r"[\s(]+", command.strip())[:2]
            assert re.search(".*".join(map(re.escape, words)), test, re.IGNORECASE), \
                "%s has no such command: %s" % (name, command)

    def type(self, commands, background):
        self.typed += commands
        log = tempfile.TemporaryFile()
        shell = subprocess.Popen(["bash", "-e", "-o", "pipefail", "-c", commands], stdout=log,
                                 stdin=subprocess.DEVNULL, stderr=subprocess.STDOUT,
                                 cwd=self.scratch, env=self.environment, start_new_session=True)
        if background:
            self.background.append((shell, commands))
            return
        code = shell.wait()
        log.seek(0)
        output = log.read().decode(errors="replace")
        print("$ " + commands.strip().replace("\n", "\n$ ") + "\n" + output, flush=True)
        assert code == 0, "exit code %d" % code

    def end(self):
        failed = [commands for shell, commands in self.background if shell.poll() not in (None, 0)]
        for shell, _ in self.background:
            if shell.poll() is None:
                os.killpg(shell.pid, signal.SIGTERM)
                shell.wait()
        if failed:
            sys.exit("ended with an error: " + failed[0])


def main():
    source, binary = map(os.path.abspath, sys.argv[1:3])
    others = {"docs/" + name for name in os.listdir(os.path.join(source, "docs"))
              if name.endswith(".md")} - set(CHAPTERS)
    private_network()
    with tempfile.TemporaryDirectory(prefix="oct_docs_") as scratch:
        reader = Reader(source, binary, scratch)
        try:
            for chapter in CHAPTERS + sorted(others):
                reader.read(chapter)
        finally:
            reader.end()
    print("every chapter was followed")


main()
