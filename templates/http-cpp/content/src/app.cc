// What the app answers.
#include "app.h"

#include "greeting.h"

Response handle(const Request& request) {
  Response response;
  response.headers.emplace_back("content-type", "text/plain");
  response.body = greeting(request.path);
  return response;
}
