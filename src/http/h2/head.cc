#include "http/h2/head.h"

#include "base/text.h"
#include "http/h1/target.h"

namespace http::h2 {
namespace {

// Adds what may travel: no pseudo-field of somebody else's making, nothing that speaks of the
// connection (RFC 9113 section 8.2.2), nothing that would break the message.
void add_fields(const Fields& from, Fields* to) {
  const bool nominates = from.contains("connection");
  for (const auto [name, value] : from) {
    if (!is_token(name) || !is_field_value(value) || is_hop_by_hop(name)) continue;
    if (nominates && from.has_token("connection", name)) continue;
    if (base::equals_ignoring_case(name, "content-length")) continue;
    if (base::equals_ignoring_case(name, "host")) continue;  // :authority says it
    to->add(base::lower(name), base::trim(value));
  }
}

void add_length(std::optional<uint64_t> length, Fields* to) {
  if (length) to->add("content-length", std::to_string(*length));
}

}  // namespace

void Head::add(base::View name, base::View value, const SessionLimits& limits) {
  constexpr size_t overhead = 32;  // of a field, as SETTINGS_MAX_HEADER_LIST_SIZE counts
  bytes_ += name.size() + value.size() + overhead;
  count_ += 1;
  too_large_ = too_large_ || bytes_ > limits.head_bytes || count_ > limits.fields;
  if (too_large_) return;
  if (name.starts_with(':')) {
    add_pseudo(name, value);
  } else if (name == "cookie") {  // may come in crumbs (section 8.2.3)
    if (!cookies_.empty()) cookies_ += "; ";
    cookies_ += value;
  } else {
    fields_.add(name, value);
  }
}

void Head::add_pseudo(base::View name, base::View value) {
  if (name == ":method") method_ = value;
  if (name == ":scheme") scheme_ = value;
  if (name == ":authority") authority_ = value;
  if (name == ":path") path_ = value;
  if (name == ":status") status_ = static_cast<int>(base::find_number(value).value_or(0));
}

base::Result<Request> Head::take_request() {
  if (method_ == "CONNECT") {
    return base::fail(base::Kind::unsupported, "method CONNECT is not supported");
  }
  const auto host = fields_.find("host");
  if (host && !authority_.empty() && !base::equals_ignoring_case(*host, authority_)) {
    return base::fail(base::Kind::protocol, "the Host field differs from :authority");
  }
  if (authority_.empty() && host) authority_ = *host;
  if (!h1::is_authority(authority_)) {
    return base::fail(base::Kind::protocol, "`{}` is no authority", authority_);
  }
  if (!host) fields_.add("host", authority_);
  if (!cookies_.empty()) fields_.add("cookie", cookies_);
  Request out;
  out.method = std::move(method_);
  out.target = std::move(path_);
  out.scheme = std::move(scheme_);
  out.authority = std::move(authority_);
  out.version = Version::http2;
  out.headers = std::move(fields_);
  return out;
}

Response Head::take_response() {
  Response out;
  out.status = status_;
  out.headers = std::move(fields_);
  return out;
}

Fields block_of(const Request& request, std::optional<uint64_t> length) {
  Fields block;
  block.add(":method", request.method);
  block.add(":scheme", request.scheme);
  block.add(":authority", request.authority);
  block.add(":path", request.target);
  add_fields(request.headers, &block);
  add_length(length, &block);
  return block;
}

Fields block_of(const Response& response, std::optional<uint64_t> length, std::string_view date) {
  const bool sendable = response.status >= 200 && response.status <= 999;
  auto block = block_of_status(sendable ? response.status : 500);
  add_fields(response.headers, &block);
  if (!response.headers.contains("date")) block.add("date", date);
  add_length(length, &block);
  return block;
}

Fields block_of_status(int status) {
  Fields block;
  block.add(":status", std::to_string(status));
  return block;
}

Fields block_of_trailers(const Fields& trailers) {
  Fields block;
  add_fields(trailers, &block);
  return block;
}

}  // namespace http::h2
