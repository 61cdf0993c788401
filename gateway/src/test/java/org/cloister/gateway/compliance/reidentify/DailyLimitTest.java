package org.cloister.gateway.compliance.reidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.cloister.audit.Outcome;
import org.cloister.deid.pseudonym.Original;
import org.cloister.gateway.compliance.Credentials;
import org.cloister.gateway.compliance.Oversight;
import org.cloister.gateway.compliance.OversightReply;
import org.cloister.gateway.record.GivenId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A day's limit holds for a person and for a domain, at once and over a restart.
final class DailyLimitTest {
  private static final Map<String, Object> STRICT =
      Map.of("cloister.reidentification.per-person", 3, "cloister.reidentification.per-domain", 5);

  @TempDir private Path folder;

  @Test
  void limits_holdForAPersonAndADomainInParallelAndAfterARestart() throws Exception {
    String approved;
    try (ReidentifyingHospital hospital = ReidentifyingHospital.open(folder, STRICT)) {
      List<Integer> statuses = askAtOnce(hospital, "dr-brandt", 12);
      assertThat(statuses).filteredOn(status -> status == 202).hasSize(3);
      assertThat(statuses).filteredOn(status -> status == 429).hasSize(9);
      assertThat(askAtOnce(hospital, "dr-ames", 6)).filteredOn(it -> it == 202).hasSize(2);
      approved =
          hospital.approved("registry", hospital.codes("registry", patient("a"), patient("b")));
    }
    try (ReidentifyingHospital hospital = ReidentifyingHospital.open(folder, STRICT)) {
      HttpResponse<String> limited = hospital.ask("dr-ames", "study", codes(1));
      assertThat(limited.statusCode()).isEqualTo(429);
      assertThat(limited.body()).contains("daily-limit");
      assertThat(hospital.record(limited).outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(hospital.ask("dr-brandt", "registry", codes(2)).statusCode())
          .as("two and two in another domain")
          .isEqualTo(429);
      openingsAreOne(hospital, approved);
      openingsAreLimited(hospital);
    }
  }

  /// Without the office's lock, too: the tables hold by themselves.
  @Test
  void limits_holdBetweenOfficesThatKnowNothingOfEachOther() throws Exception {
    try (ReidentifyingHospital hospital = ReidentifyingHospital.open(folder, STRICT)) {
      ReidentificationTerms terms =
          new ReidentificationTerms("default", 3, 5, Duration.ofDays(1), Duration.ofDays(1));
      String request = hospital.approved("study", hospital.codes("study", patient("e")));
      Credentials asker =
          new Credentials(Optional.of(hospital.requester("dr-brandt")), Optional.of("TREAT"));
      List<ReidentifyParameters> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        calls.add(new ReidentifyParameters.Ask("registry", codes(1), "why"));
        calls.add(new ReidentifyParameters.Open(GivenId.parse(request).orElseThrow()));
      }
      List<Integer> statuses = new ArrayList<>();
      try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
        List<Future<OversightReply>> replies = new ArrayList<>();
        for (ReidentifyParameters call : calls) {
          ReidentificationOffice office =
              new ReidentificationOffice(
                  hospital.gateway.part(Oversight.class),
                  hospital.gateway.part(ReidentificationOffice.Parts.class),
                  terms);
          replies.add(callers.submit(() -> office.reidentify(asker, call)));
        }
        for (Future<OversightReply> reply : replies) {
          statuses.add(
              reply.get() instanceof OversightReply.Recorded told ? told.content().status() : 503);
        }
      }
      // None, where the log refused two at once; never two.
      assertThat(statuses).filteredOn(status -> status == 200).hasSizeLessThanOrEqualTo(1);
      assertThat(statuses).filteredOn(status -> status == 202).hasSizeLessThanOrEqualTo(3);
      assertThat(
              hospital.change("update reidentification_allowance set used = used where used > 3"))
          .isZero();
    }
  }

  /// Of several openings at once, one is told.
  private static void openingsAreOne(ReidentifyingHospital hospital, String request)
      throws Exception {
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(6)) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        answers.add(callers.submit(() -> hospital.open("dr-brandt", request)));
      }
      for (Future<HttpResponse<String>> answer : answers) {
        statuses.add(answer.get().statusCode());
      }
    }
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(statuses).filteredOn(status -> status == 403).hasSize(5);
  }

  /// Asked yesterday and opened today: today's openings count by themselves.
  private static void openingsAreLimited(ReidentifyingHospital hospital) throws Exception {
    assertThat(
            hospital.change("update reidentification_allowance set used = 0 where act = 'asked'"))
        .isPositive();
    String second =
        hospital.approved("registry", hospital.codes("registry", patient("c"), patient("d")));

    HttpResponse<String> limited = hospital.open("dr-brandt", second);

    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.body()).doesNotContain("Patient/");
    assertThat(hospital.change("update reidentification_allowance set used = 0")).isPositive();
    assertThat(hospital.open("dr-brandt", second).statusCode()).as("a day later").isEqualTo(200);
  }

  private static List<Integer> askAtOnce(ReidentifyingHospital hospital, String user, int calls)
      throws Exception {
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(6)) {
      List<Future<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        answers.add(callers.submit(() -> hospital.ask(user, "study", codes(1))));
      }
      for (Future<HttpResponse<String>> answer : answers) {
        statuses.add(answer.get().statusCode());
      }
    }
    return statuses;
  }

  private static Original patient(String id) {
    return Original.ofId("Patient", "limited-" + id);
  }

  private static List<String> codes(int count) {
    return IntStream.range(0, count).mapToObj(_ -> UUID.randomUUID().toString()).toList();
  }
}
