package org.cloister.deid.sealing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// How long a change of the key-encryption key takes, on a PostgreSQL that flushes. Not a test.
///
/// Argument: subject keys (1000000).
final class RotationBench {
  private RotationBench() {}

  public static void main(String[] args) throws Exception {
    int keys = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    Path first = Files.createTempDirectory("cloister-rotation").resolve("encryption.key");
    KeyRing old = KeyRing.of(KeyFile.create(first));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      DataSource database = postgres.getPostgresDatabase();
      var _ = Flyway.configure().dataSource(database).load().migrate();
      CaseVault vault = CaseVault.open(database, old, KeyCacheBounds.standard());
      fill(database, old, keys);
      KeyRotation rotation = new KeyRotation(database, vault, 1000);
      var _ = KeyRing.begin(first);
      rotation.adopt(KeyRing.load(first));
      long start = System.nanoTime();
      KeyRotation.Progress done = rotation.run(_ -> {});
      System.out.printf("%s in %.1f s%n", done, (System.nanoTime() - start) / 1_000_000_000.0);
      System.out.println(rotation.uses());
    }
  }

  private static void fill(DataSource database, KeyRing ring, int keys) throws Exception {
    String insert =
        "insert into subject_key (key_id, tenant, subject_index, key_class, wrapped, kek_id)"
            + " values (?, 'north', ?, 'clinical', ?, ?)";
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(insert)) {
      connection.setAutoCommit(false);
      for (int i = 1; i <= keys; i++) {
        UUID id = UUID.randomUUID();
        SubjectIndex subject = new SubjectIndex(AesGcm.random(32));
        SubjectKeys.Owner owner = new SubjectKeys.Owner("north", subject, KeyClass.CLINICAL);
        statement.setObject(1, id);
        statement.setBytes(2, subject.bytes());
        statement.setBytes(3, KeyWrap.fresh(ring.newest(), owner.naming(id)));
        statement.setString(4, ring.newest().id());
        statement.addBatch();
        if (i % 5000 == 0 || i == keys) {
          int[] _ = statement.executeBatch();
          connection.commit();
        }
      }
    }
  }
}
