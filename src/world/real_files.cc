#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "world/files.h"
#include "world/real_file_stream.h"
#include "world/system_error.h"

namespace world {
namespace {

class OpenFile {
 public:
  explicit OpenFile(int fd) : fd_(fd) {}
  OpenFile(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

FileInfo to_info(const struct stat& s) {
  FileInfo out;
  out.type = S_ISREG(s.st_mode)   ? FileInfo::Type::file
             : S_ISDIR(s.st_mode) ? FileInfo::Type::directory
             : S_ISLNK(s.st_mode) ? FileInfo::Type::symlink
                                  : FileInfo::Type::other;
  out.size = static_cast<uint64_t>(s.st_size);
  out.inode = s.st_ino;
  out.device = s.st_dev;
  out.modified_ns = s.st_mtim.tv_sec * 1'000'000'000 + s.st_mtim.tv_nsec;
  out.changed_ns = s.st_ctim.tv_sec * 1'000'000'000 + s.st_ctim.tv_nsec;
  out.mode = s.st_mode & 07777;
  out.owner = s.st_uid;
  return out;
}

base::Result<> write_all(int fd, base::View content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t wrote = ::write(fd, content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return system_failure(errno, base::format("writing `{}`", path));
    content.remove_prefix(static_cast<size_t>(wrote));
  }
  return {};
}

base::Result<> from_error_code(const std::error_code& error, const std::string& what) {
  if (error) return system_failure(error.value(), what);
  return {};
}

class RealFiles final : public Files {
 public:
  base::Result<base::Bytes> read(const std::string& path, uint64_t most) const override {
    const auto what = base::format("reading `{}`", path);
    const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.ok()) return system_failure(errno, what);
    struct stat s;
    if (::fstat(file.get(), &s) != 0) return system_failure(errno, what);
    if (S_ISDIR(s.st_mode)) return system_failure(EISDIR, what);
    base::Bytes out;
    out.resize(std::min(static_cast<uint64_t>(s.st_size), most) + 1);
    size_t size = 0;
    for (;;) {
      if (size > most) {
        return base::fail(base::Kind::limit, "`{}` is larger than {} bytes", path, most);
      }
      if (size == out.size()) out.resize(size * 2);
      const ssize_t got = ::read(file.get(), out.data() + size, out.size() - size);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return system_failure(errno, what);
      if (got == 0) break;
      size += static_cast<size_t>(got);
    }
    out.resize(size);
    return out;
  }

  base::Result<> write_atomic(const std::string& path, base::View content) override {
    std::string temporary = path + ".XXXXXX";
    const OpenFile file(::mkostemp(temporary.data(), O_CLOEXEC));  // 0600
    if (!file.ok()) return system_failure(errno, base::format("writing `{}`", path));
    const auto written = write_and_rename(file.get(), temporary, path, content);
    if (!written) ::unlink(temporary.c_str());
    return written;
  }

  base::Result<> append(const std::string& path, base::View content) override {
    const OpenFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!file.ok()) return system_failure(errno, base::format("opening `{}`", path));
    return write_all(file.get(), content, path);
  }

  base::Result<FileInfo> info(const std::string& path) const override {
    struct stat s;
    if (::stat(path.c_str(), &s) != 0) return system_failure(errno, base::format("`{}`", path));
    return to_info(s);
  }

  base::Result<FileInfo> link_info(const std::string& path) const override {
    struct stat s;
    if (::lstat(path.c_str(), &s) != 0) return system_failure(errno, base::format("`{}`", path));
    return to_info(s);
  }

  base::Result<std::vector<std::string>> list(const std::string& path) const override {
    std::error_code error;
    std::vector<std::string> out;
    for (std::filesystem::directory_iterator at(path, error), end; !error && at != end;
         at.increment(error)) {
      out.push_back(at->path().filename().string());
    }
    TRY_VOID(from_error_code(error, base::format("listing `{}`", path)));
    std::sort(out.begin(), out.end());
    return out;
  }

  base::Result<> make_directories(const std::string& path, uint32_t mode) override {
    if (::mkdir(path.c_str(), mode) == 0) return {};
    if (errno == EEXIST) {
      TRY(const auto there, info(path));
      if (there.type == FileInfo::Type::directory) return {};
      return system_failure(ENOTDIR, base::format("making folder `{}`", path));
    }
    const auto parent = std::filesystem::path(path).parent_path().string();
    if (errno != ENOENT || parent.empty() || parent == path) {
      return system_failure(errno, base::format("making folder `{}`", path));
    }
    TRY_VOID(make_directories(parent, mode));
    if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
    return system_failure(errno, base::format("making folder `{}`", path));
  }

  base::Result<> remove(const std::string& path) override {
    if (::remove(path.c_str()) == 0) return {};
    return system_failure(errno, base::format("removing `{}`", path));
  }

  base::Result<> remove_all(const std::string& path) override {
    std::error_code error;
    std::filesystem::remove_all(path, error);
    return from_error_code(error, base::format("removing `{}`", path));
  }

  base::Result<> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) == 0) return {};
    return system_failure(errno, base::format("renaming `{}` to `{}`", from, to));
  }

  base::Result<> copy(const std::string& from, const std::string& to) override {
    TRY(const auto content, read(from, UINT64_MAX - 1));
    return write_atomic(to, content);
  }

  base::Result<> set_mode(const std::string& path, uint32_t mode) override {
    if (::chmod(path.c_str(), mode) == 0) return {};
    return system_failure(errno, base::format("setting the mode of `{}`", path));
  }

  base::Result<> touch(const std::string& path) override {
    if (::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0) return {};
    return system_failure(errno, base::format("touching `{}`", path));
  }

  base::Result<std::string> real_path(const std::string& path) const override {
    std::error_code error;
    auto out = std::filesystem::canonical(path, error).string();
    TRY_VOID(from_error_code(error, base::format("`{}`", path)));
    return out;
  }

  base::Result<std::string> make_temporary_directory(const std::string& prefix) override {
    std::string path = prefix + "XXXXXX";
    if (::mkdtemp(path.data())) return path;  // 0700
    return system_failure(errno, base::format("making a folder at `{}`", prefix));
  }

  base::Result<> link(const std::string& from, const std::string& to) override {
    if (::link(from.c_str(), to.c_str()) == 0) return {};
    return system_failure(errno, base::format("linking `{}` to `{}`", to, from));
  }

  base::Result<std::unique_ptr<FileReader>> open_reader(const std::string& path) const override {
    return open_file_reader(path);
  }
  base::Result<std::unique_ptr<FileWriter>> open_writer(const std::string& path) override {
    return open_file_writer(path);
  }
  base::Result<std::unique_ptr<FileLock>> try_lock(const std::string& path,
                                                   LockMode mode) override {
    return try_file_lock(path, mode);
  }

 private:
  static base::Result<> write_and_rename(int fd, const std::string& temporary,
                                         const std::string& path, base::View content) {
    TRY_VOID(write_all(fd, content, path));
    if (::fsync(fd) != 0) return system_failure(errno, base::format("syncing `{}`", path));
    if (::rename(temporary.c_str(), path.c_str()) == 0) return {};
    return system_failure(errno, base::format("writing `{}`", path));
  }
};

}  // namespace

std::unique_ptr<Files> real_files() {
  return std::make_unique<RealFiles>();
}

void note_use(Files& files, const std::string& path) {
  const auto info = files.info(path);
  if (!info) return;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  if (now - std::chrono::nanoseconds(info->modified_ns) < std::chrono::days(1)) return;
  std::ignore = files.touch(path);
}

}  // namespace world
