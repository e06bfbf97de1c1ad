// A log that keeps its lines for a test to read.
#pragma once

#include <string>
#include <vector>

#include "base/log.h"

namespace testing {

class NotedLog final : public base::Log {
 public:
  bool enabled(base::Level) const override { return true; }
  void write(base::Level, std::string_view room, std::string_view message) override {
    lines.push_back(std::string(room) + ": " + std::string(message));
  }

  std::vector<std::string> lines;  // "http: ..."
};

}  // namespace testing
