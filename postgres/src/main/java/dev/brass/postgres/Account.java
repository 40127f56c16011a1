package dev.brass.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The operating system account under which PostgreSQL's programs run. An ordinary user runs them
/// as themselves. PostgreSQL refuses to run as root, so root runs them in one of three ways, the
/// first that works here:
///
/// 1. in a user namespace of their own: the files stay root's, and no other account is involved.
///   Containers often forbid it;
/// 2. as the owner of the data folder, without any privilege; a folder that belongs to root is
///   given to `postgres` if there is such a user, else to `nobody`, and stays theirs;
/// 3. the same, allowed to pass by file permissions, when the folder lies below one that this owner
///   may not enter, such as root's home.
///
/// Immutable.
final class Account {

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(10);
  private static final LinkOption[] NO_LINKS = {LinkOption.NOFOLLOW_LINKS};

  private record Owner(int user, int group) {}

  private final List<String> prefix;
  private final @Nullable Owner owner;

  private Account(List<String> prefix, @Nullable Owner owner) {
    this.prefix = prefix;
    this.owner = owner;
  }

  static Account choose(Path folder, Path programs) {
    try {
      boolean root = new UnixSystem().getUid() == 0;
      return root ? forRoot(folder, programs) : new Account(List.of(), null);
    } catch (IOException e) {
      throw Failures.of(e, "run PostgreSQL as an ordinary user in", folder);
    }
  }

  private static Account forRoot(Path folder, Path programs) throws IOException {
    if (owner(folder).user() == 0) {
      var namespace = new Account(List.of("unshare", "-U", "--"), null);
      if (namespace.works(folder, programs)) {
        return namespace;
      }
      give(folder, unprivileged(folder));
    }
    Owner owner = owner(folder);
    for (boolean passing : new boolean[] {false, true}) {
      var other = new Account(as(owner, passing), owner);
      if (other.works(folder, programs)) {
        return other;
      }
    }
    throw rootImpossible(folder);
  }

  private static List<String> as(Owner owner, boolean passing) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("setpriv", "--reuid=" + owner.user(), "--regid=" + owner.group()));
    command.addAll(List.of("--clear-groups", "--no-new-privs"));
    if (passing) {
      command.addAll(List.of("--inh-caps=+dac_override", "--ambient-caps=+dac_override"));
      // access(2), by which the programs look for each other, would ignore the permission
      // otherwise.
      command.add("--securebits=+no_setuid_fixup");
    }
    command.add("--");
    return command;
  }

  private static EmbeddedPostgresException rootImpossible(Path folder) {
    return new EmbeddedPostgresException(
        "cannot start PostgreSQL in "
            + folder
            + ": it refuses to run as root, and here root cannot run it as another user"
            + " (neither unshare nor setpriv works); start this as an ordinary user");
  }

  private boolean works(Path folder, Path programs) {
    String probe = "\"$0\" --version && test -w \"$1\"";
    String postgres = programs.resolve("bin/postgres").toString();
    try {
      List<String> command = command("sh", "-c", probe, postgres, folder.toString());
      return Command.run(command, Path.of("/"), PROBE_LIMIT).ok();
    } catch (EmbeddedPostgresException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return false;
    }
  }

  private static Owner unprivileged(Path folder) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
      List<String[]> users = lines.map(line -> line.split(":", -1)).toList();
      for (String name : new String[] {"postgres", "nobody"}) {
        for (String[] user : users) {
          if (user.length > 3 && user[0].equals(name)) {
            return new Owner(Integer.parseInt(user[2]), Integer.parseInt(user[3]));
          }
        }
      }
    }
    throw rootImpossible(folder);
  }

  /// Gives a folder and all in it to a user, the folder itself last: after a crash before that, the
  /// next start does it again.
  private static void give(Path folder, Owner owner) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            own(file, owner);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException failure)
              throws IOException {
            own(inner, owner);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Owner owner(Path file) throws IOException {
    return new Owner(number(file, "unix:uid"), number(file, "unix:gid"));
  }

  private static int number(Path file, String attribute) throws IOException {
    return (Integer) Objects.requireNonNull(Files.getAttribute(file, attribute, NO_LINKS));
  }

  private static void own(Path file, Owner owner) throws IOException {
    Files.setAttribute(file, "unix:uid", owner.user(), NO_LINKS);
    Files.setAttribute(file, "unix:gid", owner.group(), NO_LINKS);
  }

  /// The command that runs a program under this account.
  List<String> command(String... program) {
    return Stream.concat(prefix.stream(), Stream.of(program)).toList();
  }

  /// Gives this account a file that this process made.
  void own(Path file) throws IOException {
    if (owner != null) {
      own(file, owner);
    }
  }
}
