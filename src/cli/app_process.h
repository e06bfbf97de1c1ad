// The app that `torpor watch` serves, as programs of their own: one version follows another on the
// same listening socket.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "async/task_group.h"
#include "base/result.h"
#include "world/child.h"
#include "world/listening_socket.h"

namespace cli {

class AppProcess {
 public:
  // `arguments` of torpor up. All is borrowed. `on_end`: told the exit code when the version that
  // serves ends without being asked to.
  AppProcess(async::Loop& loop, const world::ListeningSocket& socket,
             std::vector<std::string> arguments, std::function<void(int)> on_end);

  // Starts a version; when it is ready the one before is asked to end, and answers what it has
  // accepted. False when the new one does not get ready: the one before goes on.
  async::Task<base::Result<bool>> start_next();
  // Asks what runs to end, and waits for it.
  async::Task<> end();

 private:
  struct Version {
    std::unique_ptr<world::Child> child;
    bool asked_to_end = false;
  };
  async::Task<> accompany(std::shared_ptr<Version> version);
  void ask_to_end();

  async::Loop& loop_;
  const world::ListeningSocket& socket_;
  const std::vector<std::string> arguments_;
  const std::function<void(int)> on_end_;
  std::unique_ptr<world::Children> children_;
  std::shared_ptr<Version> serving_;  // shared with the task that waits for its end
  async::TaskGroup running_;
};

}  // namespace cli
