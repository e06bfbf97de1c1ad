// A number of bytes as people read it: "850 B", "12.3 MB".
#pragma once

#include <cstdint>
#include <string>

namespace cli {

std::string size_text(uint64_t bytes);

}  // namespace cli
