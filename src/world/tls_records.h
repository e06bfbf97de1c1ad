// Cuts a list of buffers into pieces that fill a TLS record (RFC 8446 section 5.1: 16 KiB), so that
// a response's head and its body share one. Large buffers are not copied. For tls_*.cc only.
#pragma once

#include <algorithm>
#include <span>
#include <string>

#include "base/bytes.h"

namespace world {

class TlsRecords {
 public:
  static constexpr size_t most = 16 * 1024;

  // `buffers` and what they show must outlive this.
  explicit TlsRecords(std::span<const base::View> buffers) : rest_(buffers) { skip_empty(); }

  // The next piece, valid until the next call; empty when there is none.
  base::View next() {
    if (rest_.empty()) return {};
    if (rest_.size() == 1 || front().size() >= most) return take(most);
    gathered_.clear();
    while (!rest_.empty() && gathered_.size() < most) {
      gathered_.append(take(most - gathered_.size()));
    }
    return gathered_;
  }

 private:
  base::View front() const { return rest_.front().substr(taken_); }

  base::View take(size_t at_most) {
    const auto piece = front().substr(0, at_most);
    taken_ += piece.size();
    skip_empty();
    return piece;
  }

  void skip_empty() {
    while (!rest_.empty() && taken_ == rest_.front().size()) {
      rest_ = rest_.subspan(1);
      taken_ = 0;
    }
  }

  std::span<const base::View> rest_;
  size_t taken_ = 0;  // of the first
  std::string gathered_;
};

}  // namespace world
