#include "project/toolchain_checks.h"

#include <set>

#include "base/text.h"

namespace project {
namespace {

using async::Task;

constexpr auto longest_check = std::chrono::seconds(20);

struct KnownProgram {
  std::string_view name, advice;
};
constexpr KnownProgram known_programs[] = {
    {"cargo", "install Rust: https://rustup.rs, or your system's package"},
    {"npm", "install Node.js, which brings it"},
    {"node", "install Node.js"},
    {"make", "install make: your system has a package"},
    {"componentize-py",
     "pip install componentize-py, best in a virtual environment that is active"},
    {"wit-bindgen", "cargo install wit-bindgen-cli"},
    {"wasm-tools", "cargo install wasm-tools"},
    {"go", "install Go: https://go.dev/dl"},
    {"tinygo", "install TinyGo: https://tinygo.org"},
    {"python3", "install Python: your system has a package"},
};

std::string advice_for(std::string_view program) {
  for (const auto& known : known_programs) {
    if (known.name == program) return std::string(known.advice);
  }
  return base::format("install {}, or add its folder to PATH", program);
}

// What make runs in the templates in C and C++.
constexpr std::string_view tools_of_make[] = {"wit-bindgen"};

bool separates_commands(std::string_view word) {
  return word == "&&" || word == "||" || word == ";" || word == "|";
}

Task<bool> succeeds(Toolchain tools, std::string command) {
  const auto ended = co_await world::with_deadline(
      &tools.clock, tools.clock.now() + longest_check, "sh",
      tools.processes.run({.name = "/bin/sh", .arguments = {"-c", std::move(command)}}));
  co_return ended && ended->exit_code == 0;
}

Task<bool> has_program(Toolchain tools, std::string name) {
  co_return co_await succeeds(tools, base::format("command -v '{}'", name));
}

// Whether the compiler has the standard library of the target. Flags that cargo would give it may
// name another place to look in.
Task<bool> has_target(Toolchain tools, std::string target) {
  auto variable = target;
  for (char& c : variable) {
    if (c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  const auto flags = base::format("$CARGO_TARGET_{}_RUSTFLAGS", variable);
  co_return co_await succeeds(
      tools,
      base::format("test -d \"$(\"${{RUSTC:-rustc}}\" {} --print target-libdir --target {})\"",
                   flags, target));
}

struct Needs {
  std::set<std::string> programs, targets;
};

void add_needs(const std::string& command, Needs& out) {
  const auto used = programs_of(command);
  // Paths are the project's own, and words with quotes or variables are the shell's affair.
  for (const auto& name : used) {
    if (name.find_first_of("/'\"$(){}`!") == std::string::npos) out.programs.insert(name);
  }
  const auto target = rust_target_of(command);
  const bool plain =
      target.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
  if (!used.empty() && used.front() == "cargo" && plain && !target.empty()) {
    out.targets.insert(target);
  }
}

Needs needs_of(const manifest::App& app) {
  Needs out;
  for (const auto& component : app.components) {
    if (!component.build) continue;
    for (const auto& command : component.build->commands) add_needs(command, out);
  }
  if (out.programs.contains("make")) {
    out.programs.insert(std::begin(tools_of_make), std::end(tools_of_make));
  }
  return out;
}

// Rust calls it wasm32-wasip1 since 1.78, and knows the old name no more since 1.84.
constexpr std::string_view old_wasi = "wasm32-wasi", new_wasi = "wasm32-wasip1";

std::string with_new_wasi(std::string text) {
  for (size_t at = 0; (at = text.find(old_wasi, at)) != std::string::npos; at += new_wasi.size()) {
    const auto after = base::View(text).substr(at + old_wasi.size());
    if (!after.starts_with('p')) text.replace(at, old_wasi.size(), new_wasi);
  }
  return text;
}

Task<Finding> advise_on_target(Toolchain tools, const ManifestFile* file, std::string target) {
  auto problem = base::format("Rust has no standard library for {}", target);
  const bool rustup = co_await has_program(tools, "rustup");
  if (target == old_wasi && (rustup || co_await has_target(tools, std::string(new_wasi)))) {
    co_return Finding{std::move(problem),
                      base::format("write {} in its place: that is its name now", new_wasi),
                      EditManifest{with_new_wasi(file->text)}};
  }
  const auto command = base::format("rustup target add {}", target);
  co_return Finding{std::move(problem),
                    rustup ? "run " + command : "install it with Rust, or use rustup",
                    rustup ? Fix(RunCommand{command}) : Fix(NoFix{})};
}

}  // namespace

std::vector<std::string> programs_of(const std::string& command) {
  std::vector<std::string> out;
  bool begins = true;
  for (auto word : base::split(command, ' ')) {
    if (word.empty()) continue;
    const bool ends = word.ends_with(';');
    if (ends) word.remove_suffix(1);
    const bool is_assignment = word.contains('=') && !word.starts_with('=');
    if (separates_commands(word)) {
      begins = true;
    } else if (begins && !is_assignment) {
      out.emplace_back(word);
      begins = false;
    }
    if (ends) begins = true;
  }
  return out;
}

std::string rust_target_of(const std::string& command) {
  const auto words = base::split(command, ' ');
  for (size_t i = 0; i < words.size(); ++i) {
    constexpr std::string_view with_value = "--target=";
    if (words[i].starts_with(with_value)) return std::string(words[i].substr(with_value.size()));
    if (words[i] == "--target" && i + 1 < words.size()) return std::string(words[i + 1]);
  }
  return "";
}

Task<std::vector<Finding>> check_toolchains(Toolchain tools, const ManifestFile* file,
                                            const manifest::App* app) {
  auto needed = needs_of(*app);
  std::vector<Finding> out;
  for (const auto& name : needed.programs) {
    if (co_await has_program(tools, name)) continue;
    out.push_back({base::format("the program {} is not installed; a build command runs it", name),
                   advice_for(name), NoFix{}});
    if (name == "cargo") needed.targets.clear();
  }
  for (const auto& target : needed.targets) {
    if (co_await has_target(tools, target)) continue;
    out.push_back(co_await advise_on_target(tools, file, target));
  }
  co_return out;
}

}  // namespace project
