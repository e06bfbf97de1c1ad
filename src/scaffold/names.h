// The ways to write a name that templates use. Words end at what is no letter or digit, and where a
// capital follows: "myApp", "my app" and "MyApp" are two words each, "HTTPServer" too.
#pragma once

#include <string>
#include <string_view>

namespace scaffold {

std::string kebab_case(std::string_view name);          // my-app
std::string snake_case(std::string_view name);          // my_app
std::string pascal_case(std::string_view name);         // MyApp
std::string dotted_pascal_case(std::string_view name);  // each part between dots: My.App
std::string http_wildcard(std::string_view route);      // "/a" -> "/a/..."

}  // namespace scaffold
