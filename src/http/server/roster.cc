#include "http/server/roster.h"

#include "base/check.h"

namespace http {

Roster::Member::Member(Roster& roster) : roster_(roster) {
  insert_before(roster_.members_);
  if (++roster_.size_ > 1) return;
  roster_.now_ = roster_.clock_.now();
  roster_.joined_.notify_all();
}

Roster::Member::~Member() {
  unlink();
  --roster_.size_;
}

void Roster::Member::set_deadline(world::Duration from_now) {
  deadline_ = roster_.now_ + tick + from_now;
}

Roster::Roster(world::Clock& clock) : clock_(clock), now_(clock.now()), ticking_(tick_forever()) {}

Roster::~Roster() {
  CHECK(size_ == 0);
}

void Roster::drain() {
  draining_ = true;
  base::Link told;  // whoever was told; the list may lose anyone during a call
  while (!members_.is_alone()) {
    auto* member = static_cast<Member*>(members_.next);
    member->unlink();
    member->insert_before(told);
    member->on_drain();
  }
  members_.take_all(told);
}

async::Task<> Roster::tick_forever() {
  for (;;) {
    while (size_ == 0) co_await joined_.wait();
    co_await clock_.sleep_until(now_ + tick);
    now_ = clock_.now();
    tell_late();
  }
}

void Roster::tell_late() {
  base::Link late;
  for (auto* link = members_.next; link != &members_;) {
    auto* member = static_cast<Member*>(std::exchange(link, link->next));
    if (member->deadline_ > now_) continue;
    member->unlink();
    member->insert_before(late);
  }
  while (!late.is_alone()) {
    auto* member = static_cast<Member*>(late.next);
    member->unlink();
    member->insert_before(members_);
    member->clear_deadline();
    member->on_late();
  }
}

}  // namespace http
