#include "oci/reference.h"

#include <algorithm>

#include "base/ip.h"
#include "base/text.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;

constexpr std::string_view hub = "docker.io";
constexpr std::string_view hub_host = "index.docker.io";
constexpr size_t most_repository = 255;
constexpr size_t most_tag = 128;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alphanumeric(char c) {
  return is_lower(base::lower(c)) || is_digit(c);
}

// Lower-case words joined by ".", "_", "__" or any number of "-".
bool is_path_component(std::string_view text) {
  const auto is_word = [](char c) { return is_lower(c) || is_digit(c); };
  if (text.empty() || !is_word(text.front()) || !is_word(text.back())) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (is_word(text[i])) continue;
    size_t run = i;
    while (text[run] == text[i]) ++run;
    const size_t most = text[i] == '.' ? 1 : text[i] == '_' ? 2 : text[i] == '-' ? SIZE_MAX : 0;
    if (run - i > most || !is_word(text[run])) return false;
    i = run - 1;
  }
  return true;
}

bool is_tag(std::string_view text) {
  if (text.empty() || text.size() > most_tag) return false;
  if (!is_alphanumeric(text[0]) && text[0] != '_') return false;
  return std::ranges::all_of(
      text, [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

std::string_view without_port(std::string_view registry) {
  if (registry.starts_with('[')) {
    const auto end = registry.find(']');
    return registry.substr(1, end == std::string_view::npos ? end : end - 1);
  }
  return registry.substr(0, registry.find(':'));
}

bool is_host_name(std::string_view name) {
  if (name.empty() || name.size() > 253) return false;
  return std::ranges::all_of(base::split(name, '.'), [](std::string_view label) {
    return !label.empty() && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; });
  });
}

bool is_registry(std::string_view registry) {
  const auto host = without_port(registry);
  const auto rest = registry.substr(host.size() + (registry.starts_with('[') ? 2 : 0));
  if (!rest.empty()) {
    const auto port = rest[0] == ':' ? base::find_number(rest.substr(1)) : std::nullopt;
    if (!port || *port == 0 || *port > 65535) return false;
  }
  if (registry.starts_with('[')) return base::IpAddress::parse(host).has_value();
  return is_host_name(host);
}

// Whether the part before the first slash is a registry and not a folder of docker.io.
bool names_registry(std::string_view first) {
  return first.find_first_of(".:") != std::string_view::npos || first == "localhost";
}

Result<> check_repository(std::string_view text, std::string_view repository) {
  if (repository.size() > most_repository) {
    return base::fail(Kind::invalid, "`{}`: a repository's name has at most {} characters", text,
                      most_repository);
  }
  if (std::ranges::all_of(base::split(repository, '/'), is_path_component)) return {};
  const bool has_upper = base::lower(repository) != repository;
  return base::fail(Kind::invalid,
                    "`{}`: {}; write a reference as registry/repository:tag, such as "
                    "ghcr.io/me/app:1.0",
                    text,
                    has_upper ? "a repository's name is in lower case"
                              : base::format("`{}` is no repository's name", repository));
}

}  // namespace

Result<Reference> Reference::parse(std::string_view text) {
  Reference out;
  auto name = text;
  if (const auto at = name.find('@'); at != std::string_view::npos) {
    auto digest = Digest::parse(name.substr(at + 1));
    if (!digest) return base::pass(std::move(digest).error(), base::format("`{}`", text));
    out.digest = std::move(*digest);
    name = name.substr(0, at);
  }
  const auto slash = name.rfind('/');
  const auto colon = name.rfind(':');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    out.tag = name.substr(colon + 1);
    if (!is_tag(out.tag)) {
      return base::fail(Kind::invalid, "`{}`: `{}` is no tag: letters, digits, \"_\", \".\", \"-\"",
                        text, out.tag);
    }
    name = name.substr(0, colon);
  }
  if (out.tag.empty() && !out.digest) out.tag = "latest";

  const auto first = name.find('/');
  if (first != std::string_view::npos && names_registry(name.substr(0, first))) {
    out.registry = base::lower(name.substr(0, first));
    name = name.substr(first + 1);
  } else {
    out.registry = hub;
  }
  if (out.registry == hub_host) out.registry = hub;
  if (!is_registry(out.registry)) {
    return base::fail(Kind::invalid, "`{}`: `{}` is no registry's host name", text, out.registry);
  }
  TRY_VOID(check_repository(text, name));
  const bool official = out.registry == hub && name.find('/') == std::string_view::npos;
  out.repository = base::format("{}{}", official ? "library/" : "", name);
  return out;
}

std::string Reference::text() const {
  auto out = base::format("{}/{}", registry, repository);
  if (!tag.empty()) out += ":" + tag;
  if (digest) out += "@" + digest->text();
  return out;
}

std::string Reference::host() const {
  return registry == hub ? std::string(hub_host) : registry;
}

bool Reference::is_local() const {
  const auto host = without_port(registry);
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  const auto address = base::IpAddress::parse(host);
  return address && address->is_loopback();
}

bool looks_like_reference(std::string_view text) {
  const auto reference = Reference::parse(text);
  if (!reference) return false;
  const bool complete =
      reference->tag != "latest" || reference->digest.has_value() || text.ends_with(":latest");
  return complete || reference->registry != hub || text.find("docker") != std::string_view::npos;
}

std::string registry_host(std::string_view typed) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (typed.starts_with(scheme)) typed.remove_prefix(scheme.size());
  }
  const auto host = base::lower(typed.substr(0, typed.find('/')));
  return host == hub ? std::string(hub_host) : host;
}

}  // namespace oci
