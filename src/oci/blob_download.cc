#include "oci/blob_download.h"

#include <algorithm>

#include "base/text.h"

namespace oci {
namespace {

using async::Task;
using base::Kind;
using base::Result;

// Where a partial answer begins (RFC 9110 section 14.4): "bytes 100-199/200".
std::optional<uint64_t> first_byte(const http::Response& response) {
  auto range = response.headers.find("content-range").value_or("");
  if (!range.starts_with("bytes ")) return std::nullopt;
  range.remove_prefix(6);
  return base::find_number(range.substr(0, range.find('-')));
}

enum class End { of_answer, too_long };

// Takes the body in, and counts it.
Task<Result<End>> receive(DownloadTools tools, http::Response* response, WriteBehind* behind,
                          const Descriptor* blob) {
  for (;;) {
    CO_TRY(const auto piece, co_await response->body.read());
    if (piece.empty()) co_return End::of_answer;
    if (behind->size() + piece.size() > blob->size) co_return End::too_long;
    CO_TRY_VOID(co_await behind->add(piece));
    tools.progress.moved(*blob, behind->size());
  }
}

// One answer's worth, from where the writer is. Whether an error may pass is told by its kind.
Task<Result<End>> download_once(DownloadTools tools, std::shared_ptr<BlobWriter> writer) {
  const auto& blob = writer->descriptor();
  const auto& host = tools.client.subject().host;
  CO_TRY(auto response, co_await tools.client.get_blob(blob.digest, writer->size()));
  const bool continued = response.status == 206 && first_byte(response) == writer->size();
  if (!continued && writer->size() > 0) CO_TRY_VOID(writer->restart());
  if (response.status != 200 && !continued) {
    co_return base::fail(Kind::unavailable, "{} does not resume blob {}", host,
                         blob.digest.brief());
  }
  WriteBehind behind(tools.write, writer);
  tools.progress.moved(blob, behind.size());
  auto received = co_await receive(tools, &response, &behind, &blob);
  CO_TRY_VOID(co_await behind.flush());  // also what came before a break is worth keeping
  if (!received || *received == End::too_long) co_return received;
  if (writer->size() == blob.size) co_return End::of_answer;
  co_return base::fail(Kind::unavailable, "{} broke off blob {} after {} of {} bytes", host,
                       blob.digest.brief(), writer->size(), blob.size);
}

}  // namespace

Task<Result<>> download_blob(DownloadTools tools, std::shared_ptr<BlobWriter> writer) {
  const auto& transport = tools.client.transport();
  const auto size = writer->descriptor().size;
  auto reached = writer->size();
  for (int attempt = 1; writer->size() < size; ++attempt) {
    auto result = co_await download_once(tools, writer);
    if (result && *result == End::too_long) {
      CO_TRY_VOID(writer->restart());
      co_return base::fail(Kind::protocol,
                           "blob {} is longer than its manifest says; the registry or something "
                           "before it has altered it",
                           writer->descriptor().digest.brief());
    }
    if (result) break;
    if (!may_pass(result.error().kind())) co_return std::unexpected(result.error());
    if (writer->size() > reached) attempt = 1;  // it gets on
    reached = std::max(reached, writer->size());
    const auto wait = plan_retry(transport.patience(), attempt, std::nullopt);
    if (!wait) co_return std::unexpected(result.error());
    co_await transport.clock().sleep_until(transport.clock().now() + *wait);
  }
  co_return Result<>();
}

}  // namespace oci
