package dev.brass.server.config;

import dev.brass.server.config.YamlFile.Node;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The value of a setting in one source. Immutable.
///
/// @param items as written; one unless the setting is a list; empty for `stores`
/// @param node the value in the YAML file, where that is the origin
/// @param base where a relative path starts
record Given(List<String> items, @Nullable Node node, Origin origin, Path base) {}
