#include "oci/spin_auth_file.h"

#include <algorithm>

#include "data/base64.h"
#include "data/json.h"

namespace oci {
namespace {

using base::Kind;
using base::Result;

constexpr uint64_t most_bytes = 1 << 20;

}  // namespace

std::optional<Credentials> decode_user_password(std::string_view text) {
  std::string padded(text.substr(0, text.find('=')));
  while (padded.size() % 4 != 0) padded += '=';
  const auto pair = data::decode_base64(padded);
  const auto colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  return Credentials{pair->substr(0, colon), pair->substr(colon + 1)};
}

Result<SpinAuthFile> SpinAuthFile::read(const world::Files& files, const std::string& path) {
  SpinAuthFile out;
  const auto text = files.read(path, most_bytes);
  if (!text && text.error().kind() == Kind::not_found) return out;
  if (!text) return std::unexpected(text.error());
  const auto json = data::parse_json(*text);
  const auto* auths = json ? json->find_object("auths") : nullptr;
  if (!auths) {
    return base::fail(Kind::invalid, "`{}` is no file of log-ins; correct or remove it", path);
  }
  for (const auto& [host, value] : *auths) {
    if (const auto* encoded = value.string()) out.auths_[host] = *encoded;
  }
  return out;
}

std::optional<Credentials> SpinAuthFile::find(const std::string& host) const {
  const auto at = auths_.find(host);
  return at == auths_.end() ? std::nullopt : decode_user_password(at->second);
}

void SpinAuthFile::insert(const std::string& host, const Credentials& credentials) {
  auths_[host] = data::encode_base64(base::format("{}:{}", credentials.user, credentials.password));
}

bool SpinAuthFile::erase(const std::string& host) {
  return auths_.erase(host) > 0;
}

Result<> SpinAuthFile::write(world::Files& files, const std::string& path) const {
  TRY_VOID(files.make_directories(path.substr(0, path.rfind('/'))));
  const data::JsonObject out{{"auths", data::JsonObject(auths_.begin(), auths_.end())}};
  return files.write_atomic(path, data::write_json_pretty(out));
}

}  // namespace oci
