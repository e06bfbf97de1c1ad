#include "cli/build_display.h"

namespace cli {

using project::BuildJob;

void BuildDisplay::started(const BuildJob& job, std::string_view command) {
  console_.err(
      base::format("{} {}: {}\n", console_.styled_err("1", "Building"), job.component, command));
}

void BuildDisplay::said(const BuildJob& job, std::string_view text) {
  auto& begun = begun_lines_[job.component];
  begun += text;
  for (size_t end; (end = begun.find('\n')) != std::string::npos; begun.erase(0, end + 1)) {
    show_line(job, std::string_view(begun).substr(0, end));
  }
}

void BuildDisplay::ended(const BuildJob& job) {
  show_rest(job);
}

void BuildDisplay::failed(const BuildJob& job, const base::Error& error) {
  show_rest(job);
  console_.err(base::format("{} {}: {}\n", console_.styled_err("1;31", "Failed"), job.component,
                            error.message()));
}

void BuildDisplay::show_line(const BuildJob& job, std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  console_.err(base::format("{} {}\n", console_.styled_err("2", job.component + " |"), line));
}

void BuildDisplay::show_rest(const BuildJob& job) {
  const auto begun = begun_lines_.extract(job.component);
  if (!begun.empty() && !begun.mapped().empty()) show_line(job, begun.mapped());
}

}  // namespace cli
