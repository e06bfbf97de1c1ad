#include "engine/code_cache.h"

#include <chrono>
#include <thread>

#include "base/text.h"
#include "engine/cache_record.h"
#include "world/digest.h"
#include "world/user.h"

namespace engine {
namespace {

// How often a lock that another process holds is tried again: compiling takes seconds.
constexpr std::chrono::milliseconds lock_pace{20};
constexpr uint64_t most_record = 64 << 10;  // bytes of a record

base::Result<std::string> digest_of(const world::Files& files, const std::string& path) {
  TRY(const auto reader, files.open_reader(path));
  world::Sha256 digest;
  std::string room(256 << 10, '\0');
  for (uint64_t at = 0;;) {
    TRY(const auto count, reader->read_at(at, room));
    if (count == 0) return base::hex(digest.finish());
    digest.update({room.data(), count});
    at += count;
  }
}

base::Result<std::unique_ptr<world::FileLock>> lock(world::Files& files, const std::string& path) {
  for (;;) {
    auto held = files.try_lock(path, world::LockMode::exclusive);
    if (held || held.error().kind() != base::Kind::unavailable) return held;
    std::this_thread::sleep_for(lock_pace);
  }
}

// What another user could have written is not ours.
bool is_ours(const world::FileInfo& info) {
  return info.owner == world::effective_user() && (info.mode & 022) == 0;
}

}  // namespace

CodeCache::CodeCache(Engine& engine, world::Files& files, std::string folder)
    : engine_(engine),
      files_(files),
      folder_(std::move(folder) + "/" + engine.compatibility().substr(0, 16)) {}

base::Result<CodeCache::Entry> CodeCache::find(const std::string& wasm_path) {
  TRY(const auto digest, source_digest(wasm_path));
  return find_digest(digest, wasm_path);
}

base::Result<CodeCache::Entry> CodeCache::ensure(const std::string& wasm_path) {
  TRY_VOID(files_.make_directories(folder_ + "/sources"));
  TRY(const auto digest, source_digest(wasm_path));
  if (auto entry = find_digest(digest, wasm_path)) return entry;
  TRY(const auto held, lock(files_, path_of(digest) + ".lock"));
  if (auto entry = find_digest(digest, wasm_path)) return entry;  // by who held the lock before us
  return compile(wasm_path);
}

base::Result<std::shared_ptr<const Code>> CodeCache::map(const Entry& entry) {
  const auto info = files_.link_info(entry.path);
  if (info && is_ours(*info) && stamp_of(*info) == entry.stamp) {
    return engine_.map(entry.path, entry.info.handler);
  }
  TRY(const auto made, ensure(entry.wasm_path));
  if (made.digest != entry.digest) {
    return base::fail(
        base::Kind::unavailable,
        "{} is not the component it was, and its precompiled code is gone: start anew",
        entry.wasm_path);
  }
  return engine_.map(made.path, made.info.handler);
}

std::string CodeCache::path_of(const std::string& digest) const {
  return folder_ + "/" + digest;
}

// The digest of the component's file, from the record when the file is as it was then.
base::Result<std::string> CodeCache::source_digest(const std::string& wasm_path) {
  TRY(const auto info, files_.info(wasm_path));
  const auto path = folder_ + "/sources/" + world::sha256_hex(wasm_path);
  const auto stamp = stamp_of(info);
  if (const auto record = read_record(path)) {
    const auto known = parse_source_record(*record);
    if (known && known->path == wasm_path && known->stamp == stamp) return known->digest;
  }
  TRY(auto digest, digest_of(files_, wasm_path));
  // A record that cannot be written costs the next start a reading, and nothing else.
  if (files_.exists(folder_ + "/sources")) {
    (void)files_.write_atomic(path, format_record(SourceRecord{wasm_path, stamp, digest}));
  }
  return digest;
}

std::optional<base::Bytes> CodeCache::read_record(const std::string& path) const {
  const auto info = files_.link_info(path);
  if (!info || info->type != world::FileInfo::Type::file || !is_ours(*info)) return std::nullopt;
  auto text = files_.read(path, most_record);
  if (!text) return std::nullopt;
  return std::move(*text);
}

base::Result<CodeCache::Entry> CodeCache::find_digest(const std::string& digest,
                                                      const std::string& wasm_path) {
  const auto path = path_of(digest) + ".code";
  const auto absent = [&] { return base::fail(base::Kind::not_found, "{}: no such code", path); };
  const auto text = read_record(path_of(digest) + ".record");
  if (!text) return absent();
  auto record = parse_code_record(*text);
  const auto info = files_.link_info(path);
  if (!record || !info || info->type != world::FileInfo::Type::file || !is_ours(*info)) {
    return absent();
  }
  // What could not be given then may be given by now: another torpor may have written this.
  if (!record->info.unknown_imports.empty()) return absent();
  if (stamp_of(*info) != record->stamp) {
    // Touched, copied or altered: its content decides.
    const auto content = digest_of(files_, path);
    if (!content || *content != record->digest) return absent();
    record->stamp = stamp_of(*info);
    (void)files_.write_atomic(path_of(digest) + ".record", format_record(*record));
  }
  return Entry{path, wasm_path, digest, info->size, record->stamp, std::move(record->info), false};
}

// Under the key's lock. The digest is that of the bytes that are compiled, whatever the file holds
// by now.
base::Result<CodeCache::Entry> CodeCache::compile(const std::string& wasm_path) {
  TRY(const auto wasm, files_.read(wasm_path));
  const auto digest = world::sha256_hex(wasm);
  TRY(auto info, engine_.inspect(wasm));
  TRY(const auto code, engine_.compile(wasm, info.handler));
  const auto path = path_of(digest) + ".code";
  TRY_VOID(files_.write_atomic(path, code));
  TRY(const auto written, files_.link_info(path));
  CodeRecord record{stamp_of(written), world::sha256_hex(code), std::move(info)};
  TRY_VOID(files_.write_atomic(path_of(digest) + ".record", format_record(record)));
  return Entry{path, wasm_path, digest, code.size(), record.stamp, std::move(record.info), true};
}

}  // namespace engine
