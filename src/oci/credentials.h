// Finds the credentials for a registry. The first place that has some counts:
//
//   1. the environment: TORPOR_REGISTRY (the host), TORPOR_REGISTRY_USER, TORPOR_REGISTRY_PASSWORD
//   2. Spin's file of log-ins, which `torpor registry login` writes
//   3. Docker's config: its helper for the registry, its store, its own entries
//
// Passwords go into no message and no log.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "async/task.h"
#include "base/log.h"
#include "base/result.h"
#include "oci/authorizer.h"
#include "oci/docker_config.h"
#include "world/clock.h"
#include "world/files.h"
#include "world/process.h"

namespace oci {

struct CredentialPlaces {
  std::string environment_host;  // empty: the environment has none
  Credentials environment;
  std::string spin_file;      // $XDG_CONFIG_HOME/fermyon/registry-auth.json
  std::string docker_config;  // $DOCKER_CONFIG/config.json
};

// By the variables of the environment. Kind::invalid when only some of torpor's three are there.
using Variables = std::function<std::optional<std::string>(const std::string& name)>;
base::Result<CredentialPlaces> find_credential_places(const Variables& variables);

struct CredentialTools {
  const world::Files& files;
  world::Processes& processes;
  world::Clock& clock;
  base::Log& log;
};

// `host`: as registry_host() gives it. Nothing when no place has any. Kind::invalid for a file that
// is damaged; a helper that fails, or has a token that torpor cannot use, is a warning. Everything
// outlives the task.
async::Task<base::Result<std::optional<Credentials>>> find_credentials(
    CredentialTools tools, const CredentialPlaces* places, std::string host);

}  // namespace oci
