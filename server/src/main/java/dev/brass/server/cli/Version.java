package dev.brass.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The version of this build, which Maven writes into a resource.
final class Version implements IVersionProvider {

  private static final String RESOURCE = "/dev/brass/server/build.properties";

  @Override
  public String[] getVersion() {
    return new String[] {
      "brass " + number() + " (Java " + Runtime.version() + ")",
    };
  }

  static String number() {
    try (InputStream resource = Version.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      if (resource != null) {
        properties.load(resource);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
