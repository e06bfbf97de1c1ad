// Keeper: maps the code of components, once however many loops and requests wait for it, and keeps
// the memory budget by asking loops to let the least recently used go.
//
// It lives on the home loop. request(), released() and touched() come from any thread.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <vector>

#include "app/residency.h"
#include "async/loop.h"
#include "async/offload.h"
#include "async/task_group.h"
#include "base/log.h"
#include "world/clock.h"

namespace app {

// A loop as the Keeper sees it. Called on the home loop's thread; an implementation posts to its
// own.
class Holder {
 public:
  virtual ~Holder() = default;
  // The answer to a request(): the code, which this loop holds from now on, or why there is none.
  virtual void answer(size_t component, base::Result<CodePtr> code) = 0;
  // Let it go if it is idle; if so, call released() with this reason.
  virtual void let_go(size_t component, Reason reason) = 0;
  // Whether instances of it run there, as of a moment ago.
  virtual bool is_active(size_t component) const = 0;
};

struct KeeperWorld {
  async::Loop& home;
  async::Threads& loaders;
  world::Clock& clock;  // of the home loop
  base::Log& log;
  ResidencyObserver& observer;
};

class Keeper {
 public:
  Keeper(KeeperWorld world, ResidencyOptions options);
  ~Keeper();

  // A component, by the name that it has in events and messages; before the loops run. Returns its
  // number.
  size_t add(std::string name);
  // Its code; before it is requested. Any thread.
  void deliver(size_t component, Sleeper sleeper);
  void add_holder(Holder* holder);

  size_t size() const { return components_.size(); }
  const ResidencyOptions& options() const { return options_; }
  const std::string& name(size_t component) const { return components_[component].name; }
  ResidencyObserver& observer() const { return world_.observer; }

  // Any thread. `holder` wants the code; it gets one answer().
  void request(size_t component, Holder* holder);
  // Any thread. A loop has dropped its reference.
  void released(size_t component, Reason reason);
  // Any thread. A loop used the component at this time.
  void touched(size_t component, world::TimePoint when);

 private:
  struct Component {
    std::string name;
    Sleeper sleeper;
    size_t holders = 0;  // loops that have it
    bool loading = false;
    std::weak_ptr<const engine::Code> loaded;
    std::vector<Holder*> waiting;
    std::atomic<world::TimePoint> last_used;
  };

  void request_at_home(size_t number, Holder* holder);
  void released_at_home(size_t number, Reason reason);
  async::Task<> load(size_t number);
  async::Task<> rest();
  void make_room_for(size_t number);
  void hand_out(Component& component, size_t number, const base::Result<CodePtr>& code);
  uint64_t bytes_loaded() const;
  std::vector<size_t> idle_longest_first() const;

  KeeperWorld world_;
  ResidencyOptions options_;
  std::deque<Component> components_;
  std::vector<Holder*> holders_;
  bool resting_ = false;  // rest() runs
  uint64_t resident_at_first_load_ = 0;
  async::TaskGroup work_;
};

}  // namespace app
