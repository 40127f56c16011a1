package dev.brass.server.config;

import dev.brass.server.config.Setting.Place;
import dev.brass.server.text.FileFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Settings that systemd passes as files (`LoadCredential=brass:FOLDER`), each named as its
/// setting. Unlike variables they are not visible to programs that this one starts.
final class Credentials {

  private static final String FOLDER = "CREDENTIALS_DIRECTORY";

  /// The prefix of file names for the credentials of a folder.
  private static final String PREFIX = "brass_";

  private static final long LARGEST = 64 * 1024;

  private Credentials() {}

  /// The files by the keys of their settings; a file of another name is another program's.
  ///
  /// @param problems receives the files that cannot be read
  static Map<String, Path> of(Map<String, String> environment, List<String> problems) {
    Map<String, Path> found = new TreeMap<>();
    String folder = environment.get(FOLDER);
    if (folder == null || folder.isBlank()) {
      return found;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder), PREFIX + "*")) {
      for (Path file : files) {
        found.put(String.valueOf(file.getFileName()).substring(PREFIX.length()), file);
      }
    } catch (IOException e) {
      problems.add(folder + ": the credentials cannot be read: " + FileFailure.of(e));
    }
    return found;
  }

  static boolean mayBe(Declaration declaration) {
    return declaration.in(Place.ENVIRONMENT) && declaration.type() != null;
  }

  /// A file that is too large to be a secret.
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("it has more than " + LARGEST + " bytes");
    }
  }

  static String read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new TooLargeException();
    }
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }
}
