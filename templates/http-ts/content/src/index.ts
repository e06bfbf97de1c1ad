// Answers every request with a greeting.
import { greeting } from "./greeting";

addEventListener("fetch", (event) => {
  const fetched = event as FetchEvent;
  fetched.respondWith(handle(fetched.request));
});

async function handle(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  return new Response(greeting(pathname), { headers: { "content-type": "text/plain" } });
}
