"""A receiver of webhooks: http.server, which answers by HTTP/1.0 unless told otherwise."""
import http.server
import json
import threading

from zinc import until


class Receiver(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Hook)
        self.hooks = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path, user=""):
        return f"http://{user}127.0.0.1:{self.server_port}{path}"

    def received(self, path, times=1):
        """What came to a path, at least so many times."""
        return until(
            lambda: [hook for hook in list(self.hooks) if hook["path"] == path],
            lambda hooks: len(hooks) >= times,
            "webhooks at " + path,
        )


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.hooks.append(
            {"path": self.path, "authorization": self.headers["Authorization"], "json": json.loads(body)}
        )
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass
