#pragma once
// The command line of llm-benchmark-uploader: parses it, runs the chosen command, turns every failure into an exit
// code.

namespace llmbench::uploader {

[[nodiscard]] int run_application(int argc, char** argv);

}  // namespace llmbench::uploader
