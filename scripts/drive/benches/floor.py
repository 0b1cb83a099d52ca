"""A server that answers with the bytes it was given and does nothing else: what Flask itself costs.

`python -m drive.benches.floor PORT` is the process.
"""

import subprocess
import sys
import time

from drive.backend import free_port, taken
from drive.venv import ROOT


def start() -> tuple[subprocess.Popen, int]:
    """The process, once it listens, and its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "drive.benches.floor", str(port)], cwd=ROOT / "scripts")
    while not taken(port):
        time.sleep(0.05)
    return process, port


def serve(port: int) -> None:
    """Answers GET of a path with the body of the last PUT there."""
    import waitress
    from flask import Flask, Response, request

    app, kept = Flask("floor"), {}

    @app.get("/<path>")
    def told(path: str) -> Response:
        return Response(kept[path], mimetype="application/json")

    @app.put("/<path>")
    def keep(path: str) -> str:
        kept[path] = request.get_data()
        return ""

    waitress.serve(app, host="127.0.0.1", port=port, threads=4, _quiet=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
