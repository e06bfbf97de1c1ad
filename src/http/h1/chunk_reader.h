// The machine that reads the chunked transfer coding and the trailers behind it (RFC 9112 section
// 7.1), in any slices. Ours rather than Beast's: that one lets line feeds into extensions, has no
// limits, and asserts on a last chunk that comes byte by byte.
//
// Extensions are skipped, as section 7.1.1 asks. Trailers that could change the meaning of the
// message (RFC 9110 section 6.5.1) are refused when they are about framing, else dropped.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "http/fields.h"
#include "http/h1/parser.h"

namespace http::h1 {

class ChunkReader {
 public:
  explicit ChunkReader(const ParserLimits& limits) : limits_(limits) {}

  Step next(base::View input);  // data, end, need_more or refused

  bool ended() const { return state_ == State::ended; }
  const Fields& trailers() const { return trailers_; }
  const Refusal& refusal() const { return refusal_; }

 private:
  enum class State {
    size_first,  // the first digit of a chunk's size
    size,
    blank,      // white space that only an extension may follow
    extension,  // up to CR
    size_lf,
    data,
    data_cr,
    data_lf,
    trailers,
    ended,
  };

  bool take(char c);  // of anything but data and trailers; false: refused
  bool take_digit(char c);
  bool take_extension(char c);
  bool end_size_line();
  bool expect(char c, char expected, State then);
  // How many bytes of whole lines there were. Stops behind the empty line.
  size_t take_trailers(base::View input);
  bool take_trailer(base::View line);
  bool refuse(int status, std::string_view reason);

  const ParserLimits& limits_;
  State state_ = State::size_first;
  uint64_t left_ = 0;          // of the chunk's data; while its size is read, the size so far
  uint64_t body_bytes_ = 0;    // of all chunks so far
  size_t overhead_bytes_ = 0;  // of all size lines so far, but one digit each
  size_t trailer_bytes_ = 0;
  size_t trailer_count_ = 0;
  Fields trailers_;
  Refusal refusal_{0, {}};
};

}  // namespace http::h1
