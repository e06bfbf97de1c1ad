// What the statements of a guest may do to its connection and its host, and for how long they may
// run. For .cc files of this room only.
//
// Not: attach or write other files, load extensions, set what torpor sets (journal, locks, caches,
// sizes). Such settings are ignored where apps commonly make them ("PRAGMA journal_mode = WAL"),
// and refused otherwise. SQLite's own defensive mode (store/sqlite.cc) guards the file itself.
#pragma once

#include <chrono>
#include <string_view>

#include "store/sqlite.h"
#include "world/clock.h"

namespace store {

enum class Attach {
  denied,
  allowed,  // ATTACH of any file that this process may open
};

class Guard {
 public:
  // Both are borrowed; `clock` is read on whatever thread runs the statements.
  Guard(Connection& connection, Attach attach, std::chrono::milliseconds most_time,
        const world::Clock& clock);
  Guard(const Guard&) = delete;
  ~Guard();

  // The time of a statement, or of its next row, begins.
  void start() { start_for(most_time_); }
  void start_for(std::chrono::milliseconds time) {
    deadline_ = clock_.now() + time;
    interrupted_ = false;
  }
  // Whether that time has ended a statement.
  bool has_interrupted() const { return interrupted_; }

  // Whether a statement has set something that stays with the connection.
  bool has_changed_connection() const { return changed_; }

 private:
  static int authorize(void* self, int action, const char* first, const char* second,
                       const char* database, const char* trigger);
  static int check_time(void* self);
  int judge(int action, const char* first, const char* second);
  int judge_attach(const char* file);
  int judge_pragma(std::string_view name, const char* argument);

  Connection& connection_;
  Attach attach_;
  std::chrono::milliseconds most_time_;
  const world::Clock& clock_;
  world::TimePoint deadline_ = world::TimePoint::max();
  bool interrupted_ = false;
  bool changed_ = false;
};

}  // namespace store
