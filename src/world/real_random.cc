#include <sys/random.h>

#include <cerrno>

#include "base/check.h"
#include "world/random.h"

namespace world {
namespace {

class RealRandom final : public Random {
 public:
  void fill(base::MutableView room) override {
    while (!room.empty()) {
      const ssize_t got = ::getrandom(room.data(), room.size(), 0);
      CHECK(got > 0 || errno == EINTR);
      if (got > 0) room = room.subspan(static_cast<size_t>(got));
    }
  }
};

}  // namespace

std::unique_ptr<Random> real_random() {
  return std::make_unique<RealRandom>();
}

}  // namespace world
