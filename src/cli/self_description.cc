#include "cli/self_description.h"

#include <CLI/CLI.hpp>

#include "cli/completions.h"
#include "cli/man_page.h"
#include "world/files.h"

namespace cli {
namespace {

using base::Result;

constexpr uint32_t folder_mode = 0755, page_mode = 0644;

Result<size_t> write_pages(world::Files& files, const std::string& folder, const CommandInfo& info,
                           const std::string& name, const std::string& command) {
  const auto path = base::format("{}/{}.1", folder, name);
  TRY_VOID(files.write_atomic(path, man_page(info, name, command)));
  TRY_VOID(files.set_mode(path, page_mode));
  size_t count = 1;
  for (const auto& child : info.commands) {
    TRY(const auto more,
        write_pages(files, folder, child, name + "-" + child.name, command + " " + child.name));
    count += more;
  }
  return count;
}

}  // namespace

void declare_self_description(CLI::App& root, SelfDescriptionOptions& options) {
  auto* completions =
      root.add_subcommand("completions", "Write a script that completes commands in a shell");
  completions->add_option("shell", options.shell, "Which shell")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""))
      ->type_name("bash|zsh|fish");
  completions->footer(
      "Examples:\n"
      "  torpor completions bash >~/.local/share/bash-completion/completions/torpor\n"
      "  torpor completions zsh >~/.zfunc/_torpor       (a folder of fpath)\n"
      "  torpor completions fish >~/.config/fish/completions/torpor.fish");
  auto* man = root.add_subcommand("man", "Write the man pages of all commands");
  man->add_option("folder", options.folder, "Where to")->type_name("DIR")->capture_default_str();
  man->footer("Example:\n  torpor man ~/.local/share/man/man1");
}

Result<> run_completions(const SelfDescriptionOptions& options, const CommandInfo& root,
                         const Console& console) {
  if (options.shell == "bash") console.out(bash_completions(root));
  if (options.shell == "zsh") console.out(zsh_completions(root));
  if (options.shell == "fish") console.out(fish_completions(root));
  return {};
}

Result<> run_man(const SelfDescriptionOptions& options, const CommandInfo& root,
                 const Console& console) {
  const auto files = world::real_files();
  TRY_VOID(files->make_directories(options.folder, folder_mode));
  TRY(const auto count, write_pages(*files, options.folder, root, "torpor", "torpor"));
  console.err(base::format("Wrote {} pages to {}\n", count, options.folder));
  return {};
}

}  // namespace cli
