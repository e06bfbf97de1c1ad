// Told how a push or a pull goes; for progress bars.
#pragma once

#include <cstdint>
#include <string>

#include "oci/manifest.h"

namespace oci {

// Called on the loop that transfers, as often as bytes move.
class TransferProgress {
 public:
  virtual ~TransferProgress() = default;
  // Blobs that are moved, or that the other side has already.
  virtual void started(const Descriptor& blob) = 0;
  virtual void there_already(const Descriptor& blob) = 0;
  // How much has arrived in all; may go back when a blob starts anew.
  virtual void moved(const Descriptor& blob, uint64_t bytes) = 0;
  virtual void finished(const Descriptor& blob) = 0;
};

}  // namespace oci
