#include "async/offload.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace async {

struct Threads::Pool {
  explicit Pool(unsigned most) : threads(most) {}
  boost::asio::thread_pool threads;
};

Threads::Threads(unsigned most) : pool_(std::make_unique<Pool>(most)) {}

Threads::~Threads() {
  pool_->threads.join();
}

void Threads::run(std::move_only_function<void()> work) {
  boost::asio::post(pool_->threads, [work = std::move(work)]() mutable { work(); });
}

}  // namespace async
