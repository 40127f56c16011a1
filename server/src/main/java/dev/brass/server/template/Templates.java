package dev.brass.server.template;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/// The templates in the resources beside this class. Values are maps, lists, texts, numbers and
/// truths; a value that a template names and nobody gives is an error. Thread-safe.
public final class Templates {

  private static final String FOLDER = "dev/brass/server/template/";

  private final PebbleEngine html = engine(true);
  private final PebbleEngine text = engine(false);

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
    return filled(html, name, values);
  }

  /// A plain text.
  ///
  /// @param name of the file, such as `mail/order.txt`
  public String text(String name, Map<String, ?> values) {
    return filled(text, name, values);
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
