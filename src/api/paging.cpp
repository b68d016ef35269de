#include "api/paging.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench::api {

std::string next_page_link(const http::Request& request, std::size_t limit, const std::string& cursor) {
  std::string target = request.query.raw_without({"cursor", "limit"});
  if (!target.empty()) target += "&";
  target += "limit=" + std::to_string(limit) + "&cursor=" + cursor;
  target = replace_all(replace_all(std::move(target), "<", "%3C"), ">", "%3E");
  return "<" + request.path + "?" + target + ">; rel=\"next\"";
}

}  // namespace llmbench::api
