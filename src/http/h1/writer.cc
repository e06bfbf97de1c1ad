#include "http/h1/writer.h"

#include <boost/beast/http/status.hpp>
#include <charconv>

#include "base/text.h"
#include "http/h1/target.h"

namespace http::h1 {
namespace {

void append_number(std::string& out, uint64_t number, int radix) {
  char digits[20];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number, radix).ptr;
  out.append(digits, end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

bool is_ours(std::string_view name) {
  return is_hop_by_hop(name) || base::equals_ignoring_case(name, "content-length");
}

// All fields but those that are ours to set, `except`, and those that a Connection field names.
void append_fields(std::string& out, const Fields& fields, std::string_view except) {
  const bool nominates = fields.contains("connection");
  for (const auto [name, value] : fields) {
    if (!is_token(name) || !is_field_value(value) || is_ours(name)) continue;
    if (base::equals_ignoring_case(name, except)) continue;
    if (nominates && fields.has_token("connection", name)) continue;
    append_field(out, name, value);
  }
}

void append_framing(std::string& out, const BodyFraming& framing) {
  if (framing.kind == BodyFraming::Kind::chunked) out += "Transfer-Encoding: chunked\r\n";
  if (!framing.length) return;
  out += "Content-Length: ";
  append_number(out, *framing.length, 10);
  out += "\r\n";
}

void append_status_line(std::string& out, int status) {
  namespace beast = boost::beast;
  const auto known = beast::http::int_to_status(static_cast<unsigned>(status));
  out += "HTTP/1.1 ";
  append_number(out, static_cast<uint64_t>(status), 10);
  out += ' ';
  if (known != beast::http::status::unknown) {
    const auto reason = beast::http::obsolete_reason(known);
    out.append(reason.data(), reason.size());
  }
  out += "\r\n";
}

// An interim status ends nothing: as an answer it is none.
int final_status(const Response& response) {
  return response.status >= 200 && response.status <= 999 ? response.status : 500;
}

bool is_visible(std::string_view text) {
  return !text.empty() && text.find_first_of(" #") == text.npos && is_field_value(text) &&
         text.find('\t') == text.npos;
}

}  // namespace

BodyFraming plan_response_body(std::string_view method, Version peer, const Response& response,
                               std::optional<uint64_t> length) {
  using Kind = BodyFraming::Kind;
  const int status = final_status(response);
  if (status == 204) return {Kind::none, std::nullopt};
  if (method == "HEAD" || status == 304) {
    const auto stated = find_content_length(response.headers);
    if (stated || status == 304) return {Kind::none, stated};
    // An empty body says nothing about what GET would give.
    return {Kind::none, length == 0 ? std::nullopt : length};
  }
  if (length) return {BodyFraming::Kind::length, length};
  return {peer == Version::http10 ? Kind::until_close : Kind::chunked, std::nullopt};
}

BodyFraming plan_request_body(std::string_view method, std::optional<uint64_t> length) {
  if (!length) return {BodyFraming::Kind::chunked, std::nullopt};
  if (*length > 0) return {BodyFraming::Kind::length, length};
  // RFC 9110 section 8.6: a method that defines content says that there is none.
  const bool has_content = method == "POST" || method == "PUT" || method == "PATCH";
  return {BodyFraming::Kind::none, has_content ? length : std::nullopt};
}

void append_response_head(std::string& out, const Response& response, const BodyFraming& framing,
                          Persistence persistence, std::string_view date) {
  append_status_line(out, final_status(response));
  append_fields(out, response.headers, {});
  if (!response.headers.contains("date")) append_field(out, "Date", date);
  append_framing(out, framing);
  if (persistence == Persistence::close) out += "Connection: close\r\n";
  if (persistence == Persistence::keep_alive) out += "Connection: keep-alive\r\n";
  out += "\r\n";
}

base::Result<> append_request_head(std::string& out, const Request& request,
                                   const BodyFraming& framing) {
  if (!is_token(request.method) || !is_visible(request.target) ||
      !is_authority(request.authority)) {
    return base::fail(base::Kind::invalid, "method, target or host cannot be sent: `{} {}` to `{}`",
                      request.method, request.target, request.authority);
  }
  out.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
  append_field(out, "Host", request.authority);
  append_fields(out, request.headers, "host");
  append_framing(out, framing);
  out += "\r\n";
  return {};
}

void append_chunk_head(std::string& out, size_t size) {
  append_number(out, size, 16);
  out += "\r\n";
}

void append_last_chunk(std::string& out, const Fields* trailers) {
  out += "0\r\n";
  if (trailers) append_fields(out, *trailers, "host");
  out += "\r\n";
}

}  // namespace http::h1
