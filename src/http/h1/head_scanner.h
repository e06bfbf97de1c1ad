// Finds where the head of a message ends, as bytes come in, and counts against the limits, so that
// a head that is too long or not made of CRLF lines is refused before it is whole. What stands in
// the lines is the parser's business.
#pragma once

#include <cstddef>

#include "base/bytes.h"

namespace http::h1 {

class HeadScanner {
 public:
  struct Limits {
    size_t start_line_bytes;
    size_t head_bytes;  // the empty line included
    size_t fields;
  };
  enum class Found {
    nothing,          // more bytes are needed
    end,              // size() bytes are the head
    bare_line_feed,   // a line that ends without CR: RFC 9112 section 2.2 lets us refuse it
    long_start_line,  // a limit was passed
    long_head,
  };

  explicit HeadScanner(const Limits& limits) : limits_(limits) {}

  // `bytes` is all of the head that has come so far; each call looks at what is new.
  Found scan(base::View bytes);

  size_t size() const { return seen_; }
  size_t fields() const { return lines_ - 1; }  // once the end was found

 private:
  Found end_line(base::View line);

  Limits limits_;
  size_t seen_ = 0;        // bytes looked at
  size_t line_start_ = 0;  // of the line that seen_ is in
  size_t lines_ = 0;       // whole lines, without the empty one at the end
};

}  // namespace http::h1
