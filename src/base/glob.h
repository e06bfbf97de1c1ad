// Shell-style path patterns, as `files` and `exclude_files` of a manifest use them: "*" and "?"
// within one segment, "**" for any number of whole segments, "[abc]", "[a-z]" and "[!a]" for one
// character.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace base {

bool glob_matches(std::string_view pattern, std::string_view path);
// Whether the text has any of the special characters above.
bool is_glob(std::string_view text);
// The patterns that "{a,b}" stands for, as in a shell: "x.{js,ts}" is "x.js" and "x.ts". Braces
// that are not closed stand for themselves.
std::vector<std::string> expand_braces(std::string_view pattern);

}  // namespace base
