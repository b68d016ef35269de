#include "apps/uploader/token_store.hpp"

#include "apps/uploader/files.hpp"

#include "llmbench/util/json.hpp"

namespace llmbench::uploader {
namespace {

Json read_tokens(const std::filesystem::path& path) {
  const auto text = read_file_if_there(path);
  Json tokens = text ? parse_json(*text) : Json::object();
  return tokens.is_object() ? tokens : Json::object();
}

}  // namespace

std::optional<std::string> TokenStore::find_token(const std::string& shown_server) const {
  const Json tokens = read_tokens(path_);
  const auto found = tokens.find(shown_server);
  if (found == tokens.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

void TokenStore::keep_token(const std::string& shown_server, const std::string& token) const {
  make_private_folder(path_.parent_path());
  Json tokens = read_tokens(path_);
  tokens[shown_server] = token;
  (void)write_file(path_, dump_json(tokens) + "\n", kOnlyMe);
}

}  // namespace llmbench::uploader
