package org.cloister.bench.bare;

import java.util.Map;
import org.cloister.bench.process.ServerControl;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Import;

/// The bare endpoint's process: Spring MVC on Tomcat with the gateway's `application.properties`,
/// so with the same threads and limits, and none of the gateway's filters and beans.
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
  PropertyPlaceholderAutoConfiguration.class,
  TomcatServletWebServerAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  WebMvcAutoConfiguration.class
})
@Import(BareEndpoint.class)
public class BareServer {
  public BareServer() {}

  /// @param arguments the port on 127.0.0.1
  public static void main(String[] arguments) {
    ServerControl.listen();
    SpringApplication application = new SpringApplication(BareServer.class);
    application.setDefaultProperties(Map.of("server.port", arguments[0]));
    var _ = application.run();
  }
}
