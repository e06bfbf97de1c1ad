// Reads what is particular to a trigger of type http: route, executor, static_response.
#pragma once

#include "manifest/reading.h"

namespace manifest {

// Fills in the route and the executor from the table's keys of these names.
base::Result<> read_route_and_executor(const Table& table, Reading& reading, HttpTrigger& out);
base::Result<StaticResponse> read_static_response(const Node& node);

}  // namespace manifest
