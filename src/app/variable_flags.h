// --variable, read.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "manifest/app.h"
#include "manifest/secret.h"

namespace app {

// The whole text of a file; Kind::not_found when there is none. world::Files::read, in earnest.
using ReadFile = std::function<base::Result<std::string>(const std::string& path)>;

using FlagValues = std::map<std::string, manifest::Secret, std::less<>>;

// See VariableSources::flags. Blocking.
base::Result<FlagValues> read_variable_flags(const ReadFile& read,
                                             std::span<const std::string> flags);

// "--variable gretting: the app declares no such variable; did you mean `greeting`?"
std::vector<std::string> find_undeclared(const FlagValues& flags,
                                         const std::map<std::string, manifest::Variable>& declared);

}  // namespace app
