// From the path of a URL to that of a file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

// "/a/./b%20c/" -> "a/b c"; percent-encoding undone, empty and "." segments dropped. Nothing for
// "..", a wrong encoding, or a NUL.
std::optional<std::string> file_path_of(std::string_view url_path);
