#include "world/readiness.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace world {

void Way::pass() {
  open_ = true;
  if (waiter_) std::exchange(waiter_, nullptr).resume();
}

boost::asio::execution_context::id Readiness::id;

Readiness::Readiness(boost::asio::execution_context& context)
    : service(context), epoll_(static_cast<boost::asio::io_context&>(context)) {}

Readiness& Readiness::of(boost::asio::io_context& io) {
  return boost::asio::use_service<Readiness>(io);
}

bool Readiness::open() {
  if (epoll_.is_open()) return true;
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) return false;
  boost::system::error_code error;
  epoll_.assign(fd, error);
  if (!error) listen();
  return !error;
}

bool Readiness::add(int fd, Watched& watched) {
  if (!open()) return false;
  epoll_event event{EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {&watched}};
  return ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Readiness::remove(int fd, Watched& watched) {
  if (fd >= 0 && epoll_.is_open()) {
    ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, fd, nullptr);
  }
  std::erase(woken_, &watched);
  for (size_t i = 0; i < told_; ++i) {
    if (events_[i].data.ptr == &watched) events_[i].data.ptr = nullptr;
  }
}

void Readiness::listen() {
  epoll_.async_wait(epoll_.wait_read, [this](boost::system::error_code error) {
    if (error) return;
    dispatch();
    listen();
  });
}

// Whoever goes on may remove any socket, itself included; remove() takes it out of events_.
void Readiness::dispatch() {
  const int told =
      ::epoll_wait(epoll_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
  told_ = static_cast<size_t>(std::max(told, 0));
  for (size_t i = 0; i < told_; ++i) {
    const auto at = [&] { return static_cast<Watched*>(events_[i].data.ptr); };
    const uint32_t what = events_[i].events;
    const bool broken = what & (EPOLLERR | EPOLLHUP);
    if (at() && (broken || what & EPOLLRDHUP)) at()->ended = true;
    if (at() && (broken || what & (EPOLLIN | EPOLLRDHUP))) at()->readable.pass();
    if (at() && (broken || what & EPOLLOUT)) at()->writable.pass();
  }
  told_ = 0;
}

void Readiness::wake(Watched& watched) {
  if (!watched.readable.is_awaited() && !watched.writable.is_awaited()) return;
  if (woken_.empty()) {
    boost::asio::post(static_cast<boost::asio::io_context&>(context()),
                      [this] { dispatch_woken(); });
  }
  woken_.push_back(&watched);
}

void Readiness::dispatch_woken() {
  while (!woken_.empty()) {
    auto* watched = woken_.back();
    watched->readable.pass();
    // Who went on may have removed it.
    if (std::erase(woken_, watched) > 0) watched->writable.pass();
  }
}

}  // namespace world
