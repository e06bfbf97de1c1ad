#include "http/h1/head_scanner.h"

namespace http::h1 {

HeadScanner::Found HeadScanner::scan(base::View bytes) {
  for (;;) {
    const auto line_feed = bytes.find('\n', seen_);
    if (line_feed == bytes.npos) break;
    seen_ = line_feed + 1;
    const auto found = end_line(bytes.substr(line_start_, line_feed - line_start_));
    if (found != Found::nothing) return found;
    line_start_ = seen_;
  }
  seen_ = bytes.size();
  if (lines_ == 0 && seen_ > limits_.start_line_bytes) return Found::long_start_line;
  return seen_ >= limits_.head_bytes ? Found::long_head : Found::nothing;
}

// `line` lacks its line feed. Lengths first, as when the line comes in pieces.
HeadScanner::Found HeadScanner::end_line(base::View line) {
  if (lines_ == 0 && line.size() > limits_.start_line_bytes) return Found::long_start_line;
  if (seen_ > limits_.head_bytes) return Found::long_head;
  if (!line.ends_with('\r')) return Found::bare_line_feed;
  if (line.size() == 1 && lines_ > 0) return Found::end;
  ++lines_;
  return lines_ > limits_.fields + 1 ? Found::long_head : Found::nothing;
}

}  // namespace http::h1
