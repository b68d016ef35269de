#include "llmbench/service/formats.hpp"

#include "llmbench/parsers/format.hpp"

#include <algorithm>

namespace llmbench::service {

std::vector<FormatInfo> list_formats() {
  std::vector<FormatInfo> infos;
  for (const auto& format : parsers::formats()) {
    infos.push_back({std::string{format->name()}, std::string{format->description()}, std::string{format->files()},
                     std::string{format->example()}});
  }
  std::ranges::sort(infos, {}, &FormatInfo::name);
  return infos;
}

}  // namespace llmbench::service
