#include <CLI/CLI.hpp>

#include "cli/templates.h"

namespace cli {
namespace {

CLI::App* add_command(CLI::App& templates, const std::string& name, const std::string& help,
                      TemplatesOptions& options, TemplatesCommand chosen) {
  auto* command = templates.add_subcommand(name, help);
  command->callback([&options, chosen] { options.command = chosen; });
  return command;
}

void declare_install(CLI::App& install, TemplatesOptions& o) {
  auto* git = install.add_option("--git,--repo", o.git, "From a git repository");
  git->type_name("URL");
  install.add_option("--branch", o.branch, "Of the repository: a branch or tag")
      ->needs(git)
      ->type_name("NAME");
  auto* folder = install.add_option("--dir,--from", o.folder, "From a folder")->type_name("DIR");
  auto* archive =
      install.add_option("--tar", o.archive, "From a gzipped tar file, or a URL of one");
  archive->type_name("FILE|URL");
  git->excludes(folder)->excludes(archive);
  folder->excludes(archive);
  install.add_flag("--upgrade,--update", o.replace, "Replace templates that are installed already");
  install.footer(
      "Templates stand in a folder `templates` of the repository, folder or archive, in Spin's\n"
      "format. Examples:\n"
      "  torpor templates install --git https://github.com/me/templates\n"
      "  torpor templates install --tar https://example.org/templates.tar.gz\n"
      "  torpor templates install --dir . --upgrade");
}

}  // namespace

void declare_templates(CLI::App& root, TemplatesOptions& options) {
  auto* templates = root.add_subcommand("templates", "Look after what apps are made from");
  templates->alias("template");
  templates->require_subcommand(1);
  auto* list = add_command(*templates, "list", "List the templates that there are", options,
                           TemplatesCommand::list);
  list->add_option("--tag", options.tags, "Only those with this tag (several times)")
      ->type_name("TAG")
      ->allow_extra_args(false);
  list->add_flag("--verbose", options.verbose, "Also where they come from, and their tags");
  list->add_option("--format", options.format, "How the list is written")
      ->check(CLI::IsMember({"plain", "json"}).description(""))
      ->type_name("plain|json")
      ->capture_default_str();
  declare_install(
      *add_command(*templates, "install", "Install templates", options, TemplatesCommand::install),
      options);
  add_command(*templates, "upgrade", "Install all templates again, from where they came", options,
              TemplatesCommand::upgrade);
  add_command(*templates, "uninstall", "Remove a template", options, TemplatesCommand::uninstall)
      ->add_option("template", options.id, "Its id")
      ->required()
      ->type_name("TEMPLATE");
}

}  // namespace cli
