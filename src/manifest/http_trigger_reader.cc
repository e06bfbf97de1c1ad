#include "manifest/http_trigger_reader.h"

#include <algorithm>

#include "manifest/route.h"

namespace manifest {

using base::Result;

namespace {

// Nothing for { private = true }.
Result<std::optional<std::string>> read_route(const Node& node) {
  if (node.is_table()) {
    constexpr std::string_view keys[] = {"private"};
    TRY(const auto table, Table::open(node, keys));
    TRY(const auto flag, table.require("private"));
    TRY(const auto is_private, flag.boolean());
    if (!is_private) {
      return flag.fail("`{}` may only be true; a route that is not private is a string",
                       flag.path());
    }
    return std::nullopt;
  }
  if (!node.is_string()) return node.fail_type("a string, or { private = true }");
  TRY(auto pattern, node.string());
  const auto route = Route::parse(pattern);
  if (!route) return node.fail("{}", route.error().message());
  return pattern;
}

Result<> read_executor(const Node& node, Reading& reading, HttpTrigger& out) {
  constexpr std::string_view all_keys[] = {"type", "argv", "entrypoint"};
  TRY(const auto table, Table::open(node, all_keys));
  TRY(const auto type, table.require("type"));
  TRY(const auto name, type.string());
  if (name == "http" || name == "spin") {
    TRY_VOID(Table::open(node, std::span(all_keys).first(1)));
    return {};
  }
  if (name != "wagi") {
    return type.fail("`{}` is no executor; it may be `http`, `spin` or `wagi`", name);
  }
  out.executor = Executor::wagi;
  TRY(out.wagi_argv, table.string_or("argv", std::move(out.wagi_argv)));
  if (const auto entrypoint = table.find("entrypoint")) {
    TRY(out.wagi_entrypoint, entrypoint->string());
    if (out.wagi_entrypoint != "_start") reading.note(Feature::wagi_entrypoint, *entrypoint);
  }
  return {};
}

// RFC 9110 section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view letters =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

// RFC 9110 section 5.5: no control characters but tabs.
bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto code = static_cast<unsigned char>(c);
    return c == '\t' || (code >= 0x20 && code != 0x7f);
  });
}

Result<std::pair<std::string, std::string>> read_header(const Node& node) {
  if (!is_token(node.key())) {
    return node.fail_at_key("`{}` is no name of a header", node.key());
  }
  TRY(auto value, node.string());
  if (!is_field_value(value)) return node.fail("`{}` holds control characters", node.path());
  return std::pair{node.key(), std::move(value)};
}

}  // namespace

Result<> read_route_and_executor(const Table& table, Reading& reading, HttpTrigger& out) {
  TRY(const auto route, table.require("route"));
  TRY(out.route, read_route(route));
  if (const auto executor = table.find("executor")) {
    TRY_VOID(read_executor(*executor, reading, out));
  }
  return {};
}

Result<StaticResponse> read_static_response(const Node& node) {
  constexpr std::string_view keys[] = {"status_code", "headers", "body"};
  TRY(const auto table, Table::open(node, keys));
  StaticResponse out;
  if (const auto status = table.find("status_code")) {
    TRY(const auto code, status->integer());
    if (code < 200 || code > 999) {
      return status->fail("`{}` must be from 200 to 999, but is {}", status->path(), code);
    }
    out.status = static_cast<int>(code);
  }
  if (const auto headers = table.find("headers")) {
    TRY(const auto entries, headers->entries());
    for (const auto& entry : entries) {
      TRY(auto header, read_header(entry));
      out.headers.push_back(std::move(header));
    }
  }
  TRY(out.body, table.string_or("body", ""));
  return out;
}

}  // namespace manifest
