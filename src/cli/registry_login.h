// torpor registry login and logout: keep and forget credentials, in the file that Spin uses too.
#pragma once

#include "base/log.h"
#include "base/result.h"
#include "cli/console.h"
#include "cli/registry_options.h"

namespace cli {

// Asks the registry whether the credentials are right before they are kept. Kind::denied when they
// are not.
base::Result<> run_registry_login(const RegistryLoginOptions& options, const Console& console,
                                  base::Log& log);

// Kind::not_found when nobody was logged in.
base::Result<> run_registry_logout(const RegistryLogoutOptions& options, const Console& console);

}  // namespace cli
