// The head of a message as HTTP/2 carries it (RFC 9113 section 8.3), to and from Request and
// Response. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "http/h2/types.h"
#include "http/service.h"

namespace http::h2 {

// A head, or trailers, being received field by field. The wire has checked that it is well formed.
class Head {
 public:
  // Above the limits, fields are counted, but not kept.
  void add(base::View name, base::View value, const SessionLimits& limits);

  bool is_too_large() const { return too_large_; }
  int status() const { return status_; }            // of a response, else 0
  const Fields& fields() const { return fields_; }  // without pseudo-fields

  // Kind::unsupported for CONNECT, Kind::protocol when Host and :authority differ or name no host.
  base::Result<Request> take_request();
  Response take_response();

 private:
  void add_pseudo(base::View name, base::View value);

  std::string method_, scheme_, authority_, path_;
  int status_ = 0;
  std::string cookies_;
  Fields fields_;
  size_t bytes_ = 0;
  size_t count_ = 0;
  bool too_large_ = false;
};

// Blocks of fields to send: pseudo-fields first, names in lower case; connection-specific fields
// and those that are not valid are left out. `length` is the value of Content-Length.
Fields block_of(const Request& request, std::optional<uint64_t> length);
Fields block_of(const Response& response, std::optional<uint64_t> length, std::string_view date);
Fields block_of_status(int status);
Fields block_of_trailers(const Fields& trailers);

}  // namespace http::h2
