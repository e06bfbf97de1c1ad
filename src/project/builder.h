// Runs the builds of a project: side by side where they are independent, no more than the machine
// has cores.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "async/event.h"
#include "async/task.h"
#include "base/result.h"
#include "project/build_plan.h"
#include "world/child.h"
#include "world/files.h"

namespace project {

// Told how it goes, on the loop's thread.
class BuildObserver {
 public:
  virtual ~BuildObserver() = default;
  virtual void started(const BuildJob& job, std::string_view command) = 0;
  virtual void said(const BuildJob& job, std::string_view text) = 0;  // in pieces as they come
  virtual void ended(const BuildJob& job) = 0;                        // well
  virtual void failed(const BuildJob& job, const base::Error& error) = 0;
};

// Whether what a build says goes through the observer, or straight to our own streams: to a
// terminal it then shows colours and progress, but nobody can tell the builds apart.
enum class BuildOutput { observed, direct };

class Builder {
 public:
  struct World {
    world::Children& children;
    const world::Files& files;
    BuildObserver& observer;
  };
  Builder(World world, size_t at_once, BuildOutput output)
      : world_(world), at_once_(at_once), output_(output) {}

  // When a build fails no other is begun; those that run are waited for. Kind::invalid names the
  // components that failed; why, the observer was told. Once. The jobs outlive the task.
  async::Task<base::Result<>> run(const std::vector<BuildJob>* jobs);

 private:
  enum class State { waiting, running, done, failed };

  async::Task<> build(size_t job);
  async::Task<base::Result<>> run_commands(const BuildJob* job);
  async::Task<base::Result<>> run_command(const BuildJob* job, std::string command);
  bool may_begin(const BuildJob& job) const;
  size_t count(State state) const;
  base::Result<> outcome() const;

  World world_;
  const size_t at_once_;
  const BuildOutput output_;
  const std::vector<BuildJob>* jobs_ = nullptr;
  std::vector<State> states_;
  async::Event changed_;
};

}  // namespace project
