#pragma once
// What is said at the end of a command that sent something.

#include "apps/uploader/delivery.hpp"
#include "apps/uploader/report.hpp"

#include "llmbench/client/api_client.hpp"

namespace llmbench::uploader {

/// The table (one row a variant, with whether its scores and speeds have met), and what waits in the queue. `client` is
/// asked what the answers did not say; nullptr = nobody reads the table.
void print_summary(Report& report, const Tally& tally, const Queue* queue, client::ApiClient* client);

}  // namespace llmbench::uploader
