package dev.brass.server.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every use of a regular expression in compiled code, found in its instructions.
final class PatternUses {

  private static final String PATTERN = "java/util/regex/Pattern";
  private static final String STRING = "java/lang/String";
  private static final String LINEAR = "dev/brass/server/text/LinearPattern";

  /// Methods that take a regular expression, and how many texts they take.
  private static final Map<String, Integer> METHODS =
      Map.of(
          PATTERN + ".compile", 1,
          PATTERN + ".matches", 1,
          STRING + ".matches", 1,
          STRING + ".replaceAll", 2,
          STRING + ".replaceFirst", 2,
          STRING + ".split", 1,
          STRING + ".splitWithDelimiters", 1,
          LINEAR + ".of", 1,
          LINEAR + ".ofAnyCase", 1);

  private static final String META = ".$|()[{^?*+\\";

  /// A use.
  ///
  /// @param type the class that uses it, such as `dev.brass.spi.Totp`
  /// @param method such as `java/lang/String.split`
  /// @param pattern null when it is no constant
  record Use(String type, String method, @Nullable String pattern, int flags) {

    boolean isLinear() {
      return method.startsWith(LINEAR);
    }

    /// `String.split` has a loop of its own for one plain character.
    boolean isPlainSplit() {
      return method.equals(STRING + ".split")
          && pattern != null
          && pattern.length() <= 2
          && ((pattern.length() == 1 && META.indexOf(pattern.charAt(0)) < 0)
              || (pattern.length() == 2
                  && pattern.charAt(0) == '\\'
                  && !Characters.isLetterOrDigit(pattern.charAt(1))));
    }

    Set<Integer> anyCase() {
      return method.equals(LINEAR + ".ofAnyCase") ? Set.of(Pattern.CASE_INSENSITIVE) : Set.of();
    }
  }

  private PatternUses() {}

  /// Those of all classes of a package, wherever on the class path, except tests.
  static List<Use> all() {
    List<Use> uses = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path root = Path.of(entry);
      boolean tests = entry.endsWith("test-classes") || entry.endsWith("tests.jar");
      if (Files.isDirectory(root) && !tests) {
        collect(root, uses);
      } else if (entry.contains("brass-") && entry.endsWith(".jar") && !tests) {
        jar(root, uses);
      }
    }
    return uses;
  }

  private static void jar(Path jar, List<Use> into) {
    try (var files = java.nio.file.FileSystems.newFileSystem(jar)) {
      collect(files.getPath("/"), into);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(Path root, List<Use> into) {
    Path brass = root.resolve("dev/brass");
    if (!Files.isDirectory(brass)) {
      return;
    }
    try (Stream<Path> files = Files.walk(brass)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        of(ClassFile.of().parse(Files.readAllBytes(file)), into);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void of(ClassModel model, List<Use> into) {
    String type = model.thisClass().asInternalName().replace('/', '.');
    for (MethodModel method : model.methods()) {
      method.code().ifPresent(code -> of(type, code, into));
    }
  }

  private static void of(String type, CodeModel code, List<Use> into) {
    List<Object> constants = new ArrayList<>();
    for (CodeElement element : code) {
      switch (element) {
        case ConstantInstruction constant -> constants.add(constant.constantValue());
        case InvokeInstruction call -> {
          String name = call.owner().asInternalName() + "." + call.name().stringValue();
          Integer texts = METHODS.get(name);
          if (texts != null
              && call.typeSymbol().parameterCount() > 0
              && call.typeSymbol().parameterType(0).descriptorString().contains("String")) {
            into.add(new Use(type, name, text(constants, texts).orElse(null), flags(constants)));
          }
          constants.add(new Object());
        }
        case InvokeDynamicInstruction dynamic -> {
          dynamic.bootstrapArgs().forEach(argument -> reference(type, argument, into));
          constants.add(new Object());
        }
        default -> {}
      }
    }
  }

  /// A method that is handed on, as in `this::split`.
  private static void reference(String type, Object argument, List<Use> into) {
    if (argument instanceof java.lang.constant.DirectMethodHandleDesc handle) {
      String owner = handle.owner().descriptorString();
      String name = owner.substring(1, owner.length() - 1) + "." + handle.methodName();
      if (METHODS.containsKey(name)) {
        into.add(new Use(type, name, null, 0));
      }
    } else if (argument instanceof MethodHandleEntry entry) {
      reference(type, entry.asSymbol(), into);
    }
  }

  /// The expression, where the texts before a call are constants.
  private static Optional<String> text(List<Object> constants, int texts) {
    List<String> last = new ArrayList<>();
    for (int i = constants.size() - 1; i >= 0 && last.size() < texts; i--) {
      switch (constants.get(i)) {
        case String text -> last.addFirst(text);
        case Integer _ -> {}
        default -> {
          return Optional.empty();
        }
      }
    }
    return last.size() == texts ? Optional.of(last.getFirst()) : Optional.empty();
  }

  private static int flags(List<Object> constants) {
    return !constants.isEmpty() && constants.getLast() instanceof Integer flags ? flags : 0;
  }
}
