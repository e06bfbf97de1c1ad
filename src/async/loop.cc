#include "async/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace async {

struct Loop::Guard {
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work;
};

Loop::Loop()
    : io_(std::make_unique<boost::asio::io_context>(1)),
      guard_(std::make_unique<Guard>(boost::asio::make_work_guard(*io_))) {}

Loop::~Loop() = default;

void Loop::run() {
  io_->run();
}

size_t Loop::poll() {
  io_->restart();
  return io_->poll();
}

void Loop::stop() {
  io_->stop();
}

void Loop::post(std::move_only_function<void()> work) {
  boost::asio::post(*io_, [work = std::move(work)]() mutable { work(); });
}

}  // namespace async
