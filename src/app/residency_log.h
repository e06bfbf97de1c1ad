// Residency changes as log lines: sleeping and waking at info, the rest at debug.
#pragma once

#include "app/residency.h"
#include "base/log.h"

namespace app {

class ResidencyLog final : public ResidencyObserver {
 public:
  explicit ResidencyLog(base::Log& log) : log_(log) {}
  void changed(const ResidencyChange& change) override;

 private:
  base::Log& log_;
};

}  // namespace app
