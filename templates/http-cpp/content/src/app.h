// Requests and responses. http.cc calls handle() for each request; app.cc defines it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

struct Request {
  std::string method;  // "GET"
  std::string path;    // with the query: "/tea?milk=no"
  std::string body;
};

struct Response {
  uint16_t status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

Response handle(const Request& request);
