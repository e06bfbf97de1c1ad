"""Answers every request with a greeting."""

from componentize_py_types import Ok
from wit_world import exports
from wit_world.imports.types import Fields, OutgoingBody, OutgoingResponse, ResponseOutparam

from greeting import greeting


class IncomingHandler(exports.IncomingHandler):
    def handle(self, request, response_out):
        path = request.path_with_query() or "/"
        respond(response_out, 200, "text/plain", greeting(path).encode())


def respond(response_out, status, content_type, content):
    headers = Fields()
    headers.append("content-type", content_type.encode())
    response = OutgoingResponse(headers)
    response.set_status_code(status)
    body = response.body()
    ResponseOutparam.set(response_out, Ok(response))
    with body.write() as stream:
        for at in range(0, len(content), 4096):  # as much as it takes at once
            stream.blocking_write_and_flush(content[at:at + 4096])
    OutgoingBody.finish(body, None)
