#include "manifest/trigger_reader.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "data/toml_json.h"
#include "manifest/component_reader.h"
#include "manifest/dependency_reader.h"
#include "manifest/http_trigger_reader.h"
#include "manifest/names.h"

namespace manifest {

using base::Result;

namespace {

// A trigger on its way: its keys, and the id that it has or is given.
struct Raw {
  std::string type;
  Node node;
  std::string id;

  std::optional<Node> find(std::string_view key) const {
    // The shape was checked when the node was taken up.
    const auto entries = node.entries().value();
    const auto at = std::ranges::find(entries, key, &Node::key);
    return at == entries.end() ? std::nullopt : std::optional(*at);
  }
};

Result<std::vector<Raw>> take_up(const Node& triggers) {
  TRY(const auto types, triggers.entries());
  std::vector<Raw> out;
  for (const auto& type : types) {
    if (type.is_table()) {
      return type.fail("`{}` must be an array of tables; write `[[{}]]`", type.path(), type.path());
    }
    TRY(const auto items, type.items());
    for (const auto& item : items) {
      TRY_VOID(item.entries());
      out.push_back({type.key(), item, ""});
    }
  }
  return out;
}

// Triggers without an id get one: "<component>-<type>-trigger", or "<type>-trigger<N>" when that is
// taken or there is no component with an id.
class IdGiver {
 public:
  Result<> run(std::vector<Raw>& triggers) {
    for (auto& trigger : triggers) TRY_VOID(take_own(trigger));
    for (auto& trigger : triggers) {
      if (trigger.id.empty()) trigger.id = make_id(trigger);
    }
    return {};
  }

 private:
  Result<> take_own(Raw& trigger) {
    const auto node = trigger.find("id");
    if (!node) return {};
    TRY(trigger.id, node->string());
    if (!trigger.id.empty() && !taken_.insert(trigger.id).second) {
      return node->fail("another trigger has the id `{}`", trigger.id);
    }
    return {};
  }

  std::string make_id(const Raw& trigger) {
    const auto component = trigger.find("component");
    if (component && component->is_string()) {
      auto id = base::format("{}-{}-trigger", *component->value().string(), trigger.type);
      if (taken_.insert(id).second) return id;
    }
    for (size_t& counter = counters_.try_emplace(trigger.type, 1).first->second;; ++counter) {
      auto id = base::format("{}-trigger{}", trigger.type, counter);
      if (taken_.insert(id).second) return id;
    }
  }

  std::set<std::string> taken_;
  std::map<std::string, size_t> counters_;
};

// Turns what a trigger says of components into ids; inline ones join the app's.
class ComponentResolver {
 public:
  ComponentResolver(const Raw& trigger, Reading& reading) : trigger_(trigger), reading_(reading) {}

  Result<std::optional<std::string>> main() {
    const auto node = trigger_.find("component");
    if (!node) return std::nullopt;
    return resolve(*node);
  }

  Result<std::map<std::string, std::vector<std::string>>> others() {
    std::map<std::string, std::vector<std::string>> out;
    const auto node = trigger_.find("components");
    if (!node) return out;
    TRY(const auto roles, node->entries());
    for (const auto& role : roles) {
      TRY(const auto specs, one_or_many(role));
      for (const auto& spec : specs) {
        TRY(auto id, resolve(spec));
        out[role.key()].push_back(std::move(id));
      }
    }
    return out;
  }

 private:
  static Result<std::vector<Node>> one_or_many(const Node& node) {
    if (node.is_array()) return node.items();
    return std::vector{node};
  }

  Result<std::string> resolve(const Node& spec) {
    if (!spec.is_string()) return add_inline(spec);
    TRY(auto id, spec.string());
    if (const auto wrong = find_wrong(id, NameStyle::kebab)) {
      return spec.fail("`{}` is no id of a component: {}", id, *wrong);
    }
    if (reading_.app.find_component(id)) return id;
    std::vector<std::string_view> known;
    for (const auto& component : reading_.app.components) known.push_back(component.id);
    const auto nearest = base::find_nearest(id, known);
    if (nearest) return spec.fail("no component `{}`; did you mean `{}`?", id, *nearest);
    return spec.fail("no component `{}`; write a table `[component.{}]`", id, id);
  }

  Result<std::string> add_inline(const Node& spec) {
    if (!spec.is_table()) return spec.fail_type("the id of a component, or a table");
    auto id = make_inline_id();
    TRY(auto component, read_component(spec, id, reading_));
    reading_.app.components.push_back(std::move(component));
    return id;
  }

  std::string make_inline_id() {
    auto natural = trigger_.id + "-component";
    const bool has_others = trigger_.find("components").has_value();
    if (!has_others && !find_wrong(natural, NameStyle::kebab) &&
        !reading_.app.find_component(natural)) {
      return natural;
    }
    for (size_t counter = 1;; ++counter) {
      auto id = base::format("inline-component{}", counter);
      if (!reading_.app.find_component(id)) return id;
    }
  }

  const Raw& trigger_;
  Reading& reading_;
};

Result<TriggerExtras> read_extras(const Raw& trigger, ComponentResolver& components,
                                  Reading& reading) {
  TriggerExtras out;
  TRY(out.components, components.others());
  if (!out.components.empty()) {
    reading.note(Feature::trigger_components, *trigger.find("components"));
  }
  if (const auto dependencies = trigger.find("dependencies")) {
    TRY(out.dependencies, read_trigger_dependencies(*dependencies, reading));
    if (!out.dependencies.empty()) reading.note(Feature::trigger_dependencies, *dependencies);
  }
  return out;
}

Result<> read_http(const Raw& trigger, Reading& reading) {
  constexpr std::string_view keys[] = {"id",    "component", "components",     "dependencies",
                                       "route", "executor",  "static_response"};
  TRY(const auto table, Table::open(trigger.node, keys));
  HttpTrigger out;
  out.id = trigger.id;
  TRY_VOID(read_route_and_executor(table, reading, out));
  const auto fixed = table.find("static_response");
  if (fixed && table.find("component")) {
    return fixed->fail_at_key("`{}` has both a `component` and a `static_response`; keep one",
                              trigger.node.path());
  }
  ComponentResolver components(trigger, reading);
  TRY(auto component, components.main());
  if (!component && !fixed) {
    return trigger.node.fail("`{}` needs a `component` or a `static_response`",
                             trigger.node.path());
  }
  if (component) {
    out.target = *std::move(component);
  } else {
    TRY(out.target, read_static_response(*fixed));
  }
  TRY(out.extras, read_extras(trigger, components, reading));
  reading.app.http_triggers.push_back(std::move(out));
  return {};
}

Result<> read_other(const Raw& trigger, Reading& reading) {
  OtherTrigger out;
  out.id = trigger.id;
  out.type = trigger.type;
  ComponentResolver components(trigger, reading);
  TRY(out.component, components.main());
  TRY(out.extras, read_extras(trigger, components, reading));
  constexpr std::string_view common[] = {"id", "component", "components", "dependencies"};
  TRY(const auto entries, trigger.node.entries());
  for (const auto& entry : entries) {
    if (std::ranges::find(common, entry.key()) != std::end(common)) continue;
    out.config.emplace_back(entry.key(), data::to_json(entry.value()));
  }
  reading.app.other_triggers.push_back(std::move(out));
  reading.note(Feature::other_trigger, trigger.node);
  return {};
}

}  // namespace

Result<> read_triggers(const Node& node, Reading& reading) {
  TRY(auto triggers, take_up(node));
  if (triggers.empty()) return node.fail("the app has no trigger; write a `[[trigger.http]]`");
  TRY_VOID(IdGiver().run(triggers));
  for (const auto& trigger : triggers) {
    TRY_VOID(trigger.type == "http" ? read_http(trigger, reading) : read_other(trigger, reading));
  }
  return {};
}

}  // namespace manifest
