#include "../src/greeting.h"

#include <iostream>

namespace {

int check(const std::string& path, const std::string& wanted) {
  const auto got = greeting(path);
  if (got == wanted) return 0;
  std::cerr << "for " << path << ": wanted " << wanted << "got " << got;
  return 1;
}

}  // namespace

int main() {
  return check("/", "Hello from C++! You asked for /\n") +
         check("/tea?milk=no", "Hello from C++! You asked for /tea?milk=no\n");
}
