#include "http/connection_watch.hpp"

namespace llmbench::http {

void ConnectionWatch::wait_for(const Peer& peer, std::chrono::milliseconds limit) {
  const std::lock_guard lock{entries_mutex_};
  Entry& entry = entries_[peer];
  entry.changed = Clock::now();
  entry.deadline = entry.changed + limit;
  entry.has_sent_a_request = true;
}

void ConnectionWatch::work_for(const Peer& peer) {
  const std::lock_guard lock{entries_mutex_};
  Entry& entry = entries_[peer];
  entry.changed = Clock::now();
  entry.deadline.reset();
  entry.has_sent_a_request = true;
}

void ConnectionWatch::cut_late(int port) {
  const auto start = Clock::now();
  std::map<Peer, bool> found;
  for_each_connection(port, [&](const Connection& connection) {
    found.emplace(connection.peer, true);
    look_at(connection);
  });
  const std::lock_guard lock{entries_mutex_};
  std::erase_if(entries_,
                [&](const auto& entry) { return entry.second.changed < start && !found.contains(entry.first); });
}

void ConnectionWatch::look_at(const Connection& connection) {
  // Under the lock nobody can begin to work for the client while it is cut.
  const std::lock_guard lock{entries_mutex_};
  const auto now = Clock::now();
  Entry& entry = entries_[connection.peer];
  const bool is_new = entry.socket == 0 && !entry.has_sent_a_request;
  const bool is_another = entry.socket != 0 && entry.socket != connection.socket_id && entry.deadline;
  entry.socket = connection.socket_id;
  if (is_new || is_another) {
    entry = {now + head_limit_, now, connection.socket_id, false};
    return;
  }
  if (!entry.deadline || now < *entry.deadline) return;
  // No thread may have been free to read what has arrived; a head that drips is always read at once.
  if (!entry.has_sent_a_request && connection.has_unread_bytes()) return;
  connection.cut();
}

}  // namespace llmbench::http
