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

// One answer's worth, from where the writer is. Whether an error may pass is told by its kind.
Task<Result<>> download_once(RegistryClient* client, BlobWriter* writer,
                             TransferProgress* progress) {
  const auto& blob = writer->descriptor();
  CO_TRY(auto response, co_await client->get_blob(blob.digest, writer->size()));
  const bool continued = response.status == 206 && first_byte(response) == writer->size();
  if (!continued && writer->size() > 0) CO_TRY_VOID(writer->restart());
  if (response.status != 200 && !continued) {
    co_return base::fail(Kind::unavailable, "{} does not resume blob {}", client->subject().host,
                         blob.digest.brief());
  }
  progress->moved(blob, writer->size());
  for (;;) {
    CO_TRY(const auto piece, co_await response.body.read());
    if (piece.empty()) break;
    CO_TRY_VOID(writer->append(piece));
    progress->moved(blob, writer->size());
  }
  if (writer->size() == blob.size) co_return Result<>();
  co_return base::fail(Kind::unavailable, "{} broke off blob {} after {} of {} bytes",
                       client->subject().host, blob.digest.brief(), writer->size(), blob.size);
}

}  // namespace

Task<Result<>> download_blob(RegistryClient* client, BlobWriter* writer,
                             TransferProgress* progress) {
  const auto& transport = client->transport();
  const auto size = writer->descriptor().size;
  auto reached = writer->size();
  for (int attempt = 1; writer->size() < size; ++attempt) {
    auto result = co_await download_once(client, writer, progress);
    if (result) break;
    // A blob that is too long will be so again; the writer has emptied itself.
    const bool altered = result.error().kind() == Kind::protocol && writer->size() == 0;
    if (altered || !may_pass(result.error().kind())) co_return result;
    if (writer->size() > reached) attempt = 1;  // it gets on
    reached = std::max(reached, writer->size());
    const auto wait = plan_retry(transport.patience(), attempt, std::nullopt);
    if (!wait) co_return result;
    co_await transport.clock().sleep_until(transport.clock().now() + *wait);
  }
  co_return Result<>();
}

}  // namespace oci
