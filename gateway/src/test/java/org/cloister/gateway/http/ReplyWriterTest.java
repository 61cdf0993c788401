package org.cloister.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.infer.GivenSubmission;
import org.cloister.gateway.infer.InferencePipeline;
import org.cloister.gateway.infer.Reply;
import org.cloister.gateway.infer.SharedGateway;
import org.cloister.gateway.infer.Submission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/// How a reply becomes HTTP. The replies are the pipeline's own: nobody else can make one.
@ExtendWith(SharedGateway.class)
final class ReplyWriterTest {
  private final AuditLog log;
  private final InferencePipeline pipeline;
  private final MockHttpServletRequest request = new MockHttpServletRequest();
  private final List<Reply.Recorded> undelivered = new ArrayList<>();

  ReplyWriterTest(TestGateway gateway) {
    this.log = gateway.part(AuditLog.class);
    this.pipeline = gateway.part(InferencePipeline.class);
  }

  /// A call of nobody, which the pipeline refuses and records.
  private Reply.Recorded refusal() {
    Submission nobody =
        new GivenSubmission(
            Optional.empty(),
            () -> {
              throw new AssertionError("a stranger's body is never read");
            });
    return (Reply.Recorded) pipeline.infer(nobody);
  }

  /// The caller's connection is gone.
  private static final class BrokenConnection extends MockHttpServletResponse {
    @Override
    public ServletOutputStream getOutputStream() {
      return new ServletOutputStream() {
        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int octet) throws IOException {
          throw new IOException("broken pipe");
        }
      };
    }
  }

  @Test
  void write_namesTheRecordAndWhatItCouldNotKnow() throws IOException, AuditException {
    Reply.Recorded reply = refusal();
    MockHttpServletResponse response = new MockHttpServletResponse();
    ReplyWriter.write(request, response, reply, undelivered::add);
    assertThat(response.getStatus()).isEqualTo(401);
    UUID record = UUID.fromString(response.getHeader("Cloister-Record"));
    assertThat(log.find(new RecordId(record))).isPresent();
    assertThat(response.getHeader("Server-Timing"))
        .matches("total;dur=[0-9]+\\.[0-9]{3}, commit;dur=[0-9]+\\.[0-9]{3}");
    assertThat(response.getContentAsByteArray()).isEqualTo(reply.body());
    assertThat(undelivered).isEmpty();
  }

  @Test
  void write_promisesNoRecordWhereThereIsNone() throws IOException {
    MockHttpServletResponse response = new MockHttpServletResponse();
    ReplyWriter.write(request, response, new Reply.Unrecorded(), undelivered::add);
    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeaderNames()).doesNotContain("Cloister-Record", "Server-Timing");
    assertThat(response.getHeader("Retry-After")).isNotBlank();
    assertThat(response.getContentAsString()).contains("unavailable").contains("transient");
  }

  @Test
  void write_tellsOfACallerWhoWentAway() {
    Reply.Recorded reply = refusal();
    assertThatIOException()
        .isThrownBy(
            () -> ReplyWriter.write(request, new BrokenConnection(), reply, undelivered::add));
    assertThat(undelivered).containsExactly(reply);
  }

  @Test
  void undelivered_becomesARecordOfItsOwn()
      throws IOException, AuditException, InterruptedException {
    Reply.Recorded reply = refusal();
    long before = count("reply-undelivered");
    pipeline.undelivered(reply);
    // It is written beside the calls, so that nobody waits for it.
    for (int i = 0; i < 1000 && count("reply-undelivered") == before; i++) {
      Thread.sleep(5);
    }
    assertThat(count("reply-undelivered")).isEqualTo(before + 1);
  }

  /// How often a word stands in the newest leaves of the log.
  private long count(String word) throws AuditException {
    long size = log.health().size();
    long count = 0;
    for (long bundle = 0; bundle * 256 < size; bundle++) {
      int width = (int) Math.min(256, size - bundle * 256);
      String leaves =
          new String(log.entries(bundle, width).orElseThrow(), StandardCharsets.ISO_8859_1);
      count += leaves.split(word, -1).length - 1;
    }
    return count;
  }
}
