#include "apps/uploader/progress.hpp"

namespace llmbench::uploader {

std::string progress_text(std::size_t files_done, std::size_t files, const Tally::Row& total) {
  constexpr std::size_t kWidth = 24;
  const std::size_t filled = files == 0 ? kWidth : files_done * kWidth / files;
  std::string text = "[" + std::string(filled, '#') + std::string(kWidth - filled, '.') + "] " +
                     std::to_string(files_done) + "/" + std::to_string(files) + " files, " +
                     std::to_string(total.stored) + " stored";
  if (total.known > 0) text += ", " + std::to_string(total.known) + " already stored";
  if (total.refused > 0) text += ", " + std::to_string(total.refused) + " refused";
  return text;
}

void Progress::show(std::size_t files_done) {
  constexpr std::chrono::milliseconds kPause{100};
  const auto now = std::chrono::steady_clock::now();
  if (!is_shown_ || now < next_) return;
  next_ = now + kPause;
  report_.show_progress(progress_text(files_done, files_, tally_.total()));
}

}  // namespace llmbench::uploader
