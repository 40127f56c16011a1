package dev.brass.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The declaration of one setting, on the record component that holds it. The rest follows from the
/// component: its type says what the text must look like, and its name, in kebab case behind the
/// names of the records around it, is the key. `Settings.webhooks.allowPrivate` is
/// `webhooks.allow-private` in YAML, `--webhooks.allow-private` as a flag and
/// `BRASS_WEBHOOKS_ALLOW_PRIVATE` in the environment.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {

  /// The default as it would be written; empty when there is none, and the component is then null.
  String value() default "";

  /// One or two sentences for the operator, in Markdown.
  String doc();

  /// The smallest allowed value, as it would be written; empty for no bound.
  String min() default "";

  /// The largest allowed value, as it would be written; empty for no bound.
  String max() default "";

  /// The allowed values as they would be written; empty when the type and the bounds say it all.
  String[] oneOf() default {};

  /// The flag without its dashes, where the operational contract has a short one.
  String flag() default "";

  /// Whether nodes may differ in it. All other settings should be the same on all nodes of one
  /// database ([SharedSettings]).
  boolean perNode() default false;

  /// The places where the setting may be given.
  Place[] in() default {Place.YAML, Place.ENVIRONMENT, Place.FLAG};

  /// The kinds of sources, the weakest first.
  enum Place {
    YAML,
    ENVIRONMENT,
    FLAG
  }
}
