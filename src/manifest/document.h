// The text of a manifest and its name: turns positions into places that can be shown.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "data/position.h"
#include "manifest/place.h"

namespace manifest {

class Document {
 public:
  // The text is borrowed.
  Document(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {}

  Place place(data::Position position) const;

  // Kind::invalid, at the position.
  template <class... Args>
  std::unexpected<base::Error> fail(data::Position position, base::FormatString<Args...> format,
                                    Args&&... args) const {
    const auto message = base::format(format, std::forward<Args>(args)...);
    return std::unexpected(error_at(base::Kind::invalid, place(position), message));
  }

 private:
  std::string_view find_line(uint32_t line) const;

  std::string file_;
  std::string_view text_;
};

}  // namespace manifest
