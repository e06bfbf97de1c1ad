// What the embedded stores do in a second, and how long they hold a loop up.
//
// Each store is a file in a new folder below $TMPDIR (a disk, not tmpfs, for honest numbers). A set
// counts when it is acknowledged: it is in the write-ahead log and survives the process.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <random>
#include <thread>

#include "base/format.h"
#include "store/checkpointer.h"
#include "store/sqlite_database.h"
#include "store/sqlite_key_value.h"

namespace {

class Silence final : public base::Log {
 public:
  bool enabled(base::Level) const override { return false; }
  void write(base::Level, std::string_view, std::string_view) override {}
};

class SteadyClock final : public world::Clock {
 public:
  world::TimePoint now() const override { return std::chrono::steady_clock::now(); }
  world::WallTime wall() const override { return std::chrono::system_clock::now(); }
  async::Task<> sleep_until(world::TimePoint) override { co_return; }
};

class Folder {
 public:
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "torpor-bench-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() {
    threads_.reset();  // a checkpoint may still be under way
    std::filesystem::remove_all(path_);
  }
  // As a catalog gives it: another thread syncs the disk.
  store::Place file() {
    const store::Location location = store::FileLocation{path_ + "/bench.db"};
    return {location, 0, std::make_shared<store::Checkpointer>(*threads_, location)};
  }

 private:
  std::string path_;
  std::optional<async::Threads> threads_{1};
};

struct Bench {
  explicit Bench(int64_t keys) {
    for (int64_t i = 0; i < keys; ++i) names.push_back(base::format("key-{:08}", i));
    kv = std::move(*store::SqliteKeyValue::open("default", folder.file(), log));
  }
  void fill() {
    for (const auto& name : names) (void)kv->set(name, next_value());
  }
  // A new one each time: SQLite writes nothing where the value is what it was.
  const std::string& next_value() {
    const auto number = base::format("{:012}", ++written);
    return value.replace(0, number.size(), number);
  }
  const std::string& any_name() { return names[random() % names.size()]; }

  Folder folder;
  Silence log;
  std::vector<std::string> names;
  std::string value = std::string(100, 'v');
  int64_t written = 0;
  std::mt19937 random{7};
  std::unique_ptr<store::KeyValue> kv;
};

void key_value_get(benchmark::State& state) {
  Bench bench(state.range(0));
  bench.fill();
  for (auto _ : state) {
    if (!*bench.kv->get(bench.any_name())) state.SkipWithError("lost");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(key_value_get)->Arg(1'000)->Arg(100'000)->UseRealTime();

void key_value_set(benchmark::State& state) {
  Bench bench(state.range(0));
  bench.fill();
  std::vector<double> times;
  for (auto _ : state) {
    const auto& name = bench.any_name();
    const auto& value = bench.next_value();
    const auto start = std::chrono::steady_clock::now();
    if (!bench.kv->set(name, value)) state.SkipWithError("refused");
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    times.push_back(took.count());
  }
  state.SetItemsProcessed(state.iterations());
  std::ranges::sort(times);
  state.counters["p99_us"] = times[times.size() * 99 / 100];
  state.counters["worst_ms"] = times.back() / 1000;
}
BENCHMARK(key_value_set)->Arg(1'000)->Arg(100'000)->MinTime(2)->UseRealTime();

// While another loop writes to the same file without a pause: how many more fit in between.
void key_value_set_contended(benchmark::State& state) {
  Bench bench(1'000);
  const auto place = bench.folder.file();
  const auto write = [&](std::stop_token stop) {
    const auto kv = std::move(*store::SqliteKeyValue::open("default", place, bench.log));
    for (size_t i = 0; !stop.stop_requested(); ++i)
      (void)kv->set(bench.names[i % 1'000], std::to_string(i));
  };
  std::jthread other(write);
  int64_t busy = 0;
  for (auto _ : state) {
    if (!bench.kv->set(bench.any_name(), bench.next_value())) ++busy;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["busy"] = static_cast<double>(busy);
}
BENCHMARK(key_value_set_contended)->MinTime(1)->UseRealTime();

void key_value_increment(benchmark::State& state) {
  Bench bench(1);
  for (auto _ : state) {
    if (!bench.kv->increment("counter", 1)) state.SkipWithError("refused");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(key_value_increment)->UseRealTime();

void key_value_reopen(benchmark::State& state) {
  Bench bench(1'000);
  bench.fill();
  for (auto _ : state) {
    bench.kv.reset();
    bench.kv = std::move(*store::SqliteKeyValue::open("default", bench.folder.file(), bench.log));
    if (!*bench.kv->get(bench.names.front())) state.SkipWithError("lost");
  }
}
BENCHMARK(key_value_reopen)->UseRealTime();

void sql_select_by_key(benchmark::State& state) {
  Folder folder;
  Silence log;
  SteadyClock clock;
  const auto database = std::move(*store::SqliteDatabase::open(folder.file(), {}, clock, log));
  (void)database->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)", {});
  (void)database->execute(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10000) "
      "INSERT INTO t SELECT i, 'name ' || i FROM n",
      {});
  std::mt19937 random(7);
  for (auto _ : state) {
    const store::SqlParameter id = static_cast<int64_t>(random() % 10'000 + 1);
    const auto result = database->execute("SELECT name FROM t WHERE id = ?", {&id, 1});
    if (result->rows.size() != 1) state.SkipWithError("lost");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(sql_select_by_key)->UseRealTime();

void sql_open(benchmark::State& state) {
  Folder folder;
  Silence log;
  SteadyClock clock;
  const auto keep = std::move(*store::SqliteDatabase::open(folder.file(), {}, clock, log));
  (void)keep->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)", {});
  for (auto _ : state) {
    const auto database = std::move(*store::SqliteDatabase::open(folder.file(), {}, clock, log));
    (void)database->execute("SELECT * FROM t", {});
  }
}
BENCHMARK(sql_open)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
