#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>

#include "world/asio_wait.h"
#include "world/process.h"
#include "world/spawn.h"
#include "world/system_error.h"

namespace world {
namespace {

using base::Kind;
using base::Result;
using boost::asio::posix::stream_descriptor;

struct Streams {
  Pipe in, out, errors;
  Result<> open() {
    TRY_VOID(in.open_quiet());
    TRY_VOID(out.open());
    return errors.open();
  }
};

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
    CO_TRY(const pid_t pid,
           spawn({program->name,
                  program->arguments,
                  "",
                  {{streams.in.read, 0}, {streams.out.write, 1}, {streams.errors.write, 2}}}));
    OwnedProcess child(pid);
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
