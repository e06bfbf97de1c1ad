#include "cli/folders.h"

#include <cstdlib>

namespace cli {
namespace {

std::string cache_home() {
  if (auto home = find_variable("XDG_CACHE_HOME")) return *home + "/torpor";
  return find_variable("HOME").value_or("/tmp") + "/.cache/torpor";
}

}  // namespace

std::optional<std::string> find_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (!value || !*value) return std::nullopt;
  return value;
}

std::string code_folder(const std::optional<std::string>& given) {
  return given ? *given : cache_home() + "/code";  // a folder that is given is for code
}

std::string registry_folder(const std::optional<std::string>& given) {
  return given.value_or(cache_home()) + "/registry";
}

std::string downloads_folder(const std::optional<std::string>& given) {
  return given.value_or(cache_home()) + "/downloads";
}

std::string compositions_folder(const std::optional<std::string>& given) {
  return given.value_or(cache_home()) + "/composed";
}

}  // namespace cli
