package org.cloister.gateway.compliance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.cloister.gateway.TestGateway;
import org.cloister.gateway.identity.DemoClient;
import org.cloister.gateway.identity.TokenClient.TokenRequest;
import org.cloister.gateway.infer.ModelCall;

/// A seeded history, written through the real gateway: who called about whom is kept beside it, and
/// every report of its period must say exactly that.
///
/// @param history in the order of the calls
/// @param begin of the period
/// @param end of the period
record SeededCalls(List<Made> history, Instant begin, Instant end) {
  static final String ANNA = "reports-anna";
  static final String BERT = "reports-bert";
  static final List<String> USERS = List.of("dr-ames", "dr-brandt", "nurse-cole");

  private static final long SEED = 20261125;
  private static final List<String> PATIENTS = List.of(ANNA, BERT, "reports-cleo", "reports-dora");

  /// One call as it is remembered.
  record Made(String user, String patient, UUID record) {}

  static SeededCalls of(TestGateway gateway) throws Exception {
    Instant begin = Instant.now();
    Random random = new Random(SEED);
    Map<String, String> tokens = new TreeMap<>();
    for (String user : USERS) {
      tokens.put(user, token(gateway, user));
    }
    List<Made> history = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String user = USERS.get(random.nextInt(USERS.size()));
      String patient = PATIENTS.get(i % PATIENTS.size());
      // The first call has a token of its own, for the search by token.
      String token = i == 0 ? token(gateway, user) : tokens.getOrDefault(user, "");
      HttpResponse<String> answer = gateway.infer(token, ModelCall.prevent(patient).body());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      history.add(new Made(user, patient, record(answer)));
    }
    return new SeededCalls(history, begin, Instant.now());
  }

  /// An order about the period of these calls.
  Map<String, String> period(Map<String, String> form) {
    Map<String, String> whole = new TreeMap<>(form);
    whole.put("from", begin.toString());
    whole.put("until", end.toString());
    return whole;
  }

  /// How many were about this patient.
  int about(String patient) {
    return Math.toIntExact(history.stream().filter(it -> it.patient().equals(patient)).count());
  }

  long patients() {
    return history.stream().map(Made::patient).distinct().count();
  }

  static UUID record(HttpResponse<String> answer) {
    return UUID.fromString(answer.headers().firstValue("Cloister-Record").orElseThrow());
  }

  private static String token(TestGateway gateway, String user) throws Exception {
    return gateway.token(TokenRequest.of(DemoClient.EHR).withUser(user).withPurpose("TREAT"));
  }
}
