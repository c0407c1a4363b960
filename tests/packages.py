"""Packages of functions (deploy/lambda/package) run where nothing else is: in a root that holds the package alone."""
import os
import pathlib
import shutil
import socket
import subprocess
import threading

import fake_lambda

ROOT = pathlib.Path(__file__).parent.parent


def make(*functions):
    """The packages' directory, and what was said."""
    said = subprocess.run([ROOT / "deploy/lambda/package", *functions], capture_output=True, text=True, check=True).stdout
    return ROOT / "build/package", said


class EmptyRoot:
    """A directory as a whole system: /var/task is the package, /tmp is empty, and that is all."""

    def __init__(self, package, directory):
        self.directory = directory
        shutil.copytree(package, directory / "var/task")
        (directory / "tmp").mkdir()

    def command(self, *arguments):
        enter = ["/usr/sbin/chroot"] if os.getuid() == 0 else ["/usr/bin/unshare", "--map-root-user", "/usr/sbin/chroot"]
        return [*enter, self.directory, *arguments]

    def run(self, *arguments, **environment):
        return subprocess.run(self.command(*arguments), env={"LAMBDA_TASK_ROOT": "/var/task"} | environment,
                              capture_output=True, text=True, timeout=120)


def packaged_function(root, name, environment, directory):
    """A function whose program runs in an empty root."""
    return fake_lambda.Function(pathlib.Path(name), environment | {"LAMBDA_TASK_ROOT": "/var/task"}, directory,
                                command=root.command("/var/task/bootstrap"))


class DatabaseBridge:
    """The gallery's private PostgreSQL, which listens on a socket in a file, at a port of this machine."""

    def __init__(self, gallery):
        lines = next(gallery.data.glob("postgres/**/postmaster.pid")).read_text().splitlines()
        self.path = f"{lines[4]}/.s.PGSQL.{lines[3]}"
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgresql://copper@127.0.0.1:{self.server.getsockname()[1]}/copper?sslmode=disable"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.path)
            for source, target in ((near, far), (far, near)):
                threading.Thread(target=self._copy, args=(source, target), daemon=True).start()

    @staticmethod
    def _copy(source, target):
        try:
            while data := source.recv(1 << 16):
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.server.close()
