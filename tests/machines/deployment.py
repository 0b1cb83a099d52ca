"""Several processes of the server behind nginx, on one PostgreSQL: all real, all of this machine."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from cluster import Cluster, programs, running

from drive.backend import Backend, free_port

APPS = 2
# What the README says of a proxy; paths are the test's own. An edit that is sent twice is applied once.
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {user} worker_processes 1;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream manicule {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://manicule;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Request-Id $request_id;
      proxy_next_upstream error timeout non_idempotent;
      proxy_connect_timeout 2s;
    }}
  }}
}}
"""


class Deployment(Backend):
    """Looks like one server at `port`, and is nginx, two processes of the app and a database."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        super().__init__(cluster.empty(), free_port(), folder / "nginx.log")
        self.cluster, self.folder = cluster, folder
        self.apps = [Backend(self.database, log=folder / f"app-{n}.log") for n in range(APPS)]

    def start(self) -> "Deployment":
        """Returns once nginx has an answer of the app."""
        for app in self.apps:
            app.start()
        servers = " ".join(f"server 127.0.0.1:{app.port} max_fails=0;" for app in self.apps)
        user = "user root;" if os.geteuid() == 0 else ""
        conf = self.folder / "nginx.conf"
        conf.write_text(NGINX.format(folder=self.folder, port=self.port, servers=servers, user=user))
        self.process = subprocess.Popen(["nginx", "-p", str(self.folder), "-c", str(conf)], stderr=subprocess.DEVNULL)
        self.wait()
        return self

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + 30
        while True:
            try:
                self.ask("GET", "/api/v1/health")
                return
            except OSError:
                assert time.monotonic() < end, "nginx does not answer"
                time.sleep(0.05)

    def stop(self) -> None:
        """Ends nginx and the app, not the database."""
        super().stop()
        for app in self.apps:
            app.stop()

    def kill_an_app(self, which: int) -> None:
        """A process of the app dies at once, and another takes its place."""
        app = self.apps[which % APPS]
        app.process.send_signal(signal.SIGKILL)
        app.process.wait()
        app.start()

    def restart_the_database(self) -> None:
        """The database is shut down under everybody, and comes back."""
        with self.cluster.stopped():
            pass


@contextmanager
def deployed(folder: Path) -> Iterator[Deployment]:
    """A deployment of its own, running."""
    if not shutil.which("nginx"):
        pytest.skip("no nginx here: install nginx-light")
    if not programs():
        pytest.skip("no PostgreSQL here: install postgresql")
    with ExitStack() as stack:
        deployment = Deployment(stack.enter_context(running()), folder)
        stack.callback(deployment.stop)
        yield deployment.start()
