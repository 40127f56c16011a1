package dev.brass.server.credential;

import dev.brass.spi.Secret;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/// How [Secret]s of text become JSON: masked, or revealed where the JSON is sealed right away.
public final class SecretModules {

  private SecretModules() {}

  /// Secrets that come near a column by mistake are masked in it.
  public static JacksonModule masking() {
    return new SimpleModule().addSerializer(new MaskingSecret());
  }

  /// For JSON that nobody sees before the [Vault] has sealed it.
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
