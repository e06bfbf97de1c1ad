// Fetches a blob into the store: streamed, resumed after a break, verified.
#pragma once

#include "async/task.h"
#include "base/result.h"
#include "oci/progress.h"
#include "oci/registry_client.h"
#include "oci/store.h"

namespace oci {

// Fills the writer up to the size described; commit() is the caller's. What has arrived stays in
// the store when it fails, for the next try. Kind::protocol for a blob that is longer than
// described; else the errors of the client. All outlive the task.
async::Task<base::Result<>> download_blob(RegistryClient* client, BlobWriter* writer,
                                          TransferProgress* progress);

}  // namespace oci
