#include "cli/up_options.h"

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/manifest_flags.h"

namespace cli {
namespace {

// A flag whose text is read by `read`; a text that it cannot read is a usage error with a hint.
template <class T, class Read>
CLI::Option* add_parsed(CLI::App& command, const std::string& names, T& into, Read read,
                        const std::string& help, const std::string& hint) {
  return command
      .add_option_function<std::string>(
          names,
          [&into, read, names, hint](const std::string& text) {
            const auto value = read(text);
            if (!value) throw CLI::ValidationError(names, "`" + text + "`: write " + hint);
            const auto& given = *value;  // which `into` may hold as an option again
            into = given;
          },
          help)
      ->type_name("");
}

void declare_app_flags(CLI::App& command, UpOptions& o) {
  command
      .add_option("-f,--from", o.from,
                  "The app: a spin.toml, a folder that holds one, a .wasm file, or a reference to "
                  "a registry")
      ->type_name("PATH|REFERENCE");
  // Their older names.
  command.add_option("--file,--from-file,--from-registry", o.from)->group("");
  command.add_flag("-k,--insecure", o.plain_registry, "Speak plain HTTP to the registry");
  command.add_flag("--build", o.build, "Build the app first, as torpor build does")
      ->envname("SPIN_ALWAYS_BUILD");
  add_profile_flag(command, o.profile);
  command
      .add_option("-c,--component-id", o.component_ids,
                  "Serve only this component (may be given several times)")
      ->type_name("ID");
  command
      .add_option("-e,--env", o.environment,
                  "Give every component an environment variable (several times)")
      ->type_name("NAME=VALUE");
}

void declare_server_flags(CLI::App& command, UpOptions& o) {
  command.add_option("--listen", o.listen, "Where to listen; port 0 takes any free one")
      ->envname("SPIN_HTTP_LISTEN_ADDR")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
  command.add_flag("--find-free-port", o.find_free_port,
                   "When the port is taken try the next, up to ten");
  command.add_option("--listen-fd", o.listen_fd)->group("");
  command.add_option("--ready-fd", o.ready_fd)->group("");
  command.add_option("--tls-cert", o.tls_cert, "Serve HTTPS with this certificate chain (PEM)")
      ->envname("SPIN_TLS_CERT")
      ->type_name("FILE");
  command.add_option("--tls-key", o.tls_key, "The private key of the certificate (PEM)")
      ->envname("SPIN_TLS_KEY")
      ->type_name("FILE");
  command
      .add_option("--http1-max-buf-size", o.max_head_bytes,
                  "Largest head of a request in bytes (at least 8192)")
      ->envname("SPIN_HTTP1_MAX_BUF_SIZE")
      ->check(CLI::Range(uint64_t{8192}, uint64_t{16} << 20).description(""))
      ->type_name("BYTES");
  command.add_option("--format", o.format, "How the start-up message is written")
      ->check(CLI::IsMember({"plain", "json"}).description(""))
      ->type_name("plain|json")
      ->capture_default_str();
  command.add_option("--threads", o.threads, "Event loops; by default one for each core")
      ->check(CLI::Range(1u, 256u).description(""))
      ->type_name("N");
}

void declare_log_flags(CLI::App& command, UpOptions& o) {
  command
      .add_option("-L,--log-dir", o.log_dir,
                  "Where components' output is kept; \"\" for nowhere [<state-dir>/logs]")
      ->envname("SPIN_LOG_DIR")
      ->type_name("DIR");
  command.add_flag("--truncate-logs", o.truncate_logs, "Empty the log files first");
  command.add_option("--follow", o.follow, "Show only this component's output (several times)")
      ->type_name("ID");
  command.add_flag("-q,--quiet,--sh,--shush", o.quiet,
                   "Do not show components' output on the terminal");
}

void declare_folder_flags(CLI::App& command, UpOptions& o) {
  command.add_option("--state-dir", o.state_dir, "Where the app's state is kept [.spin]")
      ->type_name("DIR");
  command
      .add_option("--cache-dir", o.cache_dir,
                  "Where precompiled code is kept [$XDG_CACHE_HOME/torpor]")
      ->envname("TORPOR_CACHE_DIR")
      ->type_name("DIR");
  command.add_option("--temp,--tmp", o.temp_dir, "Where copies of the app's files go")
      ->type_name("DIR");
  command.add_flag("--allow-transient-write", o.allow_transient_write,
                   "Let components write to their files: to a copy that is gone at the end");
  // Folders are granted without a copy wherever that is possible.
  command.add_flag("--direct-mounts", o.direct_mounts,
                   "Accepted for compatibility: folders are not copied wherever possible");
}

void declare_runtime_flags(CLI::App& command, UpOptions& o) {
  command
      .add_option("--runtime-config-file", o.runtime_config,
                  "Where variables and stores come from (docs/runtime-config.md)")
      ->envname("RUNTIME_CONFIG_FILE")
      ->type_name("FILE");
  command
      .add_option("--variable", o.variables,
                  "The value of a variable of the app: NAME=VALUE, NAME=@FILE, or all that are in "
                  "@FILE.json or @FILE.toml (several times)")
      ->type_name("NAME=VALUE|@FILE");
  command
      .add_option("--key-value", o.key_values,
                  "Set a key in the key-value store `default` first (several times)")
      ->type_name("KEY=VALUE");
  command
      .add_option("--sqlite", o.sqlite_scripts,
                  "Run SQL on the database `default` first, or the SQL of a file on that of a "
                  "label (several times)")
      ->type_name("SQL|@FILE[:LABEL]");
}

// What Spin's users write to change how its engine works. Ours has no such choices, and answers are
// the same: code is always kept, and memory pooled where that is possible.
void declare_flags_without_effect(CLI::App& command) {
  for (const auto* name : {"--disable-cache", "--disable-pooling", "--debug-info"}) {
    command.add_flag_callback(name, [] {})->group("");
  }
  command.add_option_function<std::string>("--cache", [](const std::string&) {})->group("");
}

void declare_limit_flags(CLI::App& command, UpOptions& o) {
  const auto duration_or_never =
      [](const std::string& text) -> std::optional<std::optional<std::chrono::milliseconds>> {
    if (text == "never") return std::optional<std::chrono::milliseconds>();
    const auto value = base::find_duration(text);
    if (!value) return std::nullopt;
    return value;
  };
  const auto read_duration = [](const std::string& text) { return base::find_duration(text); };
  const auto read_size = [](const std::string& text) { return base::find_size(text); };
  add_parsed(command, "--cooldown", o.cooldown, duration_or_never,
             "How long a component may idle before it leaves memory; never keeps it [5s]",
             "a time such as 500ms, 5s or 2m, or never");
  add_parsed(command, "--memory-budget", o.memory_budget, read_size,
             "Put the least recently used components to sleep above this [512MiB]",
             "a size such as 512MiB");
  add_parsed(command, "--max-instance-memory", o.max_instance_memory, read_size,
             "Largest memory of one instance [1GiB]", "a size such as 128MiB")
      ->envname("SPIN_MAX_INSTANCE_MEMORY");
  add_parsed(command, "--request-timeout", o.request_timeout, read_duration,
             "How long a component may take to answer, and between pieces of its answer [30s]",
             "a time such as 30s");
}

// N, or A..B for at least A and less than B.
std::optional<engine::Share> find_share(const std::string& text) {
  const auto dots = text.find("..");
  const auto least = base::find_number(base::View(text).substr(0, dots));
  const auto most =
      dots == text.npos ? least : base::find_number(base::View(text).substr(dots + 2));
  const bool is_ordered = least && most && (dots == text.npos ? *least <= *most : *least < *most);
  if (!is_ordered || *least < 1 || *most > UINT32_MAX) return std::nullopt;
  return engine::Share{static_cast<uint32_t>(*least), static_cast<uint32_t>(*most)};
}

void declare_reuse_flags(CLI::App& command, UpOptions& o) {
  const std::string hint = "a number such as 128, or a range such as 100..200";
  add_parsed(command, "--max-instance-reuse-count", o.requests_per_instance, find_share,
             "How many requests an instance answers, of components of WASI 0.3 [128]", hint);
  add_parsed(command, "--max-instance-concurrent-reuse-count", o.requests_at_once, find_share,
             "How many of those at once [16]", hint);
  add_parsed(
      command, "--idle-instance-timeout", o.instance_idle,
      [](const std::string& text) { return base::find_duration(text); },
      "How long such an instance may idle before it is dropped [1s]", "a time such as 1s");
}

}  // namespace

void declare_up_options(CLI::App& command, UpOptions& options) {
  declare_app_flags(command, options);
  declare_server_flags(command, options);
  declare_log_flags(command, options);
  declare_folder_flags(command, options);
  declare_runtime_flags(command, options);
  declare_flags_without_effect(command);
  declare_limit_flags(command, options);
  declare_reuse_flags(command, options);
}

}  // namespace cli
