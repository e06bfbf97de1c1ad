#include "cli/new_app.h"

#include <algorithm>

#include "base/text.h"
#include "cli/author.h"
#include "cli/foreground.h"
#include "cli/pairs.h"
#include "cli/prompt.h"
#include "cli/template_catalogue.h"
#include "data/toml.h"
#include "project/manifest_file.h"
#include "scaffold/generation.h"
#include "scaffold/manifest_edit.h"

namespace cli {
namespace {

using base::Kind;
using base::Result;
using scaffold::Purpose;

// "My app" -> "My_app": a name for a folder.
std::string folder_named(const std::string& name) {
  std::string out = name;
  for (char& c : out) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
    if (!fine) c = '_';
  }
  return out;
}

Result<scaffold::Values> read_values(const world::Files& files, const std::string& path) {
  TRY(const auto text, files.read(path, 1 << 20));
  const auto table = data::parse_toml(text);
  if (!table) {
    return base::fail(Kind::invalid, "{}:{}: {}", path, table.error().position.line,
                      table.error().message);
  }
  scaffold::Values out;
  for (const auto& [key, position, value] : table->entries()) {
    const auto* string = value.string();
    if (!string) return base::fail(Kind::invalid, "{}: `{}` must be a string", path, key);
    out[key] = *string;
  }
  return out;
}

// One run of either command: first everything is asked, then everything is planned, then written.
class Making {
 public:
  Making(const NewOptions& options, Purpose purpose, const Console& console)
      : options_(options),
        purpose_(purpose),
        console_(console),
        prompt_(console),
        catalogue_(open_catalogue(*files_)) {}

  Result<> run() {
    if (purpose_ == Purpose::add_component) {
      TRY(app_, project::read_manifest_file(*files_, options_.manifest));
      request_.manifest = app_.text;
    }
    request_.purpose = purpose_;
    TRY_VOID(take_values());
    TRY(const auto made_from, pick_template());
    TRY(const auto variant, scaffold::variant_for(made_from, purpose_, request_.manifest));
    TRY_VOID(take_name());
    TRY_VOID(check_folder());
    TRY_VOID(check_value_names(made_from));
    for (const auto* parameter : scaffold::wanted_parameters(made_from, variant)) {
      TRY_VOID(take_value(*parameter));
    }
    take_author();
    if (options_.no_vcs) request_.version_control = scaffold::VersionControl::left_out;
    TRY(auto generation, scaffold::plan_generation(made_from, request_));
    TRY_VOID(write(std::move(generation)));
    tell(made_from);
    return {};
  }

 private:
  Result<> take_values() {
    if (!options_.values_file.empty()) {
      TRY(request_.values, read_values(*files_, options_.values_file));
    }
    TRY(const auto pairs, parse_pairs("--value", "NAME=VALUE", options_.values));
    for (const auto& [name, value] : pairs) request_.values[name] = value;
    return {};
  }

  Result<scaffold::Template> pick_template() const {
    if (!options_.template_id.empty()) return catalogue_.find(options_.template_id);
    std::vector<base::Error> broken;
    auto all = catalogue_.list(broken);
    std::erase_if(all, [this](const scaffold::Template& one) {
      return !one.has_tags(options_.tags) ||
             !scaffold::variant_for(one, purpose_, request_.manifest);
    });
    if (all.empty()) {
      return base::fail(Kind::not_found, "no template has the tags {}",
                        base::join(options_.tags, ", "));
    }
    std::vector<std::string> lines, ids;
    for (const auto& one : all) {
      lines.push_back(base::format("{:<18} {}", one.id, one.description));
      ids.push_back(one.id);
    }
    if (!prompt_.is_possible()) {
      return base::fail(Kind::invalid, "say what it is made from, with --template: {}",
                        base::join(ids, ", "));
    }
    TRY(const auto chosen, prompt_.choose("Template", lines));
    return std::move(all[chosen]);
  }

  Result<> take_name() {
    request_.name = options_.name;
    if (request_.name.empty()) {
      if (!prompt_.is_possible()) {
        return base::fail(Kind::invalid, "give it a name: torpor {} NAME",
                          purpose_ == Purpose::new_application ? "new" : "add");
      }
      TRY(request_.name, prompt_.ask("Name", std::nullopt, scaffold::check_name));
    }
    TRY_VOID(scaffold::check_name(request_.name));
    request_.output = options_.init ? "." : options_.output.value_or(folder_named(request_.name));
    return {};
  }

  // Where the files go, seen from here.
  std::string folder() const {
    if (purpose_ == Purpose::new_application) return request_.output;
    return project::path_in(app_.folder, request_.output);
  }

  Result<> check_folder() const {
    const auto names = files_->list(folder());
    const bool is_app = purpose_ == Purpose::add_component && request_.output == ".";
    if (!names || names->empty() || is_app || options_.allow_overwrite) return {};
    if (prompt_.is_possible()) {
      TRY(const bool goes_on,
          prompt_.confirm(base::format("`{}` has files. Make it there all the same?", folder())));
      if (goes_on) return {};
    }
    return base::fail(Kind::denied,
                      "the folder `{}` has files; name another with --output, or give "
                      "--allow-overwrite",
                      folder());
  }

  Result<> check_value_names(const scaffold::Template& made_from) const {
    for (const auto& [name, value] : request_.values) {
      const auto is_it = [&name](const auto& parameter) { return parameter.id == name; };
      if (std::ranges::any_of(made_from.parameters, is_it)) continue;
      std::vector<std::string> known;
      for (const auto& parameter : made_from.parameters) known.push_back(parameter.id);
      return base::fail(Kind::invalid, "template {} does not ask for `{}`; it asks for {}",
                        made_from.id, name, known.empty() ? "nothing" : base::join(known, ", "));
    }
    return {};
  }

  Result<> take_value(const scaffold::Parameter& parameter) {
    if (request_.values.contains(parameter.id)) return {};
    const auto& fallback = parameter.default_value;
    if (fallback && (options_.accept_defaults || !prompt_.is_possible())) {
      request_.values[parameter.id] = *fallback;
      return {};
    }
    if (!prompt_.is_possible()) {
      return base::fail(Kind::invalid, "a value is missing: --value {}=… ({})", parameter.id,
                        parameter.prompt);
    }
    auto question = parameter.prompt;
    if (!parameter.allowed.empty()) {
      question += base::format(" ({})", base::join(parameter.allowed, ", "));
    }
    TRY(request_.values[parameter.id],
        prompt_.ask(question, fallback,
                    [&](const std::string& value) { return parameter.check(value); }));
    return {};
  }

  void take_author() {
    Foreground foreground;
    const auto processes = world::real_processes(foreground.loop());
    // Without an author the app is made all the same.
    std::ignore = foreground.run(keep_author(processes.get(), &request_.values));
  }
  static async::Task<Result<>> keep_author(world::Processes* processes, scaffold::Values* values) {
    const auto author = co_await find_author(processes);
    values->emplace("authors", author.with_address);
    values->emplace("username", author.name);
    co_return Result<>();
  }

  Result<> write(scaffold::Generation generation) {
    if (!options_.targets.empty() && purpose_ == Purpose::new_application) {
      const auto at = generation.files.find("spin.toml");
      if (at != generation.files.end()) {
        at->second = scaffold::set_targets(at->second, options_.targets);
      }
    }
    if (!generation.files.empty()) {
      TRY_VOID(scaffold::write_tree(*files_, folder(), generation.files));
    }
    for (const auto& path : generation.folders) {
      TRY_VOID(files_->make_directories(project::path_in(folder(), path), 0755));
    }
    const auto app_folder = purpose_ == Purpose::add_component ? app_.folder : folder();
    for (const auto& path : generation.app_folders) {
      TRY_VOID(files_->make_directories(project::path_in(app_folder, path), 0755));
    }
    return generation.manifest ? write_manifest(*generation.manifest) : Result<>();
  }

  Result<> write_manifest(const std::string& text) const {
    TRY(const auto info, files_->info(app_.path));
    TRY_VOID(files_->write_atomic(app_.path, text));
    return files_->set_mode(app_.path, info.mode);
  }

  void tell(const scaffold::Template& made_from) const {
    if (purpose_ == Purpose::add_component) {
      console_.err(base::format("Added {} to {}, from template {}\n", request_.name, app_.path,
                                made_from.id));
      return;
    }
    const auto where = request_.output == "." ? "" : base::format("cd {} && ", request_.output);
    console_.err(base::format("Made {} from template {}. Next: {}torpor build --up\n",
                              request_.name, made_from.id, where));
  }

  const NewOptions& options_;
  const Purpose purpose_;
  const Console& console_;
  const Prompt prompt_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  scaffold::Catalogue catalogue_;
  project::ManifestFile app_;  // that is added to
  scaffold::Request request_;
};

}  // namespace

Result<> run_new(const NewOptions& options, const Console& console) {
  return Making(options, Purpose::new_application, console).run();
}

Result<> run_add(const NewOptions& options, const Console& console) {
  return Making(options, Purpose::add_component, console).run();
}

}  // namespace cli
