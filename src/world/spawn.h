// Starting a program. For .cc files of this room only.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <string>
#include <utility>
#include <vector>

#include "async/task.h"
#include "base/result.h"

namespace world {

// Two ends that are closed with it, and in a program that is started meanwhile.
struct Pipe {
  int read = -1, write = -1;
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  ~Pipe();
  static void close_end(int& fd);
  base::Result<> open();
  // A socket in a pipe's place: writing to one whose reader is gone can be told not to signal.
  base::Result<> open_quiet();
};

struct Spawn {
  const std::string& name;  // a path, or a name that is looked up in PATH
  const std::vector<std::string>& arguments;
  std::string folder;                            // where it runs; empty: where we do
  std::vector<std::pair<int, int>> descriptors;  // ours, and what it is for the program
};

// In a process group of its own, with default signals.
base::Result<pid_t> spawn(const Spawn& what);

// A process that is killed, with its group, and waited for when nobody wants it any more.
class OwnedProcess {
 public:
  explicit OwnedProcess(pid_t pid) : pid_(pid) {}
  OwnedProcess(const OwnedProcess&) = delete;
  ~OwnedProcess();
  pid_t pid() const { return pid_; }
  // Once it has ended: its exit code, or 128 + the signal that ended it.
  int reap();

 private:
  pid_t pid_;
};

// Returns when the process can be reaped.
async::Task<base::Result<>> wait_for_end(boost::asio::io_context* io, pid_t pid);

// Our end of a pipe on a loop; `fd` becomes -1.
boost::asio::posix::stream_descriptor take_end(boost::asio::io_context& io, int& fd);

}  // namespace world
