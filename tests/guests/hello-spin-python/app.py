"""An app of the Python SDK of Spin 4: does what the path says."""

from componentize_py_types import Err
from spin_sdk import http, key_value, llm, postgres, redis, variables
from spin_sdk.http import Request, Response


class HttpHandler(http.Handler):
    async def handle_request(self, request: Request) -> Response:
        try:
            said = await self.say(request)
        except Err as error:
            said = f"error: {error.value}"
        return Response(200, {"content-type": "text/plain"}, said.encode())

    async def say(self, request):
        match request.uri.split("?")[0]:
            case "/echo":
                return f"{request.method} {request.body.decode()}"
            case "/key-value":
                store = await key_value.open("default")
                await store.set("key", b"kept")
                return (await store.get("key")).decode()
            case "/variable":
                return await variables.get("greeting")
            case "/redis":
                return str(await redis.open("redis://127.0.0.1"))
            case "/postgres":
                return str(await postgres.Connection.open("host=127.0.0.1"))
            case "/llm":
                return str(llm.infer("llama2-chat", "hello"))
        return "Hello from the Python SDK!"
