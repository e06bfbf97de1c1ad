// One request to one component: a new store with limits and grants, the guest, its answer.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "async/loop.h"
#include "async/task_group.h"
#include "base/log.h"
#include "engine/engine.h"
#include "engine/socket_policy.h"
#include "http/service.h"
#include "world/clock.h"

namespace engine {

class GuestStores;

struct Directory {
  std::string host_path;
  std::string guest_path;  // absolute
  bool writable = false;
};

// What the manifest grants a component. Everything else is denied. Immutable, shared by its
// instances.
struct Grants {
  std::vector<std::string> arguments;  // of a command
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<Directory> directories;
  http::Service* outbound = nullptr;      // outgoing wasi:http; none: every request is refused
  std::shared_ptr<SocketPolicy> sockets;  // none: no sockets; shared with those that are open
  GuestStores* stores = nullptr;          // of the loop; none: no stores and no variables
};

struct Limits {
  uint64_t memory_bytes = uint64_t{1} << 30;  // all linear memories and tables of one instance
  // How long a guest may take until its response head, and then between two pieces of its body.
  // A guest past it is stopped.
  std::chrono::milliseconds deadline{30'000};
};

// Where a guest's standard output and error go. Called on any thread; chunks, not lines.
class GuestOutput {
 public:
  virtual ~GuestOutput() = default;
  virtual void write_stdout(std::string_view bytes) = 0;
  virtual void write_stderr(std::string_view bytes) = 0;
};

// Everything an instance needs, borrowed for as long as it lives.
struct InstanceContext {
  async::Loop& loop;
  world::Clock& clock;
  base::Log& log;
  // Where guests finish that go on after their response has ended, each at most for its deadline;
  // none: they are stopped there.
  async::TaskGroup* tails = nullptr;
};

// Answers one request. The response comes as soon as the guest has set its head; its body pulls on
// the guest. The instance lives until the body ended or was dropped, and holds `code` and `grants`.
// Kind::guest: trap, or no response; Kind::timeout; Kind::limit: no free slot, memory.
async::Task<base::Result<http::Response>> run_instance(InstanceContext context,
                                                       std::shared_ptr<const Code> code,
                                                       std::shared_ptr<const Grants> grants,
                                                       std::shared_ptr<GuestOutput> output,
                                                       Limits limits, http::Request request);

}  // namespace engine
