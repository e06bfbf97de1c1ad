#include "oci/registry_error.h"

#include "data/json.h"

namespace oci {
namespace {

using base::Kind;

// One line without control characters: it goes to a terminal.
std::string printable(std::string_view text) {
  constexpr size_t most = 200;
  std::string out;
  for (const char c : text.substr(0, most)) {
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  }
  return out;
}

Kind kind_of(int status) {
  if (status == 401 || status == 403) return Kind::denied;
  if (status == 404) return Kind::not_found;
  if (status == 413) return Kind::limit;
  if (status == 405 || status == 415 || status == 501) return Kind::unsupported;
  if (status == 408 || status == 429 || status >= 500) return Kind::unavailable;
  return status >= 400 ? Kind::invalid : Kind::protocol;
}

std::string_view advice(int status) {
  if (status == 429) return "; it limits how often you may ask: wait a little, or log in";
  if (status == 413) return "; it takes no content of this size";
  if (status >= 500) return "; it has a problem of its own: try again later";
  return {};
}

}  // namespace

std::string registry_words(std::string_view body) {
  const auto json = data::parse_json(body);
  const auto* errors = json ? json->find_array("errors") : nullptr;
  if (!errors || errors->empty()) return {};
  const auto* code = errors->front().find_string("code");
  const auto* message = errors->front().find_string("message");
  if (!message || message->empty()) return code ? printable(*code) : std::string();
  return printable(*message);
}

base::Error registry_error(const Subject& subject, std::string_view doing, int status,
                           std::string_view body) {
  const auto words = registry_words(body);
  if (status == 404) {
    return {Kind::not_found,
            base::format("{} has no such thing in `{}`{}; check the name and the "
                         "tag ({})",
                         subject.host, subject.repository,
                         words.empty() ? "" : base::format(" ({})", words), doing)};
  }
  return {kind_of(status),
          base::format("{}: {} answered {}{}{}", doing, subject.host, status,
                       words.empty() ? "" : base::format(" ({})", words), advice(status))};
}

}  // namespace oci
