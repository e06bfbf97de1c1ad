// Which file answers which request.
#include "answer.h"
#include "media_type.h"
#include "path.h"
#include "request.h"

namespace {

std::string variable_or(std::string_view name, std::string_view fallback) {
  static const fileserver_list_tuple2_string_string_t variables = [] {
    fileserver_list_tuple2_string_string_t out;
    wasi_cli_environment_get_environment(&out);
    return out;
  }();
  for (size_t i = 0; i < variables.len; ++i) {
    const auto& [key, value] = variables.ptr[i];
    if (std::string_view(reinterpret_cast<const char*>(key.ptr), key.len) != name) continue;
    return {reinterpret_cast<const char*>(value.ptr), value.len};
  }
  return std::string(fallback);
}

Answer answer_with(File file, uint16_t status) {
  Answer out;
  out.status = status;
  out.add("content-type", std::string(media_type_of(file.path)));
  out.add("content-length", std::to_string(file.size));
  if (status == 200) {
    out.add("etag", file.etag);
    out.add("cache-control", variable_or("CACHE_CONTROL", "max-age=60"));
  }
  out.file = std::move(file);
  return out;
}

bool has_it(const Request& request, const File& file) {
  return request.if_none_match == "*" || request.if_none_match.contains(file.etag);
}

Answer not_modified(const File& file) {
  Answer out;
  out.status = 304;
  out.add("etag", file.etag);
  out.add("cache-control", variable_or("CACHE_CONTROL", "max-age=60"));
  return out;
}

Answer not_found() {
  const auto fallback = file_path_of(variable_or("FALLBACK_PATH", ""));
  if (fallback && !fallback->empty()) {
    if (auto file = find_file(*fallback)) return answer_with(std::move(*file), 200);
  }
  if (auto file = find_file("404.html")) return answer_with(std::move(*file), 404);
  return plain_answer(404, "Not found\n");
}

// Relative links of an index.html need the slash. The path goes out as it came in, but never as
// "//host".
Answer redirect_to_slash(const Request& request) {
  auto out = plain_answer(301, "");
  const auto first = request.path.find_first_not_of('/');
  out.add("location", "/" + (first == std::string::npos ? "" : request.path.substr(first)) + "/");
  return out;
}

Answer decide(const Request& request) {
  if (!request.is_get && !request.is_head) {
    auto out = plain_answer(405, "Only GET and HEAD are answered\n");
    out.add("allow", "GET, HEAD");
    return out;
  }
  const auto path = file_path_of(request.path_in_route);
  if (!path) return plain_answer(400, "The path is not valid\n");
  auto file = find_file(*path);
  if (file && file->type == File::Type::folder) {
    file = find_file(path->empty() ? "index.html" : *path + "/index.html");
    if (file && !request.path.ends_with('/')) return redirect_to_slash(request);
  }
  if (!file || file->type == File::Type::folder) return not_found();
  if (has_it(request, *file)) return not_modified(*file);
  return answer_with(std::move(*file), 200);
}

}  // namespace

extern "C" void exports_wasi_http_incoming_handler_handle(
    exports_wasi_http_incoming_handler_own_incoming_request_t incoming, ResponseOut out) {
  const auto request = read_request(incoming);
  send(decide(request), request.is_head ? Content::left_out : Content::sent, out);
}
