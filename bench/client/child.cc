#include "child.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "fail.h"

namespace bench {
namespace {

constexpr auto most_time_to_end = std::chrono::seconds(3);

// In the new process: between fork and exec only what is safe there.
[[noreturn]] void become(char* const* arguments, const cpu_set_t& cores) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::sched_setaffinity(0, sizeof cores, &cores);
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, stream);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

}  // namespace

Child::Child(const std::vector<std::string>& command, const cpu_set_t& cores) {
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ < 0) fail_errno("fork");
  if (pid_ == 0) become(arguments.data(), cores);
}

Child::~Child() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGTERM);
  const auto patience = std::chrono::steady_clock::now() + most_time_to_end;
  while (!has_ended()) {
    if (std::chrono::steady_clock::now() > patience) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

bool Child::has_ended() {
  if (pid_ != 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
  return pid_ == 0;
}

}  // namespace bench
