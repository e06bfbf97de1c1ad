#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>

#include "world/asio_wait.h"
#include "world/process.h"
#include "world/system_error.h"

namespace world {
namespace {

using base::Kind;
using base::Result;
using boost::asio::posix::stream_descriptor;

struct Pipe {
  int read = -1, write = -1;
  Pipe() = default;
  Pipe(const Pipe&) = delete;
  ~Pipe() {
    close_end(read);
    close_end(write);
  }
  static void close_end(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
  Result<> open() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return system_failure(errno, "making a pipe");
    read = ends[0];
    write = ends[1];
    return {};
  }
  // A socket in a pipe's place: writing to one whose reader is gone can be told not to signal.
  Result<> open_quiet() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
      return system_failure(errno, "making a pipe");
    }
    read = ends[0];
    write = ends[1];
    return {};
  }
};

// A child that is killed and waited for when nobody wants it any more.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  ~Child() {
    if (pid_ == 0) return;
    ::kill(-pid_, SIGKILL);
    int status;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  pid_t pid() const { return pid_; }
  // Once it has ended.
  int reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  pid_t pid_;
};

struct Streams {
  Pipe in, out, errors;
  Result<> open() {
    TRY_VOID(in.open_quiet());
    TRY_VOID(out.open());
    return errors.open();
  }
};

// Its own process group, default signals, and our pipes as its three streams.
Result<pid_t> spawn(const Program& program, const Streams& streams) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, streams.in.read, 0);
  posix_spawn_file_actions_adddup2(&actions, streams.out.write, 1);
  posix_spawn_file_actions_adddup2(&actions, streams.errors.write, 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t signals;
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);

  std::vector<char*> argv{const_cast<char*>(program.name.c_str())};
  for (const auto& argument : program.arguments)
    argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error =
      ::posix_spawnp(&pid, program.name.c_str(), &actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error) return system_failure(error, base::format("running `{}`", program.name));
  return pid;
}

stream_descriptor take_end(boost::asio::io_context& io, int& fd) {
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  return stream_descriptor(io, std::exchange(fd, -1));
}

// A program may end without reading its input; that is its affair.
async::Task<Result<>> feed(stream_descriptor pipe, base::View input) {
  while (!input.empty()) {
    const ssize_t wrote = ::send(pipe.native_handle(), input.data(), input.size(), MSG_NOSIGNAL);
    if (wrote >= 0) {
      input.remove_prefix(static_cast<size_t>(wrote));
    } else if (errno == EAGAIN) {
      co_await AsioWait([&](auto done) { pipe.async_wait(pipe.wait_write, std::move(done)); });
    } else if (errno != EINTR) {
      break;
    }
  }
  boost::system::error_code ignored;  // it is the end of the input, whatever close() thinks of it
  pipe.close(ignored);
  co_return Result<>();
}

async::Task<Result<base::Bytes>> drain(stream_descriptor pipe, size_t most) {
  base::Bytes out;
  std::array<char, 4096> room;
  for (;;) {
    const ssize_t got = ::read(pipe.native_handle(), room.data(), room.size());
    if (got == 0) co_return out;
    if (got > 0) {
      out.append(room.data(), static_cast<size_t>(got));
      if (out.size() <= most) continue;
      boost::system::error_code ignored;
      pipe.close(ignored);  // it must not wait for a reader that has gone
      co_return base::fail(Kind::limit, "it wrote more than {} bytes", most);
    } else if (errno == EAGAIN) {
      co_await AsioWait([&](auto done) { pipe.async_wait(pipe.wait_read, std::move(done)); });
    } else if (errno != EINTR) {
      co_return system_failure(errno, "reading its output");
    }
  }
}

async::Task<Result<>> wait_for_end(boost::asio::io_context* io, pid_t pid) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0) co_return system_failure(errno, "waiting for it");
  stream_descriptor ended(*io, fd);
  co_await AsioWait([&](auto done) { ended.async_wait(ended.wait_read, std::move(done)); });
  co_return Result<>();
}

class RealProcesses final : public Processes {
 public:
  explicit RealProcesses(async::Loop& loop) : io_(loop.io()) {}

  async::Task<Result<ProgramResult>> run(Program program) override {
    auto result = co_await run_quietly(&program);
    if (!result && !result.error().message().starts_with("running")) {
      co_return base::pass(std::move(result).error(), base::format("running `{}`", program.name));
    }
    co_return result;
  }

 private:
  async::Task<Result<ProgramResult>> run_quietly(const Program* program) {
    Streams streams;
    CO_TRY_VOID(streams.open());
    CO_TRY(const pid_t pid, spawn(*program, streams));
    Child child(pid);
    Pipe::close_end(streams.in.read);
    Pipe::close_end(streams.out.write);
    Pipe::close_end(streams.errors.write);
    async::Started<Result<>> input(feed(take_end(io_, streams.in.write), program->input));
    async::Started<Result<base::Bytes>> output(
        drain(take_end(io_, streams.out.read), program->most_output));
    async::Started<Result<base::Bytes>> errors(
        drain(take_end(io_, streams.errors.read), program->most_output));
    ProgramResult result;
    CO_TRY(result.output, co_await output);
    CO_TRY(result.errors, co_await errors);
    CO_TRY_VOID(co_await wait_for_end(&io_, child.pid()));
    result.exit_code = child.reap();
    co_return result;
  }

  boost::asio::io_context& io_;
};

}  // namespace

std::unique_ptr<Processes> real_processes(async::Loop& loop) {
  return std::make_unique<RealProcesses>(loop);
}

}  // namespace world
