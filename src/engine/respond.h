// From a guest's head to a response. For .cc files of this room.
#pragma once

#include <memory>

#include "engine/answer.h"
#include "engine/instance.h"

namespace engine {

// Whether the response may have a body: not to HEAD.
enum class Content { wanted, unwanted };

// The response of a guest that has set its head. One whose body is at hand as well need not wait
// for its reader: the answer is gone before the first byte is sent.
async::Task<base::Result<http::Response>> respond(InstanceContext context, Limits limits,
                                                  std::unique_ptr<Answer> guest, Answer::Head head,
                                                  Content content);

}  // namespace engine
