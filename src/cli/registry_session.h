// What every command that talks to a registry stands on: a loop, the network, the credentials, the
// store. One command, one session, one run().
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "async/loop.h"
#include "async/offload.h"
#include "http/client/client.h"
#include "oci/credentials.h"
#include "oci/registry_client.h"
#include "oci/store.h"
#include "world/files.h"
#include "world/net.h"
#include "world/process.h"
#include "world/tls.h"

namespace cli {

class RegistrySession {
 public:
  // `log` and `files` outlive it. `cache_dir`: of the command, see cli/folders.h.
  RegistrySession(world::Files& files, base::Log& log, const std::optional<std::string>& cache_dir);

  // Runs a command's work to its end, on this thread. Once.
  template <class T>
  T run(async::Task<T> task) {
    std::optional<T> out;
    const async::Started<> work(keep_result(&loop_, std::move(task), &out));
    if (!out) loop_.run();
    return std::move(*out);
  }

  // A client that has made contact, with the credentials that the user has for the registry.
  async::Task<base::Result<std::unique_ptr<oci::RegistryClient>>> connect(
      oci::Reference reference, oci::Access access, oci::Encryption encryption);
  // The same with these credentials.
  async::Task<base::Result<std::unique_ptr<oci::RegistryClient>>> connect_as(
      oci::Credentials credentials, oci::Reference reference, oci::Encryption encryption);

  oci::Store& store() { return store_; }
  world::Files& files() { return files_; }
  world::Clock& clock() { return *clock_; }
  async::Loop& loop() { return loop_; }
  async::Threads& threads() { return threads_; }

 private:
  template <class T>
  static async::Task<> keep_result(async::Loop* loop, async::Task<T> task, std::optional<T>* out) {
    out->emplace(co_await std::move(task));
    loop->stop();
  }
  async::Task<base::Result<std::unique_ptr<oci::RegistryClient>>> open(
      oci::Reference reference, oci::Access access, oci::RegistryOptions options);

  world::Files& files_;
  base::Log& log_;
  oci::Store store_;
  async::Loop loop_;
  std::unique_ptr<world::Clock> clock_;
  async::Threads resolvers_{4};
  std::unique_ptr<world::Net> net_;
  std::unique_ptr<world::TlsClient> tls_;
  std::unique_ptr<world::Processes> processes_;
  http::client::Client http_;
  async::Threads threads_{4};  // last: what they have begun uses all the others
};

}  // namespace cli
