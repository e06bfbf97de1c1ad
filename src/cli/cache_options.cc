#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/cache.h"

namespace cli {
namespace {

// A text such as "30d"; the shorter units are base::find_duration's.
std::optional<std::chrono::milliseconds> find_age(const std::string& text) {
  if (!text.ends_with('d')) return base::find_duration(text);
  const auto days = base::find_number(std::string_view(text).substr(0, text.size() - 1));
  if (!days || *days > 100'000) return std::nullopt;
  return std::chrono::days(static_cast<int64_t>(*days));
}

void declare_common(CLI::App& command, CacheOptions& o) {
  command
      .add_option("--cache-dir", o.cache_dir, "The folder of the cache [$XDG_CACHE_HOME/torpor]")
      ->envname("TORPOR_CACHE_DIR")
      ->type_name("DIR");
}

void declare_format(CLI::App& command, CacheOptions& o) {
  command.add_option("--format", o.format, "How the answer is written")
      ->check(CLI::IsMember({"plain", "json"}).description(""))
      ->type_name("plain|json")
      ->capture_default_str();
}

void declare_prune(CLI::App& cache, CacheOptions& o) {
  auto* prune = cache.add_subcommand(
      "prune", "Remove apps, downloads and compositions, and what no app needs any more");
  prune->callback([&o] { o.action = CacheOptions::Action::prune; });
  declare_common(*prune, o);
  prune
      ->add_option_function<std::string>(
          "--unused-for",
          [&o](const std::string& text) {
            o.unused_for = find_age(text);
            if (o.unused_for) return;
            throw CLI::ValidationError("--unused-for", "`" + text + "`: write a time such as 30d");
          },
          "Remove what was not used for so long, such as 30d")
      ->type_name("TIME");
  prune
      ->add_option_function<std::string>(
          "--budget",
          [&o](const std::string& text) {
            o.budget = base::find_size(text);
            if (o.budget) return;
            throw CLI::ValidationError("--budget", "`" + text + "`: write a size such as 2GiB");
          },
          "Remove what was used longest ago until the rest fits, such as 2GiB")
      ->type_name("SIZE");
  prune->footer("Without flags, only what no app needs is removed. A running app stays.");
}

}  // namespace

void declare_cache_options(CLI::App& cache, CacheOptions& options) {
  cache.require_subcommand(1);
  auto* size = cache.add_subcommand("size", "How much the cache takes");
  size->callback([&options] { options.action = CacheOptions::Action::size; });
  auto* list = cache.add_subcommand(
      "list", "What was pulled, downloaded and composed, the one used last first");
  list->callback([&options] { options.action = CacheOptions::Action::list; });
  for (auto* command : {size, list}) {
    declare_common(*command, options);
    declare_format(*command, options);
  }
  declare_prune(cache, options);
}

}  // namespace cli
