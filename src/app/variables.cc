#include "app/variables.h"

#include <algorithm>

#include "base/text.h"

namespace app {

using base::Kind;
using base::Result;
using manifest::FindValue;
using manifest::Secret;

namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return out;
}

template <class Map>
std::optional<Secret> find_in(const Map& values, std::string_view name) {
  const auto found = values.find(name);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

enum class Absent { is_fine, is_an_error };

Result<DotenvValues> read_dotenv(const ReadFile& read, const std::string& path, Absent absent,
                                 const Environment& environment) {
  const auto text = read(path);
  if (text) return parse_dotenv(*text, path, environment);
  if (text.error().kind() == Kind::not_found && absent == Absent::is_fine) return DotenvValues{};
  return std::unexpected(text.error());
}

// <prefix>_<NAME> of the environment, and then of a file.
FindValue environment_provider(std::string prefix, Environment environment, DotenvValues file) {
  if (!prefix.empty()) prefix += '_';
  return [prefix = std::move(prefix), environment = std::move(environment),
          file = std::move(file)](std::string_view name) -> std::optional<Secret> {
    const auto full = prefix + upper(name);
    if (auto value = environment(full)) return Secret(*std::move(value));
    return find_in(file, full);
  };
}

Result<FindValue> read_provider(const ReadFile& read, const manifest::VariablesProvider& provider,
                                const Environment& environment) {
  if (const auto* fixed = std::get_if<manifest::StaticProvider>(&provider)) {
    return [values = fixed->values](std::string_view name) { return find_in(values, name); };
  }
  const auto& env = std::get<manifest::EnvironmentProvider>(provider);
  DotenvValues file;
  if (env.dotenv_path) {
    TRY(file, read_dotenv(read, *env.dotenv_path, Absent::is_an_error, environment));
  }
  return environment_provider(env.prefix, environment, std::move(file));
}

}  // namespace

Result<VariableReport> read_variables(const ReadFile& read,
                                      const std::map<std::string, manifest::Variable>& declared,
                                      const VariableSources& sources) {
  TRY(const auto flags, read_variable_flags(read, sources.flags));
  std::vector<FindValue> providers;
  providers.push_back([&flags](std::string_view name) { return find_in(flags, name); });
  for (const auto& provider : sources.providers) {
    TRY(auto made, read_provider(read, provider, sources.environment));
    providers.push_back(std::move(made));
  }
  if (!declared.empty()) {
    TRY(auto file, read_dotenv(read, ".env", Absent::is_fine, sources.environment));
    providers.push_back(
        environment_provider("SPIN_VARIABLE", sources.environment, std::move(file)));
  }
  const auto find = [&](std::string_view name) -> std::optional<Secret> {
    for (const auto& provider : providers) {
      if (auto value = provider(name)) return value;
    }
    return std::nullopt;
  };
  return VariableReport{manifest::VariableValues::resolve(declared, find),
                        find_undeclared(flags, declared)};
}

}  // namespace app
