#include "apps/uploader/upload_history.hpp"

#include "apps/uploader/files.hpp"

#include "llmbench/util/text.hpp"
#include "llmbench/util/uuid.hpp"

#include <fstream>

namespace llmbench::uploader {

void UploadHistory::begin(const std::string& server) {
  make_private_folder(path_.parent_path());
  (void)write_file(path_, server + "\n");
}

void UploadHistory::add(const std::string& run_id) {
  const std::lock_guard lock{file_mutex_};
  std::ofstream{path_, std::ios::app} << run_id << '\n';
}

void UploadHistory::forget() {
  std::error_code failure;
  std::filesystem::remove(path_, failure);
}

std::optional<LastUpload> UploadHistory::find_last() const {
  const auto text = read_file_if_there(path_);
  if (!text) return std::nullopt;
  LastUpload last;
  for (const std::string& line : split(*text, '\n')) {
    if (last.server.empty()) {
      last.server = line;
    } else if (parse_uuid(line)) {
      last.run_ids.push_back(line);
    }
  }
  return last;
}

}  // namespace llmbench::uploader
