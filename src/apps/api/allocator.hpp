#pragma once
// How the server's allocator gives memory back. Called by serve before any thread starts.

namespace llmbench::apps {

/// Large buffers (batches of exports, query results) go back to the system when they are freed, and threads share few
/// arenas. glibc otherwise raises its limit for "large" with every large buffer that is freed, and gives each new
/// thread an arena of its own, so a server keeps what its busiest moment took, once for every arena
/// (docs/performance.md, "Memory of exports"). Does nothing with another C library.
void return_memory_early();

}  // namespace llmbench::apps
