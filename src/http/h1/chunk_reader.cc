#include "http/h1/chunk_reader.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace http::h1 {
namespace {

// Leading zeros and extensions of one message: as hyper, so that overhead cannot outweigh content.
constexpr size_t most_overhead_bytes = 16 * 1024;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = base::lower(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

bool is_one_of(std::string_view name, std::span<const std::string_view> known) {
  return std::ranges::any_of(
      known, [&](std::string_view each) { return base::equals_ignoring_case(each, name); });
}

bool is_framing(std::string_view name) {
  static constexpr std::array<std::string_view, 3> names = {"content-length", "transfer-encoding",
                                                            "host"};
  return is_one_of(name, names);
}

bool is_allowed_trailer(std::string_view name) {
  static constexpr std::array<std::string_view, 4> names = {"content-encoding", "content-type",
                                                            "content-range", "trailer"};
  return !is_hop_by_hop(name) && !is_one_of(name, names);
}

}  // namespace

Step ChunkReader::next(base::View input) {
  size_t at = 0;
  while (at < input.size() && state_ != State::ended && refusal_.status == 0) {
    if (state_ == State::data) {
      const auto piece = input.substr(at, left_);
      left_ -= piece.size();
      if (left_ == 0) state_ = State::data_cr;
      return {Event::data, at + piece.size(), piece};
    }
    if (state_ == State::trailers) {
      at += take_trailers(input.substr(at));
      break;
    }
    if (!take(input[at])) break;
    ++at;
  }
  if (refusal_.status != 0) return {Event::refused, at, {}};
  return {state_ == State::ended ? Event::end : Event::need_more, at, {}};
}

bool ChunkReader::take(char c) {
  switch (state_) {
    case State::size_first:
      left_ = 0;
      state_ = State::size;
      return take_digit(c) || refuse(400, "a chunk's size is no hexadecimal number");
    case State::size:
      if (hex_value(c) < 0) return take_extension(c);
      return ++overhead_bytes_ < most_overhead_bytes && take_digit(c)
                 ? true
                 : refuse(400, "a chunk's size is too large");
    case State::blank:
    case State::extension:
      return take_extension(c);
    case State::size_lf:
      return c == '\n' ? end_size_line() : refuse(400, "CR without LF in a chunk's size line");
    case State::data_cr:
      return expect(c, '\r', State::data_lf);
    case State::data_lf:
      return expect(c, '\n', State::size_first);
    case State::data:
    case State::trailers:
    case State::ended:
      break;
  }
  __builtin_unreachable();
}

bool ChunkReader::take_digit(char c) {
  const int digit = hex_value(c);
  if (digit < 0 || left_ > UINT64_MAX >> 4) return false;
  left_ = left_ << 4 | static_cast<uint64_t>(digit);
  return true;
}

// Whatever may stand between the digits and CR: [BWS ";" ...].
bool ChunkReader::take_extension(char c) {
  if (++overhead_bytes_ > most_overhead_bytes) return refuse(431, "long chunk extensions");
  const bool blank = c == ' ' || c == '\t';
  if (state_ == State::extension) {
    if (c == '\r') return expect(c, '\r', State::size_lf);
    return is_field_value({&c, 1}) || refuse(400, "a control character in a chunk extension");
  }
  if (c == ';') return expect(c, ';', State::extension);
  if (blank) return expect(c, c, State::blank);
  if (state_ == State::size) return expect(c, '\r', State::size_lf);
  return refuse(400, "white space behind a chunk's size");
}

bool ChunkReader::end_size_line() {
  if (left_ > limits_.body_bytes - body_bytes_) return refuse(413, "the body is too long");
  body_bytes_ += left_;
  state_ = left_ > 0 ? State::data : State::trailers;
  return true;
}

bool ChunkReader::expect(char c, char expected, State then) {
  if (c != expected) return refuse(400, "a chunk does not end where it said");
  state_ = then;
  return true;
}

size_t ChunkReader::take_trailers(base::View input) {
  size_t at = 0;
  while (state_ == State::trailers) {
    const auto line_feed = input.find('\n', at);
    const auto pending = std::min(line_feed, input.size()) - at;
    if (trailer_bytes_ + pending >= limits_.head_bytes) {
      refuse(431, "the trailers are too long");
      return at;
    }
    if (line_feed == input.npos) return at;
    if (!take_trailer(input.substr(at, pending))) return at;
    trailer_bytes_ += pending + 1;
    at = line_feed + 1;
  }
  return at;
}

// `line` lacks its line feed.
bool ChunkReader::take_trailer(base::View line) {
  if (!line.ends_with('\r')) return refuse(400, "a trailer line does not end with CR LF");
  line.remove_suffix(1);
  if (line.empty()) {
    state_ = State::ended;
    return true;
  }
  const auto colon = std::min(line.find(':'), line.size());
  const auto name = line.substr(0, colon);
  const auto value = base::trim(line.substr(std::min(colon + 1, line.size())));
  if (colon == line.size() || !is_token(name) || !is_field_value(value)) {
    return refuse(400, "a malformed trailer");
  }
  if (is_framing(name)) return refuse(400, "a trailer about framing");
  if (++trailer_count_ > limits_.fields) return refuse(431, "too many trailers");
  if (is_allowed_trailer(name)) trailers_.add(name, value);
  return true;
}

bool ChunkReader::refuse(int status, std::string_view reason) {
  refusal_ = {status, std::string(reason)};
  return false;
}

}  // namespace http::h1
