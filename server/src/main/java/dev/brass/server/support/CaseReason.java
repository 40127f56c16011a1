package dev.brass.server.support;

import java.util.Arrays;
import java.util.Optional;

/// The client's reason for opening a case (classic Zinc docs, Cases).
public enum CaseReason {
  REQUEST_LABEL("return.request_label"),
  NOT_DELIVERED("nondelivery.not_delivered"),
  DAMAGED("nondelivery.damaged"),
  EMPTY_BOX("nondelivery.empty_box"),
  TRACKING_UPDATE("tracking.request_update"),
  FORCED_CANCELLATION("cancel.forced_cancellation"),
  OTHER("other");

  private final String code;

  CaseReason(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  public static Optional<CaseReason> of(String code) {
    return Arrays.stream(values()).filter(reason -> reason.code.equals(code)).findFirst();
  }
}
