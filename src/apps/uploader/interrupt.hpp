#pragma once
// Ctrl-C: the program stops reading and sending, keeps what is not confirmed in the queue, and ends.

namespace llmbench::uploader {

/// From now on SIGINT and SIGTERM only set a mark; the second one ends the program as usual.
void catch_interrupts();

[[nodiscard]] bool is_interrupted();

}  // namespace llmbench::uploader
