#include "cli/template_catalogue.h"

#include "cli/folders.h"
#include "scaffold/built_in.h"

namespace cli {
namespace {

std::string templates_folder() {
  if (auto home = find_variable("XDG_DATA_HOME")) return *home + "/torpor/templates";
  return find_variable("HOME").value_or("/tmp") + "/.local/share/torpor/templates";
}

}  // namespace

scaffold::Catalogue open_catalogue(world::Files& files) {
  return {files, templates_folder(), scaffold::must_unpack_built_in()};
}

}  // namespace cli
