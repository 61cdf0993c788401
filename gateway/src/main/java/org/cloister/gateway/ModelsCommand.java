package org.cloister.gateway;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.cloister.gateway.Options.UsageException;
import org.cloister.models.Manifest;
import org.cloister.models.ModelException;
import org.cloister.models.ModelRepository;
import org.cloister.models.ModelSignature;
import org.cloister.models.Models;
import org.cloister.models.SigningKey;
import org.cloister.models.TrustedKeys;
import org.cloister.models.Voucher;

/// `./cloister models`: what runs here, and the signature without which nothing of one's own does.
final class ModelsCommand {
  private static final String HELP =
      """
      usage: cloister models list [DIR --key FILE]
             cloister models create-key FILE
             cloister models sign DIR --key FILE
             cloister models verify DIR --key FILE

        list        the shipped models, and those of DIR: version, digests, who vouches for them
        create-key  make an Ed25519 key: FILE, yours alone, and its public half FILE.pub
        sign        sign every file of DIR with the private key FILE (beside it FILE.pub); leaves
                    DIR/model.sig, OpenSSF Model Signing 1.0. An ECDSA key on P-256, P-384 or P-521
                    (PKCS#8 in PEM, from openssl) does too, and then other tools can verify as well
        verify      check DIR against its signature by the public key FILE, then open each model
                    and run its golden cases

      The gateway opens the models of cloister.models.directory only if a key of
      cloister.models.trusted-keys signed them. Needs no network.
      Exit code 0: done, it holds. 1: it does not. 2: wrong usage.
      """;

  private ModelsCommand() {}

  static int run(String[] arguments, PrintStream out, PrintStream err) throws Exception {
    if (Arrays.asList(arguments).contains("--help")) {
      out.print(HELP);
      return Main.OK;
    }
    if (arguments.length == 0) {
      err.print(HELP);
      return Main.USAGE;
    }
    boolean named = arguments.length > 1 && !arguments[1].startsWith("--");
    Options options =
        Options.parse(
            Arrays.copyOfRange(arguments, named ? 2 : 1, arguments.length),
            Set.of("key"),
            Set.of());
    if (arguments[0].equals("list") && !named) {
      print(ModelRepository.shipped().manifests(), out);
      return Main.OK;
    }
    if (!named) {
      throw new UsageException("name the folder or the file; see --help");
    }
    Path path = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "list" ->
          print(ModelRepository.shippedAnd(folder(path), trusted(options)).manifests(), out);
      case "create-key" -> {
        SigningKey key = SigningKey.create(path);
        out.println("created " + path + " and " + path + ".pub, key " + key.id());
      }
      case "sign" -> out.println(signed(folder(path), SigningKey.load(key(options))));
      case "verify" -> out.println(verified(folder(path), trusted(options)));
      default -> throw new UsageException("list, create-key, sign or verify; see --help");
    }
    return Main.OK;
  }

  private static String signed(Path folder, SigningKey key) throws ModelException {
    ModelSignature signature = ModelSignature.sign(folder, key);
    return "signed " + signature.files().size() + " files of " + folder + " by " + key.id();
  }

  private static String verified(Path folder, TrustedKeys trusted) throws ModelException {
    ModelSignature signature = ModelSignature.read(folder, trusted);
    signature.checkAll(folder);
    // With the shipped ones: a model of the folder may use their outputs.
    try (Models models = Models.open(ModelRepository.shippedAnd(folder, trusted))) {
      long own =
          models.manifests().stream()
              .filter(manifest -> manifest.digests().voucher() instanceof Voucher.Signer)
              .count();
      return "OK: "
          + signature.files().size()
          + " files are as "
          + signature.signer()
          + " signed them; "
          + own
          + " models reproduce their golden cases";
    }
  }

  private static void print(List<Manifest> manifests, PrintStream out) {
    for (Manifest manifest : manifests) {
      Manifest.Digests digests = manifest.digests();
      out.println(manifest.identity() + "  " + manifest.card().title());
      out.println("  model     " + digests.model());
      out.println("  manifest  " + digests.manifest());
      out.println("  safelist  " + digests.profile());
      out.println(
          "  voucher   "
              + switch (digests.voucher()) {
                case Voucher.Program _ -> "this program, with which it ships";
                case Voucher.Signer(var key) -> "signature by " + key;
              });
    }
  }

  private static TrustedKeys trusted(Options options) throws UsageException, ModelException {
    return TrustedKeys.load(List.of(key(options)));
  }

  private static Path key(Options options) throws UsageException {
    return Path.of(
        options.value("key").orElseThrow(() -> new UsageException("--key is needed; see --help")));
  }

  private static Path folder(Path path) throws UsageException {
    if (!Files.isDirectory(path)) {
      throw new UsageException("there is no folder " + path);
    }
    return path;
  }
}
