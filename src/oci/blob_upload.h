// Sends a blob to a registry: skipped when it is there, taken over from another repository when
// that is known to have it, else streamed and resumed after a break.
#pragma once

#include <string>

#include "async/task.h"
#include "base/result.h"
#include "oci/artifact.h"
#include "oci/progress.h"
#include "oci/registry_client.h"
#include "world/files.h"

namespace oci {

struct UploadTools {
  RegistryClient& client;
  const world::Files& files;
  TransferProgress& progress;
};

// `mount_from`: a repository of the same registry that has the blob, or empty. `blob` and what the
// tools name outlive the task. Kind::io when the file has changed or went away under it.
async::Task<base::Result<>> upload_blob(UploadTools tools, const Blob* blob,
                                        std::string mount_from);

}  // namespace oci
