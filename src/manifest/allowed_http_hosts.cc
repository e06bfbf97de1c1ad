#include "manifest/allowed_http_hosts.h"

#include "base/format.h"
#include "base/text.h"
#include "manifest/allowed_hosts.h"

namespace manifest {

using base::Kind;
using base::Result;

namespace {

struct SchemeAndRest {
  std::string_view scheme;
  std::string_view rest;
};

Result<SchemeAndRest> split_scheme(std::string_view entry) {
  const auto at = entry.find("//");
  if (at == std::string_view::npos) return SchemeAndRest{"http", entry};
  const auto scheme = entry.substr(0, at);
  if (scheme == "http:") return SchemeAndRest{"http", entry.substr(at + 2)};
  if (scheme == "https:") return SchemeAndRest{"https", entry.substr(at + 2)};
  return base::fail(Kind::invalid, "`{}` is no host of HTTP; write a host, or host:port", entry);
}

}  // namespace

Result<std::vector<std::string>> convert_allowed_http_host(std::string_view entry) {
  if (entry == insecure_allow_all) {
    return std::vector<std::string>{"http://*:*", "https://*:*", "http://self"};
  }
  TRY(auto parts, split_scheme(entry));
  if (parts.rest.ends_with('/')) parts.rest.remove_suffix(1);
  if (parts.rest == "self") return std::vector<std::string>{"http://self"};
  // A port that the scheme has anyway counts as none: then each scheme has its own.
  const std::string_view own_port = parts.scheme == "https" ? ":443" : ":80";
  if (parts.rest.ends_with(own_port)) parts.rest.remove_suffix(own_port.size());
  std::vector<std::string> out;
  for (const auto* scheme : {"http", "https"}) {
    out.push_back(base::format("{}://{}", scheme, parts.rest));
    TRY_VOID(AllowedHost::parse(out.back()));
  }
  return out;
}

std::vector<std::string> hosts_of_databases() {
  return {"redis://*:*", "mysql://*:*", "postgres://*:*"};
}

}  // namespace manifest
