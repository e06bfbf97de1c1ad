// Answers every request with a greeting.
import { greeting } from "./greeting.js";

addEventListener("fetch", (event) => event.respondWith(handle(event.request)));

async function handle(request) {
  const { pathname } = new URL(request.url);
  return new Response(greeting(pathname), { headers: { "content-type": "text/plain" } });
}
