// Values across the border to the bridge. For .cc files of this room only, as bridge.h itself.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/log.h"
#include "base/result.h"
#include "engine/bridge/bridge.h"
#include "http/fields.h"

namespace engine {

inline bridge_slice slice_of(base::View view) {
  return {view.data(), view.size()};
}
inline base::View view_of(bridge_slice slice) {
  return {slice.data, slice.size};
}

// The buffer's content; frees it.
base::Bytes take(bridge_buffer buffer);

// A failure of the bridge and, for the log, what led to it; one line each.
struct Fault {
  base::Error error;
  std::string detail;
};
Fault take(bridge_error& error);
// The error alone; what led to it becomes a line of the log.
base::Error take(bridge_error& error, base::Log& log);

// The fields as an array for the bridge; it borrows them.
std::vector<bridge_field> array_of(const http::Fields& fields);
// A bridge_visit_field that adds to the http::Fields that `self` points to.
void add_field(void* self, bridge_slice name, bridge_slice value);

// The wasi:http error for a failure of the other side.
bridge_fault fault_of(const base::Error& error);

}  // namespace engine
