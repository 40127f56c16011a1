package dev.brass.server.secret;

import dev.brass.spi.Secret;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// The JSON form of [Secret]s of text: masked, revealed where the JSON is sealed right away, or
/// revealed and noted where the JSON is an answer to a caller that may see them.
public final class SecretModules {

  private static final Object SEEN = new Object();

  private SecretModules() {}

  /// Secrets that get into a column by mistake are masked in it.
  public static JacksonModule masking() {
    return new SimpleModule().addSerializer(new MaskingSecret());
  }

  /// For answers. A secret is revealed where the writer has a list to note it in, which the answer
  /// keeps; written in any other way it is masked.
  public static JacksonModule answering() {
    return new SimpleModule().addSerializer(new AnsweredSecret());
  }

  /// A writer of one answer.
  ///
  /// @param seen gets the secrets that are in the answer
  public static ObjectWriter answer(JsonMapper mapper, List<String> seen) {
    return mapper.writer().withAttribute(SEEN, seen);
  }

  /// For JSON that the [Vault] seals before anyone sees it.
  public static JacksonModule revealing() {
    return new SimpleModule()
        .addSerializer(new RevealingSecret())
        .addDeserializer(Secret.class, new ReadingSecret());
  }

  private static final class MaskingSecret extends ValueSerializer<Secret<?>> {
    @Override
    public Class<?> handledType() {
      return Secret.class;
    }

    @Override
    public void serialize(Secret<?> value, JsonGenerator gen, SerializationContext context) {
      gen.writeString(value.toString());
    }
  }

  private static final class AnsweredSecret extends ValueSerializer<Secret<?>> {
    @Override
    public Class<?> handledType() {
      return Secret.class;
    }

    @Override
    @SuppressWarnings("unchecked") // only answer() puts it there
    public void serialize(Secret<?> value, JsonGenerator gen, SerializationContext context) {
      List<String> seen = (List<String>) context.getAttribute(SEEN);
      if (seen == null) {
        gen.writeString(value.toString());
      } else {
        String text = (String) value.reveal();
        seen.add(text);
        gen.writeString(text);
      }
    }
  }

  private static final class RevealingSecret extends ValueSerializer<Secret<?>> {
    @Override
    public Class<?> handledType() {
      return Secret.class;
    }

    @Override
    public void serialize(Secret<?> value, JsonGenerator gen, SerializationContext context) {
      gen.writeString((String) value.reveal());
    }
  }

  @SuppressWarnings("rawtypes") // Jackson names a deserializer by its raw class
  private static final class ReadingSecret extends ValueDeserializer<Secret> {
    @Override
    public Secret deserialize(JsonParser parser, DeserializationContext context) {
      return Secret.of(parser.getString());
    }
  }
}
