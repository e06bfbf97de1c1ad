"""A stand-in for a NEAR RPC, in this process: it gives one answer, whatever it is asked."""

import http.server
import json
import threading

GRANTED = {"result": {"result": [123, 125], "logs": []}}
DENIED = {"result": {"error": "the token is not registered", "logs": []}}


class NearRpc:
    """`answer` is bytes, or what JSON-RPC says; `asked` are the requests. A context."""

    def __init__(self, answer=None):
        self.answer, self.asked = answer or GRANTED, []
        rpc = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = rpc.reply(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reply(self, body):
        asked = json.loads(body)
        self.asked.append(asked)
        if isinstance(self.answer, bytes):
            return self.answer
        return json.dumps({"jsonrpc": "2.0", "id": asked["id"], **self.answer}).encode()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
