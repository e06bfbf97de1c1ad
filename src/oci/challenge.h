// How a registry wants to be asked: the challenges of a 401 answer (RFC 9110 section 11.6.1).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace oci {

struct Challenge {
  std::string scheme;                             // lower case: "bearer", "basic"
  std::map<std::string, std::string> parameters;  // names in lower case

  const std::string* find(const std::string& name) const;
};

// The challenges of one WWW-Authenticate field, as far as they can be read.
std::vector<Challenge> parse_challenges(std::string_view field);

}  // namespace oci
