// The content of a message, pulled by whoever needs it (RFC 9110 section 6.4). Nothing is gathered:
// a producer runs only as fast as read() is called.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "async/task.h"
#include "base/bytes.h"
#include "base/result.h"
#include "http/fields.h"

namespace http {

// Where a body's bytes come from. Used on one loop. Destroying it tells the producer that nobody
// will read on (a guest is cancelled, a connection is closed or drained).
class BodySource {
 public:
  virtual ~BodySource() = default;
  // The next bytes, valid until the next read() or the end of the source; empty at the end, and
  // from then on. An error ends the message: what was read so far is not a whole body. A cancelled
  // read loses nothing.
  virtual async::Task<base::Result<base::View>> read() = 0;
  // Trailer fields; after the end only.
  virtual const Fields* trailers() const { return nullptr; }
};

class Body {
 public:
  Body() = default;  // no content
  Body(std::unique_ptr<BodySource> source, std::optional<uint64_t> length)
      : source_(std::move(source)), length_(length) {}
  static Body of(std::string content);

  // The count of bytes when it is known beforehand; 0 when there is no content.
  std::optional<uint64_t> length() const { return source_ ? length_ : 0; }
  bool empty() const { return !source_ || length_ == 0; }

  async::Task<base::Result<base::View>> read();
  const Fields* trailers() const { return source_ ? source_->trailers() : nullptr; }

  // The source itself, for wrappers; this body is empty afterwards.
  std::unique_ptr<BodySource> take_source() { return std::move(source_); }

 private:
  std::unique_ptr<BodySource> source_;
  std::optional<uint64_t> length_;
};

// Everything, for small messages; Kind::limit above `most` bytes.
async::Task<base::Result<std::string>> read_all(Body body, size_t most);

}  // namespace http
