// What the app says. Nothing here knows WebAssembly: greeting_test.cc tests it on this machine.
#pragma once

#include <string>

inline std::string greeting(const std::string& path) {
  return "Hello from C++! You asked for " + path + "\n";
}
