package dev.brass.server.text;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

/// The reason why a file cannot be read or written, in words for people: without the names of
/// classes and the sentences of libraries.
public final class FileFailure {

  private FileFailure() {}

  /// The reason, such as "there is no such file", to follow "cannot read keys.json: ".
  public static String of(IOException failure) {
    String said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return switch (failure) {
      case NoSuchFileException _, FileNotFoundException _ -> "the file or folder does not exist";
      case AccessDeniedException _ -> "this user has no permission";
      case CharacterCodingException _ -> "it is not UTF-8 text";
      case FileAlreadyExistsException _, NotDirectoryException _ -> "a file is in the way";
      case DirectoryNotEmptyException _ -> "a folder that is not empty is in the way";
      default -> known(said, failure);
    };
  }

  private static String known(String said, IOException failure) {
    if (said.contains("no space left") || said.contains("quota exceeded")) {
      return "the disk is full";
    }
    if (said.contains("read-only")) {
      return "the file system is read-only";
    }
    if (said.contains("permission denied") || said.contains("not permitted")) {
      return "this user has no permission";
    }
    if (said.contains("is a directory")) {
      return "it is a folder";
    }
    if (said.contains("not a directory")) {
      return "a file is in the way";
    }
    if (said.contains("too many open files")) {
      return "too many files are open";
    }
    return failure instanceof FileSystemException
        ? "the system does not permit it"
        : "it failed for a reason that the operating system does not report";
  }
}
