#include "cli/templates.h"

#include <algorithm>

#include "base/text.h"
#include "cli/download.h"
#include "cli/foreground.h"
#include "cli/template_catalogue.h"
#include "cli/temporary_folder.h"
#include "data/json.h"
#include "world/process.h"

namespace cli {
namespace {

using async::Task;
using base::Kind;
using base::Result;
using scaffold::Origin;

constexpr auto longest_clone = std::chrono::minutes(10);
constexpr uint64_t most_archive_bytes = uint64_t{256} << 20;

Task<Result<>> clone(world::Processes* processes, world::Clock* clock, Origin origin,
                     std::string to) {
  std::vector<std::string> arguments{"clone", "--quiet", "--depth", "1"};
  if (!origin.branch.empty()) arguments.insert(arguments.end(), {"--branch", origin.branch});
  arguments.insert(arguments.end(), {"--", origin.place, std::move(to)});
  CO_TRY(const auto ended, co_await world::with_deadline(
                               clock, clock->now() + longest_clone, "git clone",
                               processes->run({.name = "git", .arguments = std::move(arguments)})));
  if (ended.exit_code == 0) co_return Result<>();
  co_return base::fail(Kind::unavailable, "{} cannot be cloned: {}", origin.place,
                       base::trim(ended.errors));
}

class Templates {
 public:
  explicit Templates(const Console& console)
      : console_(console), catalogue_(open_catalogue(*files_)) {}

  Result<> list(const TemplatesOptions& options) const {
    std::vector<base::Error> broken;
    auto all = catalogue_.list(broken);
    std::erase_if(all, [&](const auto& one) { return !one.has_tags(options.tags); });
    console_.out(options.format == "json" ? as_json(all) : as_text(all, options.verbose));
    for (const auto& error : broken) console_.error(error.message());
    return {};
  }

  Result<> install(const TemplatesOptions& options) {
    TRY(const auto origin, origin_of(options));
    return install_from(origin, options.replace ? scaffold::Replace::yes : scaffold::Replace::no);
  }

  Result<> upgrade() {
    TRY(const auto installed, catalogue_.list_installed());
    std::vector<Origin> done;
    for (const auto& one : installed) {
      if (!one.origin || std::ranges::find(done, *one.origin) != done.end()) continue;
      TRY_VOID(install_from(*one.origin, scaffold::Replace::yes));
      done.push_back(*one.origin);
    }
    if (done.empty()) console_.err("No template is installed: there is nothing to upgrade\n");
    return {};
  }

  Result<> uninstall(const std::string& id) {
    TRY_VOID(catalogue_.uninstall(id));
    console_.err(base::format("Removed template {}\n", id));
    return {};
  }

 private:
  Result<Origin> origin_of(const TemplatesOptions& options) const {
    if (!options.git.empty()) return Origin{Origin::Type::git, options.git, options.branch};
    const bool is_folder = !options.folder.empty();
    const auto& path = is_folder ? options.folder : options.archive;
    if (path.empty()) {
      return base::fail(Kind::invalid, "say where from: --git URL, --dir DIR or --tar FILE|URL");
    }
    if (!is_folder && is_url(path)) return Origin{Origin::Type::archive, path, ""};
    TRY(auto place, files_->real_path(path));
    return Origin{is_folder ? Origin::Type::folder : Origin::Type::archive, std::move(place), ""};
  }

  Result<> install_from(const Origin& origin, scaffold::Replace replace) {
    TRY(const auto tree, fetch(origin));
    TRY(const auto ids, catalogue_.install(tree, origin, replace));
    for (const auto& id : ids) console_.err(base::format("Installed template {}\n", id));
    return {};
  }

  Result<scaffold::FileTree> fetch(const Origin& origin) {
    switch (origin.type) {
      case Origin::Type::git:
        return fetch_repository(origin);
      case Origin::Type::folder:
        return read_templates(origin.place);
      case Origin::Type::archive: {
        TRY(const auto archive, read_archive(origin.place));
        return scaffold::unpack_tree(archive);
      }
    }
    __builtin_unreachable();
  }

  Result<base::Bytes> read_archive(const std::string& place) const {
    if (!is_url(place)) return files_->read(place, most_archive_bytes);
    Foreground foreground;
    console_.err(base::format("Downloading {}\n", place));
    return download(foreground, place, most_archive_bytes);
  }

  Result<scaffold::FileTree> fetch_repository(const Origin& origin) {
    TRY(const auto temporary, TemporaryFolder::make(*files_, std::nullopt));
    const auto place = temporary.path() + "/repository";
    Foreground foreground;
    const auto processes = world::real_processes(foreground.loop());
    console_.err(base::format("Cloning {}\n", origin.place));
    TRY_VOID(foreground.run(clone(processes.get(), &foreground.clock(), origin, place)));
    return read_templates(place);
  }

  // Of a folder with "templates" only that: what else is in a repository may be large.
  Result<scaffold::FileTree> read_templates(const std::string& place) const {
    const auto inner = place + "/templates";
    return scaffold::read_tree(*files_, files_->exists(inner) ? inner : place);
  }

  static std::string as_text(const std::vector<scaffold::Template>& all, bool verbose) {
    size_t width = 0;
    for (const auto& one : all) width = std::max(width, one.id.size());
    std::string out;
    for (const auto& one : all) {
      out += base::format("{:<{}}  {}\n", one.id, width, one.description);
      if (verbose) {
        out += base::format("{:<{}}  tags: {}; {}\n", "", width, base::join(one.tags, ", "),
                            one.source);
      }
    }
    return out;
  }

  static std::string as_json(const std::vector<scaffold::Template>& all) {
    data::JsonArray list;
    for (const auto& one : all) {
      data::JsonObject object;
      object.emplace_back("id", one.id);
      object.emplace_back("description", one.description);
      object.emplace_back("tags", data::JsonArray(one.tags.begin(), one.tags.end()));
      object.emplace_back("source", one.source);
      list.emplace_back(std::move(object));
    }
    return data::write_json_pretty(list);
  }

  const Console& console_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  scaffold::Catalogue catalogue_;
};

}  // namespace

Result<> run_templates(const TemplatesOptions& options, const Console& console) {
  Templates templates(console);
  switch (options.command) {
    case TemplatesCommand::list:
      return templates.list(options);
    case TemplatesCommand::install:
      return templates.install(options);
    case TemplatesCommand::upgrade:
      return templates.upgrade();
    case TemplatesCommand::uninstall:
      return templates.uninstall(options.id);
  }
  __builtin_unreachable();
}

}  // namespace cli
