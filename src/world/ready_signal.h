// A word from a program that another started: "I am ready".
#pragma once

#include <memory>

#include "async/loop.h"
#include "async/task.h"
#include "base/result.h"

namespace world {

// The side that waits. Make it, give descriptor() to the program, then release_descriptor().
class ReadySignal {
 public:
  static base::Result<ReadySignal> make(async::Loop& loop);
  ReadySignal(ReadySignal&&) noexcept;
  ~ReadySignal();

  int descriptor() const;
  // Once the program has it: from then on its end is noticed.
  void release_descriptor();
  // False when the program ended, or closed the descriptor, without the word.
  async::Task<bool> wait();

 private:
  struct State;
  explicit ReadySignal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The side that is ready; closes the descriptor. Nobody listening is no failure.
void say_ready(int descriptor);

// From now on the end of the program that started this one is a SIGTERM here.
void end_with_parent();

}  // namespace world
