package dev.brass.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// The environment of commands: the process's streams, variables and clock.
///
/// @param directory where relative paths start
/// @param out the standard output stream: results, nothing else
/// @param err the standard error stream: remarks and errors
public record Context(
    Map<String, String> environment,
    Path directory,
    PrintWriter out,
    PrintWriter err,
    InstantSource clock) {}
