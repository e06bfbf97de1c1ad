// Fetches a blob into the store: streamed, resumed after a break, verified.
#pragma once

#include "async/task.h"
#include "base/result.h"
#include "oci/progress.h"
#include "oci/registry_client.h"
#include "oci/store.h"
#include "oci/write_behind.h"

namespace oci {

struct DownloadTools {
  RegistryClient& client;
  TransferProgress& progress;
  WriteTools write;
};

// Fills the writer up to the size described; commit() is the caller's. What has arrived stays in
// the store when it fails, for the next try. Kind::protocol for a blob that is longer than
// described; else the errors of the client and of the disk. The tools outlive the task.
async::Task<base::Result<>> download_blob(DownloadTools tools, std::shared_ptr<BlobWriter> writer);

}  // namespace oci
