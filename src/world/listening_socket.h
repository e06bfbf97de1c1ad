// A listening socket that outlives the servers which accept from it: `torpor watch` keeps it while
// one version of an app follows another, so that nobody is refused in between.
#pragma once

#include "base/ip.h"
#include "base/result.h"

namespace world {

class ListeningSocket {
 public:
  // Kind::unavailable when the port is taken.
  static base::Result<ListeningSocket> open(base::Endpoint where);
  ListeningSocket(ListeningSocket&& other) noexcept;
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  ~ListeningSocket();

  // Stays ours: for programs that get it under the same number (ChildProgram::descriptors).
  int descriptor() const { return fd_; }
  base::Endpoint local() const;

 private:
  explicit ListeningSocket(int fd) : fd_(fd) {}
  int fd_;
};

// One more descriptor for what is open as `fd`, for the caller to close. Kind::io when nothing is.
base::Result<int> duplicate_descriptor(int fd);

}  // namespace world
