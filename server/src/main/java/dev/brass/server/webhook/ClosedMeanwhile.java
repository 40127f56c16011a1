package dev.brass.server.webhook;

import java.io.IOException;
import java.net.SocketException;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/// One immediate second call when a kept-alive connection turns out to be closed: it is not a
/// failed try that the receiver closed it while idle. The receiver may have read the first call
/// nevertheless; messages are delivered at least once.
final class ClosedMeanwhile implements HttpRequestRetryStrategy {

  @Override
  public boolean retryRequest(
      HttpRequest request, IOException exception, int calls, HttpContext context) {
    EndpointDetails connection = HttpClientContext.cast(context).getEndpointDetails();
    return calls == 1
        && (exception instanceof NoHttpResponseException || exception instanceof SocketException)
        && connection != null
        && connection.getRequestCount() > 1;
  }

  @Override
  public boolean retryRequest(HttpResponse response, int calls, HttpContext context) {
    return false;
  }

  @Override
  public TimeValue getRetryInterval(HttpResponse response, int calls, HttpContext context) {
    return TimeValue.ZERO_MILLISECONDS;
  }
}
