#include "apps/uploader/queue/queue.hpp"

#include "apps/uploader/queue/item_file.hpp"

#include "llmbench/util/error.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>

namespace llmbench::uploader {
namespace {

constexpr const char* kExtension = ".ndjson";
/// A file that is being written is finished long before this.
constexpr std::chrono::hours kAbandoned{1};

std::filesystem::path item_path(const std::filesystem::path& folder, const std::string& id) {
  return folder / (id + kExtension);
}

/// Ids come from the command line too, and must not lead out of the folder.
bool is_id(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Left behind by a process that was killed while it wrote: its input was not confirmed to anybody.
void remove_abandoned(const std::filesystem::path& path) {
  std::error_code failure;
  const auto written = std::filesystem::last_write_time(path, failure);
  if (!failure && std::filesystem::file_time_type::clock::now() - written > kAbandoned) {
    std::filesystem::remove(path, failure);
  }
}

QueueEntry read_entry(const std::filesystem::path& path) {
  QueueEntry entry;
  entry.id = path.stem().string();
  std::error_code failure;
  entry.bytes = std::filesystem::file_size(path, failure);
  std::ifstream file{path, std::ios::binary};
  std::string line;
  try {
    std::getline(file, line);
    entry.item = read_item_header(line);
  } catch (const Error&) {
    entry.is_damaged = true;
  }
  return entry;
}

std::vector<std::filesystem::path> item_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator{folder, failure}) {
    if (is_unfinished(entry.path())) {
      remove_abandoned(entry.path());
    } else if (entry.path().extension() == kExtension) {
      files.push_back(entry.path());
    }
  }
  return files;
}

}  // namespace

QueueClaim::QueueClaim(std::string id, QueueItem item, std::filesystem::path path, FileDescriptor file)
    : id_(std::move(id)), item_(std::move(item)), path_(std::move(path)), file_(std::move(file)) {}

void QueueClaim::keep_only(std::vector<Request> rest) {
  if (rest.size() == item_.requests.size()) return;
  item_.requests = std::move(rest);
  if (!is_on_disk()) return;
  if (!item_.requests.empty()) {
    file_ = write_file(path_, write_item(item_));
    return;
  }
  // Another process may have queued the same content again meanwhile: that file is its own to remove.
  std::error_code failure;
  if (is_same_file(file_, path_)) std::filesystem::remove(path_, failure);
  file_ = FileDescriptor{};
}

Queue::Queue(std::filesystem::path folder) : waiting_(folder / "waiting"), refused_(folder / "refused") {
  make_private_folder(folder);
  make_private_folder(waiting_);
  make_private_folder(refused_);
}

QueueClaim Queue::add(QueueItem item) {
  const std::string id = item_id(item);
  const auto path = item_path(waiting_, id);
  FileDescriptor file = write_file(path, write_item(item));
  return QueueClaim{id, std::move(item), path, std::move(file)};
}

std::optional<QueueClaim> Queue::claim(const std::string& id) {
  const auto path = item_path(waiting_, id);
  auto file = is_id(id) ? lock_file(path) : std::nullopt;
  if (!file) return std::nullopt;
  const auto text = read_file_if_there(path);
  if (!text) return std::nullopt;
  return QueueClaim{id, read_item(*text), path, *std::move(file)};
}

void Queue::set_aside(QueueItem refused) {
  (void)write_file(item_path(refused_, item_id(refused)), write_item(refused));
}

std::vector<QueueEntry> Queue::list() const {
  std::vector<QueueEntry> entries;
  for (const auto& folder : {waiting_, refused_}) {
    for (const auto& file : item_files(folder)) entries.push_back(read_entry(file));
  }
  std::sort(entries.begin(), entries.end(), [](const QueueEntry& a, const QueueEntry& b) {
    return std::pair{a.item.queued_at, a.id} < std::pair{b.item.queued_at, b.id};
  });
  return entries;
}

std::size_t Queue::count_waiting() const {
  return item_files(waiting_).size();
}

void Queue::drop(const std::string& id) {
  for (const auto& folder : {waiting_, refused_}) {
    const auto path = item_path(folder, id);
    if (!is_id(id) || !std::filesystem::exists(path)) continue;
    if (!lock_file(path)) throw Error{ErrorCode::conflict, id + " is being sent by another process"};
    std::filesystem::remove(path);
    return;
  }
  throw Error{ErrorCode::not_found, "the queue holds no item " + id};
}

}  // namespace llmbench::uploader
