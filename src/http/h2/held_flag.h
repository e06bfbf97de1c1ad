// True for as long as a scope lasts, also when the coroutine around it is cancelled.
#pragma once

namespace http::h2 {

class HeldFlag {
 public:
  explicit HeldFlag(bool* flag) : flag_(flag) { *flag_ = true; }
  HeldFlag(const HeldFlag&) = delete;
  ~HeldFlag() { *flag_ = false; }

 private:
  bool* flag_;
};

}  // namespace http::h2
