#include "cli/pairs.h"

namespace cli {

base::Result<Pairs> parse_pairs(std::string_view flag, std::string_view form,
                                const std::vector<std::string>& entries) {
  Pairs out;
  for (const auto& entry : entries) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) {
      return base::fail(base::Kind::invalid, "{} `{}`: write {}", flag, entry, form);
    }
    out.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return out;
}

}  // namespace cli
