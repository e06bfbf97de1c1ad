#include "http/h1/input.h"

#include <algorithm>
#include <cstring>

#include "async/yield.h"

namespace http::h1 {
namespace {

constexpr size_t first_capacity = 8 * 1024;
constexpr int most_reads_in_a_row = 16;

}  // namespace

Input::Input(async::Loop& loop, world::Stream& stream, size_t most)
    : loop_(loop),
      stream_(stream),
      most_(std::max(most, first_capacity)),
      buffer_(std::make_unique_for_overwrite<char[]>(first_capacity)),
      capacity_(first_capacity) {}

void Input::release_spare_room() {
  if (capacity_ == first_capacity || read_ || !unread().empty()) return;
  buffer_ = std::make_unique_for_overwrite<char[]>(first_capacity);
  capacity_ = first_capacity;
  begin_ = end_ = 0;
  filled_ = false;
}

bool Input::fetch() {
  if (!read_ && !gone_) start_read();
  return take_read();
}

void Input::start_read() {
  if (!pinned_) make_room();
  if (end_ == capacity_) return;
  const base::MutableView room(buffer_.get() + end_, capacity_ - end_);
  read_.emplace(reads_in_a_row_ < most_reads_in_a_row ? stream_.read_some(room)
                                                      : read_next_turn(room));
  reads_in_a_row_ = read_->ready() ? reads_in_a_row_ + 1 : 0;
  read_->set_continuation(waiter_);
}

async::Task<base::Result<size_t>> Input::read_next_turn(base::MutableView room) {
  co_await async::yield(loop_);
  co_return co_await stream_.read_some(room);
}

// Moves what is unread to the front; into twice the room when more than half of it is taken, or
// when bytes come faster than they are read.
void Input::make_room() {
  const size_t size = end_ - begin_;
  const bool grow = (size > capacity_ / 2 || filled_) && capacity_ < most_;
  if (grow) {
    capacity_ = std::min(capacity_ * 2, most_);
    auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
    std::memcpy(larger.get(), buffer_.get() + begin_, size);
    buffer_ = std::move(larger);
  } else if (size > 0 && capacity_ - end_ >= capacity_ / 2) {
    return;  // room enough without moving
  } else {
    std::memmove(buffer_.get(), buffer_.get() + begin_, size);
  }
  filled_ = false;
  begin_ = 0;
  end_ = size;
}

bool Input::take_read() {
  if (!read_ || !read_->ready()) return false;
  const auto got = read_->take();
  read_.reset();
  gone_ = !got || *got == 0;
  if (!gone_) end_ += *got;
  filled_ = end_ == capacity_;
  return true;
}

void Input::set_waiter(std::coroutine_handle<> waiter) {
  waiter_ = waiter;
  if (read_) read_->set_continuation(waiter);
}

}  // namespace http::h1
