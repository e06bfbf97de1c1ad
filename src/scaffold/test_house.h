// A template for tests, small but with one of everything.
#pragma once

#include "scaffold/files.h"

namespace scaffold {

inline FileTree sample_template() {
  return {{"metadata/spin-template.toml", R"(
manifest_version = "1"
id = "sample"
description = "A sample"
tags = ["HTTP", "c"]
[add_component]
skip_files = ["spin.toml"]
skip_parameters = ["greeting"]
[add_component.snippets]
component = "component.txt"
[add_component.conditions.redis]
condition = { manifest_entry_exists = "application.trigger.redis" }
skip_files = ["src/other.c"]
[parameters]
http-path = { type = "string", prompt = "Path", default = "/...", pattern = "^/\\S*$" }
greeting = { type = "string", prompt = "Greeting", allowed_values = ["hello", "bye"] }
[outputs.assets]
action = "create_dir"
path = "assets/{{ project-name | kebab_case }}"
)"},
          {"metadata/snippets/component.txt",
           "[[trigger.http]]\nroute = \"{{ http-path }}\"\ncomponent = \"{{ project-name }}\"\n"
           "[component.{{ project-name }}]\nsource = \"{{ output-path }}/a.wasm\"\n"},
          {"content/spin.toml", "name = \"{{ project-name }}\"\n"},
          {"content/.gitignore", "*.wasm\n"},
          {"content/Cargo.toml.tmpl", "{{ greeting }}"},
          {"content/src/{{ project-name !! snake_case }}.c", "{{ http-path }}"},
          {"content/src/other.c", "f({{1, 2}});\n"},
          {"content/logo", std::string("{{ x\0", 5)}};
}

}  // namespace scaffold
