#include "cli/man_page.h"

#include "base/format.h"
#include "base/text.h"

namespace cli {
namespace {

// Backslashes, dashes that are to be typed, and lines that would be requests.
std::string escaped(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_begins = c == '\n';
  }
  return out;
}

std::string synopsis(const CommandInfo& info, const std::string& command) {
  auto out = base::format("\\fB{}\\fR [\\fIOPTIONS\\fR]", escaped(command));
  if (!info.commands.empty()) out += " \\fICOMMAND\\fR";
  for (const auto& flag : info.flags) {
    if (!flag.positional) continue;
    const auto name = escaped(flag.names.front());
    out += flag.required ? base::format(" \\fI{}\\fR", name) : base::format(" [\\fI{}\\fR]", name);
  }
  return out + "\n";
}

std::string flag_entry(const FlagInfo& flag) {
  std::string names;
  for (const auto& name : flag.names) {
    if (!names.empty()) names += ", ";
    names += base::format("\\f{}{}\\fR", flag.positional ? "I" : "B", escaped(name));
  }
  if (!flag.positional && !flag.value.empty()) {
    names += base::format(" \\fI{}\\fR", escaped(flag.value));
  }
  auto out = base::format(".TP\n{}\n{}\n", names, escaped(flag.help));
  if (!flag.variable.empty()) {
    out += base::format("Also from the environment: {}.\n", escaped(flag.variable));
  }
  return out;
}

}  // namespace

std::string man_page(const CommandInfo& info, const std::string& name, const std::string& command) {
  auto upper = name;
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  auto out =
      base::format(".TH {} 1 \"\" \"torpor\" \"torpor\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n",
                   upper, escaped(name), escaped(info.help));
  out += synopsis(info, command);
  if (!info.commands.empty()) {
    out += ".SH COMMANDS\n";
    for (const auto& child : info.commands) {
      out += base::format(".TP\n\\fB{}\\fR\n{}; see {}(1)\n", escaped(child.name),
                          escaped(child.help), escaped(name + "-" + child.name));
    }
  }
  out += ".SH OPTIONS\n";
  for (const auto& flag : info.flags) out += flag_entry(flag);
  if (!info.footer.empty()) out += base::format(".SH NOTES\n.nf\n{}\n.fi\n", escaped(info.footer));
  return out;
}

}  // namespace cli
