#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>

#include "world/asio_wait.h"
#include "world/folder_watch.h"
#include "world/system_error.h"

namespace world {
namespace {

using base::Result;
using boost::asio::posix::stream_descriptor;

constexpr uint32_t events =
    IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR;

class RealFolderWatch final : public FolderWatch {
 public:
  RealFolderWatch(async::Loop& loop, int fd, Enters enters)
      : descriptor_(loop.io(), fd), enters_(std::move(enters)) {}

  Result<> add(const std::string& folder) override {
    const int id = ::inotify_add_watch(descriptor_.native_handle(), folder.c_str(), events);
    if (id < 0 && errno == ENOSPC) {
      return base::fail(base::Kind::limit,
                        "`{}` cannot be watched: the limit fs.inotify.max_user_watches is reached",
                        folder);
    }
    if (id < 0) return system_failure(errno, base::format("watching `{}`", folder));
    folders_[id] = folder;
    std::error_code ignored;  // a folder that vanishes meanwhile has nothing to tell
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
      if (!entry.is_directory(ignored) || entry.is_symlink(ignored)) continue;
      const auto path = folder + "/" + entry.path().filename().string();
      if (enters_(path)) TRY_VOID(add_if_there(path));
    }
    return {};
  }

  async::Task<Result<FolderChanges>> next() override {
    for (;;) {
      FolderChanges out;
      CO_TRY_VOID(read_all(out));
      if (out.lost || !out.paths.empty()) co_return out;
      const auto error = co_await AsioWait([this](auto done) {
        descriptor_.async_wait(stream_descriptor::wait_read, std::move(done));
      });
      if (error) co_return base::fail(base::Kind::io, "watching folders: {}", error.message());
    }
  }

 private:
  Result<> add_if_there(const std::string& folder) {
    auto added = add(folder);
    if (!added && added.error().kind() == base::Kind::not_found) return {};
    return added;
  }

  Result<> read_all(FolderChanges& out) {
    alignas(inotify_event) std::array<char, 64 * 1024> room;
    for (;;) {
      const ssize_t got = ::read(descriptor_.native_handle(), room.data(), room.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) return {};
      if (got <= 0) return system_failure(errno, "watching folders");
      for (ssize_t at = 0; at < got;) {
        inotify_event event;
        std::memcpy(&event, room.data() + at, sizeof event);
        TRY_VOID(take(event, room.data() + at + sizeof event, out));
        at += static_cast<ssize_t>(sizeof event + event.len);
      }
    }
  }

  Result<> take(const inotify_event& event, const char* name, FolderChanges& out) {
    if (event.mask & IN_Q_OVERFLOW) out.lost = true;
    if (event.mask & IN_IGNORED) folders_.erase(event.wd);
    const auto folder = folders_.find(event.wd);
    if (folder == folders_.end() || event.len == 0) return {};
    const auto path = folder->second + "/" + name;
    if (!(event.mask & IN_ISDIR)) {
      // A new file is told of when it is written; what has another's content is new at once.
      if (event.mask & IN_CREATE && !is_link(path)) return {};
      out.paths.push_back(path);
      return {};
    }
    if (event.mask & (IN_CREATE | IN_MOVED_TO) && enters_(path)) {
      TRY_VOID(add_if_there(path));
      add_files(path, out);
    }
    return {};
  }

  static bool is_link(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::is_symlink(path, ignored) ||
           std::filesystem::hard_link_count(path, ignored) > 1;
  }

  // What is in a folder that is new here was not told of one by one.
  void add_files(const std::string& folder, FolderChanges& out) const {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
      const auto path = folder + "/" + entry.path().filename().string();
      if (!entry.is_directory(ignored)) {
        out.paths.push_back(path);
      } else if (enters_(path)) {
        add_files(path, out);
      }
    }
  }

  stream_descriptor descriptor_;
  Enters enters_;
  std::map<int, std::string> folders_;  // by inotify's number
};

}  // namespace

Result<std::unique_ptr<FolderWatch>> open_folder_watch(async::Loop& loop,
                                                       FolderWatch::Enters enters) {
  const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) return system_failure(errno, "watching folders");
  return std::make_unique<RealFolderWatch>(loop, fd, std::move(enters));
}

}  // namespace world
