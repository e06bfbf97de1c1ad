// Reads a component: [component.<id>] of version 2, [[component]] of version 1, or an inline table
// of a trigger.
#pragma once

#include "manifest/reading.h"

namespace manifest {

// A component of version 2. Variables of the app must have been read before.
base::Result<Component> read_component(const Node& node, std::string id, Reading& reading);

// The keys that both versions have, whatever they do with the rest.
base::Result<> read_common_keys(const Table& table, Component& out, Reading& reading);
// Name -> template, each of which names only variables of the app.
base::Result<std::map<std::string, std::string>> read_component_variables(const Node& node,
                                                                          const App& app);
base::Result<std::vector<std::string>> read_allowed_outbound_hosts(const Node& node,
                                                                   const App& app);
base::Result<std::vector<std::string>> read_allowed_http_hosts(const Node& node, Reading& reading);

}  // namespace manifest
