package dev.brass.server.api;

/// One operation of an API: reads the request, calls a feature, renders the answer. Thread-safe.
@FunctionalInterface
public interface Endpoint {
  Reply handle(ApiRequest request);
}
