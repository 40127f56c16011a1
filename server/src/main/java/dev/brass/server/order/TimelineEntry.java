package dev.brass.server.order;

/// One event of an order's timeline.
///
/// @param sequence from 1, without gaps
/// @param next the next step and its time, in one sentence; empty when there is none
public record TimelineEntry(int sequence, OrderEvent event, String what, String next) {

  /// The event's name as it is stored, such as `attempt_started`.
  public String type() {
    return OrderJson.eventName(event);
  }
}
