// A server process under measurement; it ends with this object, and with this process.
#pragma once

#include <sched.h>
#include <sys/types.h>

#include <string>
#include <vector>

namespace bench {

class Child {
 public:
  // Runs the command on `cores`, without input and output.
  Child(const std::vector<std::string>& command, const cpu_set_t& cores);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  bool has_ended();

 private:
  pid_t pid_;
};

}  // namespace bench
