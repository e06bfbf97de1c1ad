#include "cli/size_text.h"

#include "base/format.h"

namespace cli {

std::string size_text(uint64_t bytes) {
  if (bytes < 1000) return base::format("{} B", bytes);
  if (bytes < 1'000'000) return base::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  if (bytes < 1'000'000'000) return base::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
  return base::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

}  // namespace cli
