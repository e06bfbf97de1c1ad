#include "data/position.h"

namespace data {

Position position_at(std::string_view text, size_t offset) {
  Position out{1, 1};
  for (const char c : text.substr(0, offset)) {
    const bool continues = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
    if (c == '\n') {
      ++out.line;
      out.column = 1;
    } else if (!continues) {
      ++out.column;
    }
  }
  return out;
}

}  // namespace data
