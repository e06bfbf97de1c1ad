#include "world/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "world/asio_wait.h"
#include "world/system_error.h"

namespace world {

using base::Result;
using boost::asio::posix::stream_descriptor;

Pipe::~Pipe() {
  close_end(read);
  close_end(write);
}

void Pipe::close_end(int& fd) {
  if (fd >= 0) ::close(fd);
  fd = -1;
}

Result<> Pipe::open() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_failure(errno, "making a pipe");
  read = ends[0];
  write = ends[1];
  return {};
}

Result<> Pipe::open_quiet() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return system_failure(errno, "making a pipe");
  }
  read = ends[0];
  write = ends[1];
  return {};
}

namespace {

// What posix_spawn is told; freed with it.
struct SpawnTerms {
  SpawnTerms() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnTerms(const SpawnTerms&) = delete;
  ~SpawnTerms() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
  }

  void begin_afresh() {
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
  }

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

}  // namespace

Result<pid_t> spawn(const Spawn& what) {
  SpawnTerms terms;
  terms.begin_afresh();
  for (const auto& [ours, theirs] : what.descriptors) {
    posix_spawn_file_actions_adddup2(&terms.actions, ours, theirs);
  }
  if (!what.folder.empty()) {
    posix_spawn_file_actions_addchdir_np(&terms.actions, what.folder.c_str());
  }
  std::vector<char*> argv{const_cast<char*>(what.name.c_str())};
  for (const auto& argument : what.arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, what.name.c_str(), &terms.actions, &terms.attributes,
                                   argv.data(), environ);
  if (error) return system_failure(error, base::format("running `{}`", what.name));
  return pid;
}

OwnedProcess::~OwnedProcess() {
  if (pid_ == 0) return;
  ::kill(-pid_, SIGKILL);
  int status;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
}

int OwnedProcess::reap() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

async::Task<Result<>> wait_for_end(boost::asio::io_context* io, pid_t pid) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (fd < 0) co_return system_failure(errno, "waiting for it");
  stream_descriptor ended(*io, fd);
  co_await AsioWait([&](auto done) { ended.async_wait(ended.wait_read, std::move(done)); });
  co_return Result<>();
}

stream_descriptor take_end(boost::asio::io_context& io, int& fd) {
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  return stream_descriptor(io, std::exchange(fd, -1));
}

}  // namespace world
