#include "world/real_file_stream.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "world/system_error.h"

namespace world {
namespace {

// A descriptor with an owner, and the path it goes by in errors.
class Descriptor {
 public:
  Descriptor(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  std::unexpected<base::Error> failure(std::string_view doing) const {
    return system_failure(errno, base::format("{} `{}`", doing, path_));
  }

 private:
  int fd_;
  std::string path_;
};

class RealFileReader final : public FileReader {
 public:
  RealFileReader(int fd, const std::string& path, uint64_t size) : file_(fd, path), size_(size) {}

  base::Result<size_t> read_at(uint64_t offset, base::MutableView room) const override {
    size_t filled = 0;
    while (filled < room.size()) {
      const ssize_t got = ::pread(file_.get(), room.data() + filled, room.size() - filled,
                                  static_cast<off_t>(offset + filled));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return file_.failure("reading");
      if (got == 0) break;
      filled += static_cast<size_t>(got);
    }
    return filled;
  }
  uint64_t size() const override { return size_; }

 private:
  Descriptor file_;
  uint64_t size_;
};

class RealFileWriter final : public FileWriter {
 public:
  RealFileWriter(int fd, const std::string& path, uint64_t size) : file_(fd, path), size_(size) {}

  base::Result<> append(base::View bytes) override {
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(file_.get(), bytes.data(), bytes.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return file_.failure("writing");
      size_ += static_cast<uint64_t>(wrote);
      bytes.remove_prefix(static_cast<size_t>(wrote));
    }
    write_back();
    return {};
  }
  base::Result<> truncate(uint64_t size) override {
    if (::ftruncate(file_.get(), static_cast<off_t>(size)) != 0) return file_.failure("cutting");
    size_ = size;
    written_back_ = std::min(written_back_, size);
    return {};
  }
  base::Result<> sync() override {
    if (::fsync(file_.get()) != 0) return file_.failure("syncing");
    return {};
  }
  uint64_t size() const override { return size_; }

 private:
  // Lets the disk begin while more comes, so that it has little left to do at sync(). Whether it
  // begins is of no consequence.
  void write_back() {
    constexpr uint64_t batch = 1 << 20;
    if (size_ - written_back_ < batch) return;
    ::sync_file_range(file_.get(), static_cast<off_t>(written_back_),
                      static_cast<off_t>(size_ - written_back_), SYNC_FILE_RANGE_WRITE);
    written_back_ = size_;
  }

  Descriptor file_;
  uint64_t size_;
  uint64_t written_back_ = size_;
};

class RealFileLock final : public FileLock {
 public:
  RealFileLock(int fd, const std::string& path) : file_(fd, path) {}

 private:
  Descriptor file_;
};

std::unexpected<base::Error> open_failure(const std::string& path) {
  return system_failure(errno, base::format("opening `{}`", path));
}

}  // namespace

base::Result<std::unique_ptr<FileReader>> open_file_reader(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return open_failure(path);
  struct stat s;
  if (::fstat(fd, &s) == 0) {
    return std::make_unique<RealFileReader>(fd, path, static_cast<uint64_t>(s.st_size));
  }
  const int reason = errno;
  ::close(fd);
  return system_failure(reason, base::format("`{}`", path));
}

base::Result<std::unique_ptr<FileWriter>> open_file_writer(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return open_failure(path);
  struct stat s;
  if (::fstat(fd, &s) == 0) {
    return std::make_unique<RealFileWriter>(fd, path, static_cast<uint64_t>(s.st_size));
  }
  const int reason = errno;
  ::close(fd);
  return system_failure(reason, base::format("`{}`", path));
}

base::Result<std::unique_ptr<FileLock>> try_file_lock(const std::string& path, LockMode mode) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return open_failure(path);
  auto lock = std::make_unique<RealFileLock>(fd, path);
  const int operation = mode == LockMode::shared ? LOCK_SH : LOCK_EX;
  if (::flock(fd, operation | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) {
    return base::fail(base::Kind::unavailable, "`{}` is in use by another process", path);
  }
  return system_failure(errno, base::format("locking `{}`", path));
}

}  // namespace world
