// Reads what belongs to the app as a whole: [application] and [variables].
#pragma once

#include "manifest/reading.h"

namespace manifest {

base::Result<> read_application(const Node& node, Reading& reading);
base::Result<> read_variables(const Node& node, Reading& reading);

base::Result<std::vector<Target>> read_targets(const Node& node);
// `tool` tables belong to other tools; only their shape is looked at.
base::Result<> check_tools(const Node& node);
// A setting of HTTP triggers for the whole app ([application.trigger.http]).
base::Result<> check_http_setting(const Node& setting, Reading& reading);

}  // namespace manifest
