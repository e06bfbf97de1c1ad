// What of a request matters here.
#pragma once

#include <string>

#include "fileserver.h"

struct Request {
  bool is_get = false, is_head = false;
  std::string path;           // of the URL
  std::string path_in_route;  // below the component's route
  std::string if_none_match;
};

Request read_request(exports_wasi_http_incoming_handler_own_incoming_request_t incoming);
