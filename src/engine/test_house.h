// A house for tests of this room: a real engine, the guests that tests/guests builds, one loop and
// a clock moved by hand.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "async/task_group.h"
#include "engine/code_cache.h"
#include "engine/engine.h"
#include "engine/instance.h"
#include "testing/fake_clock.h"
#include "world/files.h"

namespace engine {

class ListLog final : public base::Log {
 public:
  bool enabled(base::Level) const override { return true; }
  void write(base::Level, std::string_view, std::string_view message) override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(message);
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    std::string all;
    for (const auto& line : lines_) all += line + "\n";
    return all;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

class ListOutput final : public GuestOutput {
 public:
  void write_stdout(std::string_view bytes) override { out += bytes; }
  void write_stderr(std::string_view bytes) override { err += bytes; }
  std::string out, err;
};

// A folder of the test's own.
class Folder {
 public:
  Folder() : path_(*files->make_temporary_directory("/tmp/torpor-test-")) {}
  ~Folder() { std::ignore = files->remove_all(path_); }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  const std::string& path() const { return path_; }

  std::unique_ptr<world::Files> files = world::real_files();

 private:
  std::string path_;
};

// The engine and the guests' code, made once for all tests of a suite: compiling takes a second.
class House {
 public:
  explicit House(EngineOptions options = {}) : engine_(*make_engine(options, log)) {}

  static std::string guest(std::string_view name) {
    return TORPOR_GUESTS "/" + std::string(name) + ".wasm";
  }
  std::string wasm(std::string_view name) {
    auto bytes = folder.files->read(guest(name));
    EXPECT_TRUE(bytes) << "run tests/guests/build first";
    return bytes.value_or("");
  }
  // The path of the guest's precompiled code.
  std::string precompiled(std::string_view name) {
    const auto path = folder / name;
    if (folder.files->exists(path)) return path;
    auto code = engine_->compile(wasm(name), engine_->inspect(wasm(name))->handler);
    EXPECT_TRUE(code) << code.error().message();
    EXPECT_TRUE(folder.files->write_atomic(path, *code));
    return path;
  }
  std::shared_ptr<const Code> code(std::string_view name) {
    auto code = engine_->map(precompiled(name), engine_->inspect(wasm(name))->handler);
    EXPECT_TRUE(code) << code.error().message();
    return *code;
  }
  Engine& engine() { return *engine_; }

  ListLog log;
  Folder folder;

 private:
  std::unique_ptr<Engine> engine_;
};

// A loop on which a test runs instances.
class Stage {
 public:
  explicit Stage(base::Log& log) : clock(loop), log_(log) {}
  ~Stage() {
    tails.cancel_all();
    clock.settle();
  }

  InstanceContext context() { return {loop, clock, log_, &tails}; }

  using Response = base::Result<http::Response>;
  async::Started<Response> start(std::shared_ptr<const Code> code, http::Request request) {
    return async::Started(
        run_instance(context(), std::move(code), grants, output, limits, std::move(request)));
  }
  // Runs the loop until the work is ready, however long the guest really waits.
  template <class T>
  T finish(async::Started<T>& work) {
    while (!work.ready()) {
      if (loop.poll() == 0) std::this_thread::yield();
    }
    return work.take();
  }
  Response run(std::shared_ptr<const Code> code, http::Request request) {
    auto work = start(std::move(code), std::move(request));
    return finish(work);
  }
  base::Result<std::string> text(http::Body body, size_t most = size_t{64} << 20) {
    async::Started work(http::read_all(std::move(body), most));
    return finish(work);
  }
  // The whole answer as "STATUS body", or the error's kind and message.
  std::string answer(std::shared_ptr<const Code> code, http::Request request) {
    auto response = run(std::move(code), std::move(request));
    if (!response) return error_text(response.error());
    auto body = text(std::move(response->body));
    const auto status = std::to_string(response->status) + " ";
    return status + (body ? *body : error_text(body.error()));
  }
  static std::string error_text(const base::Error& error) {
    return std::string(base::name_of(error.kind())) + ": " + error.message();
  }

  async::Loop loop;
  testing::FakeClock clock;
  async::TaskGroup tails;
  std::shared_ptr<Grants> grants = std::make_shared<Grants>();
  std::shared_ptr<ListOutput> output = std::make_shared<ListOutput>();
  Limits limits;

 private:
  base::Log& log_;
};

inline http::Request get(std::string target) {
  http::Request request;
  request.target = std::move(target);
  request.authority = "example.test";
  return request;
}

inline http::Request post(std::string target, http::Body body) {
  auto request = get(std::move(target));
  request.method = "POST";
  request.body = std::move(body);
  return request;
}

}  // namespace engine
