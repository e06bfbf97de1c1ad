// The body of a guest's response: reading it runs the guest. For .cc files of this room.
#pragma once

#include <memory>

#include "engine/answer.h"
#include "engine/instance.h"
#include "http/body.h"

namespace engine {

class InstanceBody final : public http::BodySource {
 public:
  // `length`: what the guest said its body would be.
  InstanceBody(InstanceContext context, std::chrono::milliseconds deadline,
               std::unique_ptr<Answer> guest, std::optional<uint64_t> length);
  // What the answer's own first read() gave, when there was one.
  void set_first(base::Result<base::View> piece) { first_ = std::move(piece); }
  ~InstanceBody() override;

  async::Task<base::Result<base::View>> read() override;
  const http::Fields* trailers() const override { return &trailers_; }

 private:
  void took(const base::Result<base::View>& piece);
  void let_finish();

  InstanceContext context_;
  std::chrono::milliseconds deadline_;
  std::unique_ptr<Answer> guest_;  // none after the end
  std::optional<uint64_t> length_;
  std::optional<base::Result<base::View>> first_;
  uint64_t given_ = 0;
  http::Fields trailers_;
};

}  // namespace engine
