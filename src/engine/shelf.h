// Shelf: the shared instances of one component on one loop, those that work and those that wait
// for work. An instance that has had nothing to do for a while is dropped, one that has had its
// share of requests when it has done what they left it.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "async/signal.h"
#include "async/task_group.h"
#include "engine/instance.h"

namespace engine {

class SharedInstance;
struct Lease;

// A number, or, where least < most, one of [least, most) that differs between instances so that
// they do not all end at once.
struct Share {
  uint32_t least = 1, most = 1;
};

struct ReuseOptions {
  Share requests{128, 128};  // that an instance answers in its life
  Share at_once{16, 16};     // of those
  std::chrono::milliseconds idle{1000};
};

class Shelf {
  struct Place;

 public:
  Shelf(InstanceContext context, Limits limits, ReuseOptions options);
  ~Shelf();
  Shelf(const Shelf&) = delete;

  // One request's hold on an instance.
  class Seat {
   public:
    Seat(Seat&& other) noexcept;
    Seat& operator=(Seat&&) = delete;
    ~Seat();
    SharedInstance& instance() const;
    // The guest does not answer: the instance takes no more requests, and goes with the last that
    // it has.
    void give_up() const;

   private:
    friend class Shelf;
    explicit Seat(std::shared_ptr<Place> place);
    std::shared_ptr<Place> place_;  // shared with the shelf, which may go first
  };

  // A seat at an instance that would begin at once, or at a new one. Waits for either when the
  // code has no slot left; Kind::limit when there is none by then.
  async::Task<base::Result<Seat>> take_seat(world::TimePoint until,
                                            std::shared_ptr<const Code> code,
                                            std::shared_ptr<const Grants> grants,
                                            std::shared_ptr<GuestOutput> output);
  const Limits& limits() const { return limits_; }

  // Drops what no request uses: the component falls asleep.
  void drop_idle();

 private:
  std::optional<Seat> find_seat();
  base::Result<Seat> add(Lease lease);
  async::Task<base::Result<>> until_left();
  uint32_t draw(const Share& share);
  async::Task<> sweep();
  async::Task<> until_next_look();
  async::Task<> until_changed();
  bool is_due(const Place& place) const;

  InstanceContext context_;
  Limits limits_;
  ReuseOptions options_;
  uint32_t drawn_ = 0;
  std::list<std::shared_ptr<Place>> places_;
  std::vector<async::Signal::Setter> waiting_;
  async::Signal changed_;  // there may be something to drop, or to wait for
  async::TaskGroup work_;
};

// As run_instance, at an instance of the shelf, which is that of this component and loop.
async::Task<base::Result<http::Response>> run_shared(InstanceContext context, Shelf* shelf,
                                                     std::shared_ptr<const Code> code,
                                                     std::shared_ptr<const Grants> grants,
                                                     std::shared_ptr<GuestOutput> output,
                                                     http::Request request);

}  // namespace engine
