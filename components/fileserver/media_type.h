// The type of a file's content, by its ending.
#pragma once

#include <string_view>

std::string_view media_type_of(std::string_view path);
