package dev.brass.server.template;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The templates in the resources beside this class. Values are maps, lists, texts, numbers and
/// booleans; a missing value that a template names is an error. Thread-safe.
public final class Templates {

  private static final String FOLDER = "dev/brass/server/template/";

  /// Created when the first template is filled, so that servers that fill none start faster.
  private @Nullable Engines engines;

  private record Engines(PebbleEngine html, PebbleEngine text) {}

  private synchronized Engines engines() {
    Engines made = engines;
    if (made == null) {
      made = new Engines(engine(true), engine(false));
      engines = made;
    }
    return made;
  }

  private static PebbleEngine engine(boolean escaping) {
    ClasspathLoader loader = new ClasspathLoader(Templates.class.getClassLoader());
    loader.setPrefix(FOLDER);
    return new PebbleEngine.Builder()
        .loader(loader)
        .strictVariables(true)
        .autoEscaping(escaping)
        .newLineTrimming(false)
        .defaultLocale(Locale.ENGLISH)
        .build();
  }

  /// An HTML text; every value in it is escaped.
  ///
  /// @param name of the file, such as `mail/order.html`
  public String html(String name, Map<String, ?> values) {
    return filled(engines().html(), name, values);
  }

  /// A plain text.
  ///
  /// @param name of the file, such as `mail/order.txt`
  public String text(String name, Map<String, ?> values) {
    return filled(engines().text(), name, values);
  }

  /// A file as it is.
  ///
  /// @param name such as `page/style.css`
  public String file(String name) {
    try (InputStream file = Templates.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String filled(PebbleEngine engine, String name, Map<String, ?> values) {
    StringWriter out = new StringWriter();
    try {
      engine.getTemplate(name).evaluate(out, Map.copyOf(values));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }
}
