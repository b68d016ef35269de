#pragma once
// The files that `upload` was pointed at.

#include <cstddef>
#include <string>
#include <vector>

namespace llmbench::uploader {

struct Inputs {
  std::vector<std::string> files;  ///< "-" = standard input
  /// Files of the folders that tools write and people too (.md, .log, no extension): results only when a format
  /// recognises them.
  std::vector<std::string> doubtful;
  std::size_t skipped = 0;  ///< files of the folders whose names say that they are something else
};

/// Files as given; folders with everything below them in the order of their names, without hidden files and without
/// those whose extension no benchmark tool writes (programs, pictures, models). A name that is not there stays in the
/// list: reading it says so.
[[nodiscard]] Inputs expand_inputs(const std::vector<std::string>& names);

}  // namespace llmbench::uploader
