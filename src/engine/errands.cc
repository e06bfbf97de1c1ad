#include "engine/errands.h"

#include <utility>

namespace engine {

Errands::Errands(InstanceContext context, Lease lease)
    : context_(context), lease_(std::move(lease)) {}

bridge_feed* Errands::feed(http::Body body) {
  return feeds_.emplace_back(std::move(body)).get();
}

void Errands::write(int stream, bridge_slice bytes) {
  auto* output = lease_.output.get();
  if (!output) return;
  if (stream == 1) {
    output->write_stdout(view_of(bytes));
  } else {
    output->write_stderr(view_of(bytes));
  }
}

void Errands::send(const bridge_outgoing& request, bridge_exchange* exchange) {
  sent_.push_back(std::make_unique<Exchange>(
      context_, request, exchange, [this](http::Body body) { return feed(std::move(body)); }));
}

void Errands::start() {
  for (auto& exchange : std::exchange(sent_, {})) {
    exchanges_.spawn("outgoing request", run(std::move(exchange), lease_.grants->outbound));
  }
  feeds_.remove_if([](const Feed& feed) { return feed.is_dropped(); });
}

async::Task<> Errands::run(std::unique_ptr<Exchange> exchange, http::Service* outbound) {
  co_await exchange->run(outbound);
}

}  // namespace engine
