#include "engine/code.h"

#include "engine/bridge/bridge.h"

namespace engine {

Code::Code(bridge_code* code) : code_(code), slots_(bridge_code_instances(code)) {}

Code::~Code() {
  bridge_code_free(code_);
}

}  // namespace engine
