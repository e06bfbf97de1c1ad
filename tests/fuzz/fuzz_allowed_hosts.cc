// The first line is scheme, host and port of a request, with spaces between; the others are
// entries: together they allow what one of them allows.
#include <algorithm>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "manifest/allowed_hosts.h"
#include "manifest/allowed_http_hosts.h"

namespace {

struct Request {
  std::string_view scheme, host;
  uint16_t port = 0;
};

Request parse_request(std::string_view line) {
  const auto words = base::split(line, ' ');
  if (words.size() < 3) return {"http", line, 80};
  return {words[0], words[1], static_cast<uint16_t>(base::find_number(words[2]).value_or(80))};
}

void check_old_entry(std::string_view line) {
  const auto converted = manifest::convert_allowed_http_host(line);
  if (converted) CHECK(manifest::AllowedHosts::parse(*converted));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const char* data, size_t size) {
  auto lines = base::split({data, size}, '\n');
  const auto request = parse_request(lines.front());
  const auto allows = [&](const auto& entry) {
    return entry.allows(request.scheme, request.host, request.port);
  };
  std::vector<std::string> accepted;
  bool any = false;
  for (const auto line : lines) {
    check_old_entry(line);
    const auto entry = manifest::AllowedHost::parse(line);
    if (!entry) continue;
    CHECK(entry->text() == line);
    any = any || allows(*entry);
    accepted.emplace_back(line);
  }
  const auto all = manifest::AllowedHosts::parse(accepted);
  CHECK(all && all->empty() == accepted.empty());
  CHECK(allows(*all) == any);
  if (const auto address = base::IpAddress::parse(request.host)) {
    // An address that stands in the request itself resolves to itself.
    const base::Endpoint where{*address, request.port};
    const bool again = all->allows_address(request.scheme, request.host, where);
    CHECK(!again || any);
  }
  (void)all->allows_self();
  (void)manifest::find_chained_component(request.host);
  return 0;
}
