// Roster: the open connections of one server. It tells each when it is late and when to leave.
//
// There is no timer per connection or request. A member writes down by when something must have
// happened; while there are members, one coarse tick walks them and calls those that are late. A
// deadline is therefore met late by at most two ticks, which is fine for what it guards against:
// peers that stall. Thread-confined; outlives its members.
#pragma once

#include <chrono>
#include <cstddef>

#include "async/event.h"
#include "async/task.h"
#include "base/link.h"
#include "world/clock.h"

namespace http {

class Roster {
 public:
  static constexpr world::Duration tick = std::chrono::milliseconds(200);

  // One open connection. Joins when made, leaves when destroyed.
  class Member : base::Link {
   public:
    explicit Member(Roster& roster);
    Member(const Member&) = delete;
    virtual ~Member();

    void set_deadline(world::Duration from_now);  // replaces the one before
    void clear_deadline() { deadline_ = world::TimePoint::max(); }

   private:
    friend class Roster;
    // Both calls may destroy this and any other member.
    virtual void on_late() = 0;   // the deadline has passed, and is cleared
    virtual void on_drain() = 0;  // end soon: finish what is in flight, begin nothing

    Roster& roster_;
    world::TimePoint deadline_ = world::TimePoint::max();
  };

  explicit Roster(world::Clock& clock);
  Roster(const Roster&) = delete;
  ~Roster();

  size_t size() const { return size_; }
  // From now on draining() holds; tells every member. Who joins later asks draining().
  void drain();
  bool draining() const { return draining_; }

 private:
  async::Task<> tick_forever();
  void tell_late();

  world::Clock& clock_;
  world::TimePoint now_;  // as of the last tick, or of the first member's joining
  base::Link members_;
  size_t size_ = 0;
  bool draining_ = false;
  async::Event joined_;
  async::Started<> ticking_;  // last: it uses all the others
};

}  // namespace http
