// CGI (RFC 3875) as Wagi has it: a request as a command line and an environment, and a command's
// output as a response. Pure, but for the output's body, which is pulled.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/service.h"

namespace app {

struct CgiCommand {
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;
};

// `argv`: words between spaces; ${SCRIPT_NAME} stands for the path, ${ARGS} for the names and
// values of the query, each an argument. The request has the fields of set_spin_headers.
CgiCommand make_cgi_command(const http::Request& request, std::string_view argv);

// The response that the output begins with, RFC 3875 section 6; its body is the rest of the output.
// Kind::guest when the output says neither Content-Type, Location nor Status, or has no such head
// within its first 64 KiB.
async::Task<base::Result<http::Response>> read_cgi_response(http::Body output);

}  // namespace app
