#include "world/ready_signal.h"

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "world/asio_wait.h"
#include "world/spawn.h"

namespace world {

using boost::asio::posix::stream_descriptor;

struct ReadySignal::State {
  Pipe pipe;
  std::optional<stream_descriptor> read;
};

base::Result<ReadySignal> ReadySignal::make(async::Loop& loop) {
  auto state = std::make_unique<State>();
  TRY_VOID(state->pipe.open());
  state->read.emplace(take_end(loop.io(), state->pipe.read));
  return ReadySignal(std::move(state));
}

ReadySignal::ReadySignal(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReadySignal::ReadySignal(ReadySignal&&) noexcept = default;
ReadySignal::~ReadySignal() = default;

int ReadySignal::descriptor() const {
  return state_->pipe.write;
}

void ReadySignal::release_descriptor() {
  Pipe::close_end(state_->pipe.write);
}

async::Task<bool> ReadySignal::wait() {
  for (;;) {
    char word = 0;
    const ssize_t got = ::read(state_->read->native_handle(), &word, 1);
    if (got >= 0) co_return got == 1;
    if (errno != EAGAIN && errno != EINTR) co_return false;
    co_await AsioWait([this](auto done) {
      state_->read->async_wait(stream_descriptor::wait_read, std::move(done));
    });
  }
}

void say_ready(int descriptor) {
  const char word = '\n';
  while (::write(descriptor, &word, 1) < 0 && errno == EINTR) {
  }
  ::close(descriptor);
}

void end_with_parent() {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
}

}  // namespace world
