// .env files: NAME=value lines, as the dotenv tools read them.
//
//   # a comment            export NAME=value       NAME = value   # and a comment
//   A='as it is, $B too'   C="with \n and ${A}"    D=$A-and-more
//
// Values in double quotes and bare ones know the escapes \\ \" \' \$ \n and "\ ", and put in
// variables: first of the environment, then of the lines above; of neither: nothing. A quoted value
// may span lines. A bare value has no spaces.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "manifest/secret.h"

namespace app {

using Environment = std::function<std::optional<std::string>(std::string_view name)>;
using DotenvValues = std::map<std::string, manifest::Secret, std::less<>>;

// Pure. Of lines with the same name the first counts. Kind::invalid with "file:line: what"; no
// value shows in it.
base::Result<DotenvValues> parse_dotenv(std::string_view text, const std::string& file,
                                        const Environment& environment);

}  // namespace app
