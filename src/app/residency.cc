#include "app/residency.h"

namespace app {

std::string_view name_of(Residency state) {
  switch (state) {
    case Residency::asleep:
      return "asleep";
    case Residency::loaded:
      return "loaded";
    case Residency::active:
      return "active";
  }
  __builtin_unreachable();
}

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::request:
      return "request";
    case Reason::finished:
      return "finished";
    case Reason::cooldown:
      return "cooldown";
    case Reason::budget:
      return "budget";
  }
  __builtin_unreachable();
}

}  // namespace app
