// What `torpor doctor` finds wrong with a project, and what would put it right.
#pragma once

#include <string>
#include <variant>

namespace project {

// The manifest with this text.
struct EditManifest {
  std::string text;
};
// A command for a shell, in the folder of the manifest.
struct RunCommand {
  std::string command;
};
// torpor build, of one component.
struct BuildComponent {
  std::string id;
};
// Nothing that a program could do; the advice is for people.
struct NoFix {};

using Fix = std::variant<NoFix, EditManifest, RunCommand, BuildComponent>;

struct Finding {
  std::string problem;  // one line: what is wrong, and where
  std::string advice;   // one line: what would be right
  Fix fix;
};

}  // namespace project
