// Any text as spin.toml: either a complaint with a place, or an app that holds together.
#include <set>
#include <string_view>

#include "base/check.h"
#include "manifest/spin_toml.h"
#include "manifest/support.h"
#include "manifest/template.h"

namespace {

void check_component(const manifest::Component& component, const manifest::App& app) {
  CHECK(app.find_component(component.id) == &component);  // ids are unique
  for (const auto& host : component.allowed_outbound_hosts) {
    const auto text = manifest::Template::parse(host);
    CHECK(text && (!text->is_literal() || manifest::AllowedHost::parse(host)));
  }
  for (const auto& [name, value] : component.variables) {
    const auto text = manifest::Template::parse(value);
    CHECK(text);
    for (const auto variable : text->variables()) {
      CHECK(app.variables.contains(std::string(variable)));
    }
  }
}

void check_app(const manifest::App& app) {
  for (const auto& component : app.components) check_component(component, app);
  std::set<std::string> ids;
  for (const auto& trigger : app.http_triggers) {
    CHECK(ids.insert(trigger.id).second);
    CHECK(!trigger.route || manifest::Route::parse(*trigger.route));
    const auto* component = std::get_if<std::string>(&trigger.target);
    CHECK(!component || app.find_component(*component));
  }
  for (const auto& trigger : app.other_triggers) {
    CHECK(ids.insert(trigger.id).second);
    CHECK(!trigger.component || app.find_component(*trigger.component));
  }
  (void)manifest::unsupported(app);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const char* data, size_t size) {
  const auto app = manifest::parse_spin_toml({data, size}, {.file = "f", .profile = "debug"});
  if (app) {
    check_app(*app);
  } else {
    CHECK(app.error().kind() == base::Kind::invalid);
    CHECK(app.error().message().starts_with("f:"));
  }
  return 0;
}
