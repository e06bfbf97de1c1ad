// How builds are shown on standard error: what begins, what it says, how it ended.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "cli/console.h"
#include "project/builder.h"

namespace cli {

class BuildDisplay final : public project::BuildObserver {
 public:
  explicit BuildDisplay(const Console& console) : console_(console) {}

  void started(const project::BuildJob& job, std::string_view command) override;
  void said(const project::BuildJob& job, std::string_view text) override;
  void ended(const project::BuildJob& job) override;
  void failed(const project::BuildJob& job, const base::Error& error) override;

 private:
  // Whole lines alone, so that those of two builds do not mix; the component's name in front.
  void show_line(const project::BuildJob& job, std::string_view line);
  void show_rest(const project::BuildJob& job);

  const Console& console_;
  std::map<std::string, std::string> begun_lines_;  // by component
};

}  // namespace cli
