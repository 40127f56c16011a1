package dev.brass.server.mail;

import java.util.Locale;

/// The event that a mail reports. Mails about an order look alike.
public enum Topic {
  ORDER_PLACED("order"),
  ORDER_SHIPPED("order"),
  ORDER_DELIVERED("order"),
  ORDER_CANCELLED("order"),
  ORDER_FAILED("order"),
  BULK_COMPLETE("bulk-complete");

  private final String template;

  Topic(String template) {
    this.template = template;
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  String template(String ending) {
    return "mail/" + template + "." + ending;
  }
}
