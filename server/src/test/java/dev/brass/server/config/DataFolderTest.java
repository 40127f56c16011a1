package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

  @TempDir Path temporary;

  @Test
  void readsWhatItWroteAndNothingElseIsLeft() throws IOException {
    DataFolder folder = new DataFolder(temporary.resolve("a/b"));
    assertThat(folder.read("x.json")).isEmpty();
    folder.write("x.json", "ä");
    folder.write("x.json", "ö\n");
    assertThat(folder.read("x.json")).contains("ö\n");
    try (var files = Files.list(folder.path())) {
      assertThat(files).containsExactly(folder.file("x.json"));
    }
  }

  @Test
  void nobodyElseMayReadWhatItWrites() throws IOException {
    DataFolder folder = new DataFolder(temporary);
    Files.writeString(folder.file("x.json"), "open to all");
    Files.setPosixFilePermissions(
        folder.file("x.json"), PosixFilePermissions.fromString("rw-rw-rw-"));
    // What a crash of an older version may have left behind.
    Files.writeString(folder.file(".x.json.part"), "open to all");

    folder.write("x.json", "secret");

    assertThat(Files.getPosixFilePermissions(folder.file("x.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void noOtherUserMayEnterTheFolderAlsoOneThatWasOpen() throws IOException {
    DataFolder fresh = new DataFolder(temporary.resolve("a/b"));
    fresh.make();
    Path open = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    new DataFolder(open).make();
    for (Path folder : new Path[] {fresh.path(), open}) {
      assertThat(Files.getPosixFilePermissions(folder))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void refusesFilesThatAreTooLargeOrNoFiles() throws IOException {
    DataFolder folder = new DataFolder(temporary);
    Files.write(folder.file("large"), new byte[(1 << 20) + 1]);
    Files.createDirectory(folder.file("folder"));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> folder.read("large"))
        .withMessageContaining("too large");
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> folder.read("folder"));
  }
}
