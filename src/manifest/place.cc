#include "manifest/place.h"

namespace manifest {

base::Error error_at(base::Kind kind, const Place& place, std::string_view message) {
  std::string text = place.at + ": ";
  for (const char c : message) {
    const auto code = static_cast<unsigned char>(c);
    text += code < 0x20 || code == 0x7f ? '?' : c;
  }
  if (!place.excerpt.empty()) text += "\n" + place.excerpt;
  return {kind, std::move(text)};
}

}  // namespace manifest
