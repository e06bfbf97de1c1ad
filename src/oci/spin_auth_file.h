// Spin's file of log-ins: {"auths": {"<host>": "<Base64 of user:password>"}}
// (spinframework/spin, crates/oci/src/auth.rs). Shared with Spin: who is logged in to one of the
// two is logged in to both.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "oci/authorizer.h"
#include "world/files.h"

namespace oci {

// "user:password" in Base64, padded or not.
std::optional<Credentials> decode_user_password(std::string_view text);

class SpinAuthFile {
 public:
  // A file that is not there is an empty one. Kind::invalid, naming the file, when it is none.
  static base::Result<SpinAuthFile> read(const world::Files& files, const std::string& path);

  std::optional<Credentials> find(const std::string& host) const;
  void insert(const std::string& host, const Credentials& credentials);
  bool erase(const std::string& host);  // whether it was there

  // Whole or not at all, for the owner alone.
  base::Result<> write(world::Files& files, const std::string& path) const;

 private:
  std::map<std::string, std::string> auths_;
};

}  // namespace oci
