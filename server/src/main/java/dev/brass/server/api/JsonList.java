package dev.brass.server.api;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/// The answer of a list in JSON, written page by page while it is read, so that it uses the memory
/// of two pages at most, whatever its size. A list of one page is answered as one text.
public final class JsonList {

  private static final int BUFFER = 64 * 1024;

  private JsonList() {}

  /// A source of list items.
  @FunctionalInterface
  public interface Pages {
    /// The next items, each as JSON; empty at the end.
    List<String> next();
  }

  /// An answer of status 200. The memory of two pages is reserved until it is written.
  ///
  /// @param before text before the first item, such as `[`
  /// @param after text after the last item
  public static Reply reply(ApiRequest request, String before, Pages pages, String after) {
    return reply(request, before, pages, () -> after);
  }

  /// A list answer whose end depends on the items.
  ///
  /// @param after called when the last item is written
  public static Reply reply(
      ApiRequest request, String before, Pages pages, Supplier<String> after) {
    List<String> first = pages.next();
    List<String> second = first.isEmpty() ? first : pages.next();
    if (!second.isEmpty()) {
      request.holdOnce(letters(first) + letters(second));
    }
    return second.isEmpty()
        ? Reply.json(200, before + String.join(",", first) + after.get())
        : Reply.streamed(
            "application/json", out -> write(before, first, second, pages, after, out));
  }

  private static long letters(List<String> items) {
    return items.stream().mapToLong(String::length).sum();
  }

  private static void write(
      String before,
      List<String> first,
      List<String> second,
      Pages pages,
      Supplier<String> after,
      OutputStream to)
      throws IOException {
    BufferedOutputStream out = new BufferedOutputStream(to, BUFFER);
    write(out, before);
    items(out, first);
    for (List<String> page = second; !page.isEmpty(); page = pages.next()) {
      write(out, ",");
      items(out, page);
    }
    write(out, after.get());
    out.flush();
  }

  private static void items(OutputStream out, List<String> items) throws IOException {
    boolean more = false;
    for (String item : items) {
      if (more) {
        write(out, ",");
      }
      write(out, item);
      more = true;
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
