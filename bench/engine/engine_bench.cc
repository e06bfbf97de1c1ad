// The engine's part of serving: a warm request, a wake, a cooldown. The guests are those of
// tests/guests/build; what is not built is skipped.
#include <benchmark/benchmark.h>

#include <chrono>
#include <thread>

#include "engine/code_cache.h"
#include "engine/instance.h"
#include "world/files.h"

namespace {

class NoLog final : public base::Log {
 public:
  bool enabled(base::Level) const override { return false; }
  void write(base::Level, std::string_view, std::string_view) override {}
};

// The engine, and the guests' code in a folder that goes with it.
class Bench {
 public:
  static Bench& shared() {
    static Bench bench;
    return bench;
  }
  ~Bench() { (void)files_->remove_all(folder_); }

  // The path of the guest's precompiled code; empty when there is no such guest.
  std::string precompiled(const std::string& guest) {
    const auto wasm = std::string(TORPOR_GUESTS "/") + guest + ".wasm";
    auto entry = cache_.ensure(wasm);
    return entry ? entry->path : "";
  }
  std::shared_ptr<const engine::Code> map(const std::string& path) {
    return *engine_->map(path, engine::ComponentInfo::Handler::wasi_http_0_2);
  }

  // Runs one request on the calling thread, to the last byte of its body. False when it fails.
  bool serve(std::shared_ptr<const engine::Code> code, std::string target) {
    http::Request request;
    request.target = std::move(target);
    request.authority = "example.test";
    async::Started work(engine::run_instance({loop_, *clock_, log_}, std::move(code), grants_,
                                             nullptr, {}, std::move(request)));
    while (!work.ready()) loop_.poll();
    auto response = work.take();
    if (!response) return false;
    async::Started body(http::read_all(std::move(response->body), size_t{1} << 30));
    while (!body.ready()) loop_.poll();
    return body.take().has_value();
  }

 private:
  NoLog log_;
  std::unique_ptr<world::Files> files_ = world::real_files();
  std::string folder_ = *files_->make_temporary_directory("/tmp/torpor-bench-");
  std::unique_ptr<engine::Engine> engine_ = *engine::make_engine({}, log_);
  engine::CodeCache cache_{*engine_, *files_, folder_};
  async::Loop loop_;
  std::unique_ptr<world::Clock> clock_ = world::real_clock(loop_);
  std::shared_ptr<const engine::Grants> grants_ = std::make_shared<engine::Grants>();
};

// Everything of a request but the network: store, instance, call, response, drop.
void warm_request(benchmark::State& state, const std::string& guest, const std::string& target) {
  auto& bench = Bench::shared();
  const auto path = bench.precompiled(guest);
  if (path.empty()) return state.SkipWithError("not built");
  const auto code = bench.map(path);
  for (auto _ : state) {
    if (!bench.serve(code, target)) return state.SkipWithError("failed");
  }
}

// The next pool is made by a thread meanwhile; a wake finds it ready.
void let_spare_be_made() {
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

// Mapping the code and linking it.
void map(benchmark::State& state, const std::string& guest) {
  auto& bench = Bench::shared();
  const auto path = bench.precompiled(guest);
  if (path.empty()) return state.SkipWithError("not built");
  for (auto _ : state) {
    auto code = bench.map(path);
    state.PauseTiming();
    code.reset();
    let_spare_be_made();
    state.ResumeTiming();
  }
}

void unload(benchmark::State& state, const std::string& guest) {
  auto& bench = Bench::shared();
  const auto path = bench.precompiled(guest);
  if (path.empty()) return state.SkipWithError("not built");
  for (auto _ : state) {
    state.PauseTiming();
    auto code = bench.map(path);
    bench.serve(code, "/");
    state.ResumeTiming();
    code.reset();
  }
}

// The first request after the code was mapped.
void first_request(benchmark::State& state, const std::string& guest) {
  auto& bench = Bench::shared();
  const auto path = bench.precompiled(guest);
  if (path.empty()) return state.SkipWithError("not built");
  for (auto _ : state) {
    state.PauseTiming();
    auto code = bench.map(path);
    state.ResumeTiming();
    if (!bench.serve(code, "/")) return state.SkipWithError("failed");
    state.PauseTiming();
    code.reset();
    state.ResumeTiming();
  }
}

BENCHMARK_CAPTURE(warm_request, hello_c, "hello_c", "/");
BENCHMARK_CAPTURE(warm_request, hello_rust, "hello_rust", "/");
BENCHMARK_CAPTURE(warm_request, hello_js, "hello_js", "/")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(warm_request, hello_python, "hello_python", "/")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(warm_request, a_mebibyte, "probe", "/big?bytes=1048576")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(map, hello_c, "hello_c")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(map, hello_js, "hello_js")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(first_request, hello_c, "hello_c")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(first_request, hello_js, "hello_js")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(unload, hello_c, "hello_c")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(unload, hello_js, "hello_js")->Unit(benchmark::kMicrosecond);

}  // namespace
