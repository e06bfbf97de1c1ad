// Programs that a test ends by hand.
//
//   FakeChildren children;
//   ...                              // something starts `make`
//   children.at(0).end(0);
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "async/event.h"
#include "world/child.h"

namespace testing {

class FakeChildren final : public world::Children {
 public:
  // A program that was started; it stays here when its Child is gone.
  struct Program {
    world::ChildProgram what;
    world::ChildSays says;
    std::optional<int> code;
    bool asked_to_end = false;
    bool killed = false;  // its Child was destroyed before it ended
    async::Event ended;

    const std::string& command() const { return what.arguments.back(); }
    void end(int exit_code) {
      code = exit_code;
      ended.notify_all();
    }
  };

  base::Result<std::unique_ptr<world::Child>> start(world::ChildProgram program,
                                                    world::ChildSays says) override {
    auto& made = programs_.emplace_back();
    made.what = std::move(program);
    made.says = std::move(says);
    return std::make_unique<FakeChild>(made);
  }

  size_t size() const { return programs_.size(); }
  Program& at(size_t number) { return programs_.at(number); }

 private:
  class FakeChild final : public world::Child {
   public:
    explicit FakeChild(Program& program) : program_(program) {}
    ~FakeChild() override {
      if (!program_.code) program_.killed = true;
    }
    async::Task<base::Result<int>> wait() override {
      while (!program_.code) co_await program_.ended.wait();
      co_return *program_.code;
    }
    void ask_to_end() override { program_.asked_to_end = true; }

   private:
    Program& program_;
  };

  std::deque<Program> programs_;
};

}  // namespace testing
