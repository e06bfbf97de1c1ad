#include "engine/cache_record.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace engine {
namespace {

using Handler = ComponentInfo::Handler;

constexpr std::array<std::pair<Handler, base::View>, 7> handlers = {{
    {Handler::wasi_http_0_2, "wasi-http-0.2"},
    {Handler::wasi_http_0_3, "wasi-http-0.3"},
    {Handler::wasi_http_rc, "wasi-http-rc"},
    {Handler::spin_inbound, "spin-inbound"},
    {Handler::wagi, "wagi"},
    {Handler::none, "none"},
    {Handler::several, "several"},
}};

std::string format_stamp(const Stamp& stamp) {
  return base::format("stamp {} {} {} {} {}\n", stamp.size, stamp.inode, stamp.device,
                      stamp.modified_ns, stamp.changed_ns);
}

std::optional<Stamp> parse_stamp(base::View text) {
  std::array<uint64_t, 5> numbers{};
  const auto words = base::split(text, ' ');
  if (words.size() != numbers.size()) return std::nullopt;
  for (size_t i = 0; i < words.size(); ++i) {
    const auto number = base::find_number(words[i]);
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  return Stamp{numbers[0], numbers[1], numbers[2], static_cast<int64_t>(numbers[3]),
               static_cast<int64_t>(numbers[4])};
}

// Hands each line's key and value to `take`; false when one is refused or the end is missing.
template <class Take>
bool each_line(base::View text, Take take) {
  for (const auto line : base::split(text, '\n')) {
    if (line == "end") return true;
    const auto space = line.find(' ');
    if (space == line.npos || !take(line.substr(0, space), line.substr(space + 1))) return false;
  }
  return false;
}

bool take_stamp(base::View value, Stamp& stamp) {
  const auto parsed = parse_stamp(value);
  if (parsed) stamp = *parsed;
  return parsed.has_value();
}

bool take_handler(base::View value, Handler& handler) {
  const auto* known = std::ranges::find(handlers, value, &decltype(handlers)::value_type::second);
  if (known == handlers.end()) return false;
  handler = known->first;
  return true;
}

}  // namespace

std::string format_record(const CodeRecord& record) {
  const auto* handler =
      std::ranges::find(handlers, record.info.handler, &decltype(handlers)::value_type::first);
  auto text = format_stamp(record.stamp) + "digest " + record.digest + "\nhandler " +
              std::string(handler->second) + "\n";
  for (const auto& name : record.info.exports) text += "export " + name + "\n";
  for (const auto& name : record.info.unknown_imports) text += "unknown " + name + "\n";
  return text + "end\n";
}

std::optional<CodeRecord> parse_code_record(base::View text) {
  CodeRecord record;
  const bool whole = each_line(text, [&](base::View key, base::View value) {
    if (key == "stamp") return take_stamp(value, record.stamp);
    if (key == "handler") return take_handler(value, record.info.handler);
    if (key == "digest") record.digest = value;
    if (key == "export") record.info.exports.emplace_back(value);
    if (key == "unknown") record.info.unknown_imports.emplace_back(value);
    return key == "digest" || key == "export" || key == "unknown";
  });
  if (!whole || record.digest.empty()) return std::nullopt;
  return record;
}

std::string format_record(const SourceRecord& record) {
  return "path " + record.path + "\n" + format_stamp(record.stamp) + "digest " + record.digest +
         "\nend\n";
}

std::optional<SourceRecord> parse_source_record(base::View text) {
  SourceRecord record;
  const bool whole = each_line(text, [&](base::View key, base::View value) {
    if (key == "stamp") return take_stamp(value, record.stamp);
    if (key == "path") record.path = value;
    if (key == "digest") record.digest = value;
    return key == "path" || key == "digest";
  });
  if (!whole || record.digest.empty()) return std::nullopt;
  return record;
}

}  // namespace engine
