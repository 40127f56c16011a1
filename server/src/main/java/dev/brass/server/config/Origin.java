package dev.brass.server.config;

import java.nio.file.Path;

/// The place where a value was given; printed as the operator would look for it.
sealed interface Origin {

  /// The declaration's own default.
  record Default() implements Origin {
    @Override
    public String toString() {
      return "default";
    }
  }

  /// A command's default for what it does.
  record Command() implements Origin {
    @Override
    public String toString() {
      return "default of this command";
    }
  }

  /// A line of the YAML file.
  record Line(Path file, int line) implements Origin {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /// An environment variable.
  record Variable(String name) implements Origin {
    @Override
    public String toString() {
      return name;
    }
  }

  /// A flag.
  record Flag(String name) implements Origin {
    @Override
    public String toString() {
      return "--" + name;
    }
  }

  /// A file of systemd's credentials.
  record Credential(Path file) implements Origin {
    @Override
    public String toString() {
      return file.toString();
    }
  }
}
