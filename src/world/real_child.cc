#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

#include "world/asio_wait.h"
#include "world/child.h"
#include "world/spawn.h"
#include "world/system_error.h"

namespace world {
namespace {

using base::Result;
using boost::asio::posix::stream_descriptor;

// An empty input.
class NoInput {
 public:
  NoInput() : fd_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {}
  NoInput(const NoInput&) = delete;
  ~NoInput() { Pipe::close_end(fd_); }
  int fd() const { return fd_; }

 private:
  int fd_;
};

class RealChild final : public Child {
 public:
  RealChild(boost::asio::io_context& io, pid_t pid) : io_(io), process_(pid) {}

  void hear(int& pipe, ChildSays says) {
    output_.emplace(take_end(io_, pipe));
    says_ = std::move(says);
    hearing_.emplace(hear_all());
  }

  // The end of the program counts, not that of its output: what it left running may hold that open.
  async::Task<Result<int>> wait() override {
    CO_TRY_VOID(co_await wait_for_end(&io_, process_.pid()));
    if (output_) hear_what_is_there();
    co_return process_.reap();
  }

  void ask_to_end() override { ::kill(process_.pid(), SIGTERM); }

 private:
  async::Task<> hear_all() {
    while (hear_what_is_there()) {
      co_await AsioWait([this](auto done) {
        output_->async_wait(stream_descriptor::wait_read, std::move(done));
      });
    }
  }

  // Whether more may come.
  bool hear_what_is_there() {
    std::array<char, 4096> room;
    for (;;) {
      const ssize_t got = ::read(output_->native_handle(), room.data(), room.size());
      if (got > 0) {
        says_(base::View(room.data(), static_cast<size_t>(got)));
      } else if (got == 0 || errno != EINTR) {
        return got < 0 && errno == EAGAIN;
      }
    }
  }

  boost::asio::io_context& io_;
  OwnedProcess process_;
  ChildSays says_;
  std::optional<stream_descriptor> output_;
  std::optional<async::Started<>> hearing_;  // last: it uses all the others
};

class RealChildren final : public Children {
 public:
  explicit RealChildren(async::Loop& loop) : io_(loop.io()) {}

  Result<std::unique_ptr<Child>> start(ChildProgram program, ChildSays says) override {
    const NoInput input;
    Pipe output;
    Spawn what{program.name, program.arguments, program.folder, {{input.fd(), 0}}};
    if (says) {
      TRY_VOID(output.open());
      what.descriptors.emplace_back(output.write, 1);
      what.descriptors.emplace_back(output.write, 2);
    }
    for (const int fd : program.descriptors) what.descriptors.emplace_back(fd, fd);
    TRY(const pid_t pid, spawn(what));
    auto child = std::make_unique<RealChild>(io_, pid);
    if (says) child->hear(output.read, std::move(says));
    return child;
  }

 private:
  boost::asio::io_context& io_;
};

}  // namespace

std::unique_ptr<Children> real_children(async::Loop& loop) {
  return std::make_unique<RealChildren>(loop);
}

}  // namespace world
