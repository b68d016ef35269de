#include "apps/uploader/inputs.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace llmbench::uploader {
namespace {

namespace fs = std::filesystem;

template <std::size_t Count>
bool has_extension(const fs::path& path, const std::array<std::string_view, Count>& extensions) {
  const std::string extension = to_lower(path.extension().string());
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

bool is_of_a_tool(const fs::path& path) {
  return has_extension(path, std::array<std::string_view, 6>{".json", ".jsonl", ".ndjson", ".txt", ".csv", ".sql"});
}

bool is_doubtful(const fs::path& path) {
  return has_extension(path, std::array<std::string_view, 4>{"", ".md", ".log", ".out"});
}

bool is_hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

void add_folder(const fs::path& folder, Inputs& inputs) {
  std::vector<std::string> found;
  std::vector<std::string> doubtful;
  std::error_code failure;
  fs::recursive_directory_iterator entry{folder, fs::directory_options::skip_permission_denied, failure};
  for (; !failure && entry != fs::recursive_directory_iterator{}; entry.increment(failure)) {
    std::error_code unreadable;
    if (is_hidden(entry->path())) {
      if (entry->is_directory(unreadable)) entry.disable_recursion_pending();
    } else if (entry->is_regular_file(unreadable)) {
      if (is_of_a_tool(entry->path())) {
        found.push_back(entry->path().string());
      } else if (is_doubtful(entry->path())) {
        doubtful.push_back(entry->path().string());
      } else {
        ++inputs.skipped;
      }
    }
  }
  std::sort(found.begin(), found.end());
  std::sort(doubtful.begin(), doubtful.end());
  inputs.doubtful.insert(inputs.doubtful.end(), doubtful.begin(), doubtful.end());
  inputs.files.insert(inputs.files.end(), found.begin(), found.end());
  // Reading the folder itself as a file then says what is wrong with it.
  if (failure) inputs.files.push_back(folder.string());
}

}  // namespace

Inputs expand_inputs(const std::vector<std::string>& names) {
  Inputs inputs;
  for (const std::string& name : names) {
    std::error_code failure;
    if (name != "-" && fs::is_directory(name, failure)) {
      add_folder(name, inputs);
    } else {
      inputs.files.push_back(name);
    }
  }
  return inputs;
}

}  // namespace llmbench::uploader
