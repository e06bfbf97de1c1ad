#include <CLI/CLI.hpp>

#include "cli/new_app.h"

namespace cli {
namespace {

void declare_common(CLI::App& command, NewOptions& o) {
  command.add_option("name", o.name, "What it is called; asked for when it is not given")
      ->type_name("NAME");
  command
      .add_option("-t,--template", o.template_id,
                  "What it is made from (torpor templates list); asked for when it is not given")
      ->type_name("TEMPLATE");
  command.add_option("--tag", o.tags, "Ask only for templates with this tag (several times)")
      ->type_name("TAG")
      ->allow_extra_args(false);
  auto* output = command.add_option("-o,--output", o.output, "The folder it is made in [NAME]");
  output->type_name("DIR");
  command.add_flag("--init", o.init, "Make it in the folder that is there")->excludes(output);
  command.add_option("-v,--value", o.values, "A value that the template asks for (several times)")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command.add_option("--values-file", o.values_file, "Values from a TOML file; --value beats it")
      ->type_name("FILE");
  command.add_flag("-a,--accept-defaults", o.accept_defaults, "Ask for nothing that has a default");
  command.add_flag("--no-vcs", o.no_vcs, "Make no .gitignore");
  command.add_flag("--allow-overwrite,--allow-overwrites", o.allow_overwrite,
                   "Make it in a folder that has files, over those of the same names");
}

}  // namespace

void declare_new(CLI::App& root, NewOptions& options) {
  auto* command = root.add_subcommand("new", "Make an app from a template");
  command->alias("n");
  declare_common(*command, options);
  command
      ->add_option("-E,--target-environment", options.targets,
                   "Where the app is to run, as `targets` of its manifest (several times)")
      ->envname("SPIN_NEW_DEFAULT_ENVIRONMENT")
      ->type_name("TARGET")
      ->allow_extra_args(false);
  command->footer(
      "Examples:\n"
      "  torpor new                                   asks for everything\n"
      "  torpor new hello -t http-rust -a             takes the defaults\n"
      "  torpor new site -t static-fileserver -v files-path=public\n"
      "Then: cd hello && torpor build --up");
}

void declare_add(CLI::App& root, NewOptions& options) {
  auto* command = root.add_subcommand("add", "Add a component to an app, from a template");
  command->alias("a");
  declare_common(*command, options);
  command->add_option("-f,--from,--file", options.manifest, "The app: its spin.toml or folder")
      ->type_name("PATH")
      ->capture_default_str();
  command->footer(
      "Examples:\n"
      "  torpor add                                   asks for everything\n"
      "  torpor add api -t http-js -v http-path=/api/... -a");
}

}  // namespace cli
