// The response, once it is decided.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "files.h"

using ResponseOut = exports_wasi_http_incoming_handler_own_response_outparam_t;

struct Answer {
  uint16_t status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<File> file;  // its content is the body
  std::string text;          // or this

  void add(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
  }
};

Answer plain_answer(uint16_t status, std::string_view text);

enum class Content { sent, left_out };  // left out of the answer to HEAD

void send(const Answer& answer, Content content, ResponseOut out);
