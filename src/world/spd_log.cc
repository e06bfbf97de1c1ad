#include "world/spd_log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace world {
namespace {

spdlog::level::level_enum to_spdlog(base::Level level) {
  switch (level) {
    case base::Level::debug:
      return spdlog::level::debug;
    case base::Level::info:
      return spdlog::level::info;
    case base::Level::warn:
      return spdlog::level::warn;
    case base::Level::error:
      return spdlog::level::err;
  }
  __builtin_unreachable();
}

class SpdLog final : public base::Log {
 public:
  SpdLog(std::shared_ptr<spdlog::logger> logger, base::Level least) : logger_(std::move(logger)) {
    logger_->set_level(to_spdlog(least));
    logger_->flush_on(spdlog::level::debug);
    logger_->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  }

  bool enabled(base::Level level) const override { return logger_->should_log(to_spdlog(level)); }
  void write(base::Level level, std::string_view room, std::string_view message) override {
    logger_->log(to_spdlog(level), "{}: {}", room, message);
  }

 private:
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace

std::unique_ptr<base::Log> stderr_log(base::Level least) {
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  return std::make_unique<SpdLog>(std::make_shared<spdlog::logger>("torpor", std::move(sink)),
                                  least);
}

}  // namespace world
