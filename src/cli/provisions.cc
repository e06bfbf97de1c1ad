#include "cli/provisions.h"

#include <cstdlib>
#include <filesystem>

#include "app/store_config.h"
#include "app/variables.h"
#include "store/set_up.h"

namespace cli {

using base::Result;

namespace {

constexpr uint64_t most_config_bytes = 1 << 20;

std::optional<std::string> environment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

std::optional<std::string> none_if_empty(const std::string& path) {
  return path.empty() ? std::nullopt : std::optional(path);
}

}  // namespace

Result<RuntimeSettings> read_runtime_settings(const UpOptions& options, const world::Files& files,
                                              base::Log& log) {
  RuntimeSettings out;
  if (!options.runtime_config) return out;
  const auto& path = *options.runtime_config;
  TRY(const auto text, files.read(path, most_config_bytes));
  TRY(out.config, manifest::parse_runtime_config(text, path));
  out.folder = std::filesystem::path(path).parent_path().string();
  for (const auto& warning : out.config.warnings) log.write(base::Level::warn, "cli", warning);
  return out;
}

std::string state_folder(const UpOptions& options, const RuntimeSettings& settings,
                         const std::string& usual) {
  if (options.state_dir) return *options.state_dir;
  return settings.config.state_dir.value_or(usual);
}

Result<manifest::VariableValues> read_values(const manifest::App& app, const UpOptions& options,
                                             const RuntimeSettings& settings,
                                             const world::Files& files, base::Log& log) {
  const auto read = [&](const std::string& path) { return files.read(path); };
  const app::VariableSources sources{options.variables, settings.config.variables_providers,
                                     environment};
  TRY(auto report, app::read_variables(read, app.variables, sources));
  for (const auto& warning : report.warnings) log.write(base::Level::warn, "cli", warning);
  TRY_VOID(report.values.check_complete());
  return std::move(report.values);
}

Result<std::unique_ptr<store::Catalog>> open_stores(const manifest::App& app,
                                                    const UpOptions& options, const StorePlan& plan,
                                                    world::Files& files) {
  const auto config =
      app::plan_stores(plan.settings.config, {none_if_empty(plan.state), plan.settings.folder});
  TRY_VOID(app::check_stores(app, config));
  TRY(auto catalog, store::Catalog::create(config, plan.background));
  TRY_VOID(store::set_key_values(*catalog, files, options.key_values));
  TRY_VOID(store::run_sql_scripts(*catalog, files, options.sqlite_scripts));
  return catalog;
}

}  // namespace cli
