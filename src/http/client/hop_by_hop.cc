#include "http/client/hop_by_hop.h"

#include <string>
#include <vector>

namespace http::client {

void remove_hop_by_hop(Fields* fields) {
  std::vector<std::string> names;
  for (const auto field : *fields) {
    if (is_hop_by_hop(field.name) || fields->has_token("connection", field.name)) {
      names.emplace_back(field.name);
    }
  }
  for (const auto& name : names) fields->remove(name);
}

}  // namespace http::client
