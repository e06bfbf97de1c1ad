// The flags of `torpor up`, as values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ip.h"
#include "engine/shelf.h"

namespace CLI {
class App;
}

namespace cli {

struct UpOptions {
  std::string from = "spin.toml";  // a manifest, its folder, a .wasm file, or a reference
  bool plain_registry = false;     // -k
  bool build = false;              // the app first
  std::string profile;
  std::vector<std::string> component_ids;
  std::vector<std::string> environment;  // "NAME=value"

  std::string listen = "127.0.0.1:3000";
  bool find_free_port = false;
  int listen_fd = -1;             // of `torpor watch`: a listening socket in place of `listen` ...
  int ready_fd = -1;              // ... and where to say that requests are served
  std::string tls_cert, tls_key;  // PEM files; both or neither
  uint64_t max_head_bytes = 64 * 1024;
  std::string format = "plain";

  std::optional<std::string> log_dir;  // "" for none
  bool truncate_logs = false;
  bool quiet = false;
  std::vector<std::string> follow;

  std::optional<std::string> state_dir, cache_dir, temp_dir;
  bool allow_transient_write = false;
  bool direct_mounts = false;  // changes nothing: it is the default wherever it is possible
  std::optional<uint64_t> max_instance_memory;

  std::optional<std::string> runtime_config;  // a file
  std::vector<std::string> variables;         // "NAME=value", "NAME=@file", "@file.json"
  std::vector<std::string> key_values;        // "KEY=value", for the store `default`
  std::vector<std::string> sqlite_scripts;    // statements, "@file" or "@file:label"

  std::optional<std::chrono::milliseconds> cooldown = std::chrono::seconds(5);
  uint64_t memory_budget = uint64_t{512} << 20;
  std::chrono::milliseconds request_timeout = std::chrono::seconds(30);
  engine::Share requests_per_instance{128, 128}, requests_at_once{16, 16};  // of WASI 0.3
  std::chrono::milliseconds instance_idle = std::chrono::seconds(1);
  unsigned threads = 0;  // event loops; 0: one per core
};

// Adds the flags to the command. They are written to `options` when it is parsed.
void declare_up_options(CLI::App& command, UpOptions& options);

}  // namespace cli
