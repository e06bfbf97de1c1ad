// The first byte says how the rest is cut into slices. However it is cut, requests and responses
// are read the same; and a request that was taken, written out again, is the same request.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "http/h1/parser.h"
#include "http/h1/writer.h"

namespace {

using http::h1::Event;

constexpr http::h1::ParserLimits limits{
    .start_line_bytes = 256, .head_bytes = 1024, .fields = 16, .body_bytes = 4096};

struct Message {
  http::Request request;
  std::string body;
  bool has_body = false;
  bool ended = false;
};

struct Reading {
  std::vector<Message> messages;
  int refused = 0;  // the status
};

// Takes a step of any parser; false when it needs more bytes.
template <class Parser, class OnHead>
bool take_step(Parser& parser, std::string& unread, Reading& reading, OnHead on_head) {
  const auto step = parser.next(unread);
  CHECK(step.consumed <= unread.size());
  switch (step.event) {
    case Event::need_more:
      break;
    case Event::head:
      on_head();
      break;
    case Event::data:
      CHECK(!step.data.empty());
      CHECK(step.data.data() >= unread.data());
      CHECK(step.data.data() + step.data.size() <= unread.data() + step.consumed);
      reading.messages.back().body += step.data;
      break;
    case Event::end:
      CHECK(parser.ended());
      reading.messages.back().ended = true;
      break;
    case Event::refused:
      CHECK(parser.refusal().status >= 400 && parser.refusal().status < 600);
      reading.refused = parser.refusal().status;
      return false;
  }
  unread.erase(0, step.consumed);
  return step.event != Event::need_more || step.consumed > 0;
}

// `slice` 0: whole.
Reading read_requests(std::string_view bytes, size_t slice) {
  http::h1::RequestParser parser(limits);
  Reading out;
  std::string unread;
  const size_t size = slice == 0 ? std::max<size_t>(bytes.size(), 1) : slice;
  for (size_t at = 0; at < bytes.size() && out.refused == 0; at += size) {
    unread += bytes.substr(at, size);
    while (take_step(parser, unread, out, [&] {
      const bool has_body = parser.has_body();
      out.messages.push_back({parser.take_head(), {}, has_body});
    })) {
      if (!out.messages.empty() && out.messages.back().ended && parser.ended()) parser.reset();
    }
    CHECK(unread.size() <= limits.head_bytes + size);
  }
  return out;
}

std::string read_response(std::string_view bytes, size_t slice) {
  http::h1::ResponseParser parser(limits);
  parser.reset(bytes.starts_with("HTTP/1.1 201") ? "HEAD" : "GET");
  Reading reading;
  reading.messages.emplace_back();
  std::string unread, seen;
  const size_t size = slice == 0 ? std::max<size_t>(bytes.size(), 1) : slice;
  const auto over = [&] { return reading.refused != 0 || reading.messages.back().ended; };
  for (size_t at = 0; at < bytes.size() && !over(); at += size) {
    unread += bytes.substr(at, size);
    while (!over() && take_step(parser, unread, reading, [&] {
      const auto head = parser.take_head();
      seen += std::to_string(head.status);
      for (const auto field : head.headers) seen.append(field.name).append(field.value);
    })) {
    }
  }
  if (!over()) seen += parser.finish().event == Event::end ? "end" : "cut";
  return seen + reading.messages.back().body + std::to_string(reading.refused);
}

void check_same(const http::Request& a, const http::Request& b) {
  CHECK(a.method == b.method);
  CHECK(a.target == b.target);
  CHECK(a.authority == b.authority);
}

void check_same(const Reading& a, const Reading& b) {
  CHECK(a.refused == b.refused);
  CHECK(a.messages.size() == b.messages.size());
  for (size_t i = 0; i < a.messages.size(); ++i) {
    check_same(a.messages[i].request, b.messages[i].request);
    CHECK(a.messages[i].body == b.messages[i].body);
    CHECK(a.messages[i].ended == b.messages[i].ended);
  }
}

std::string write_out(const Message& message) {
  std::string out;
  const auto framing = http::h1::plan_request_body(
      message.request.method, message.body.empty() ? 0 : std::optional<uint64_t>());
  CHECK(http::h1::append_request_head(out, message.request, framing).has_value());
  if (message.body.empty()) return out;
  http::h1::append_chunk_head(out, message.body.size());
  out.append(message.body).append("\r\n");
  http::h1::append_last_chunk(out, nullptr);
  return out;
}

// What we write of a message that we took is one message to our own parser: nothing in it can end
// it early or add another.
void check_written(const Message& message) {
  const auto again = read_requests(write_out(message), 0);
  // Our spelling can be longer, and HTTP/1.0 ignores expectations that HTTP/1.1 refuses.
  if (again.refused == 414 || again.refused == 431 || again.refused == 417) return;
  CHECK(again.refused == 0);
  CHECK(again.messages.size() == 1 && again.messages[0].ended);
  check_same(again.messages[0].request, message.request);
  CHECK(again.messages[0].body == message.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const char* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(data + 1, size - 1);
  const size_t slice = static_cast<unsigned char>(data[0]) % 64 + 1;
  const auto whole = read_requests(bytes, 0);
  check_same(whole, read_requests(bytes, slice));
  for (const auto& message : whole.messages) {
    if (message.ended) check_written(message);
  }
  CHECK(read_response(bytes, 0) == read_response(bytes, slice));
  return 0;
}
