package org.cnnc.compiler.report;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A headless Chromium with one tab, driven by its DevTools protocol. It may open no connection;
 * what a page prints or throws is collected.
 */
final class Browser implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 60;

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");

  private final Process process;
  private final WebSocket socket;
  private final String session;
  private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final List<String> messages = new ArrayList<>();
  private final StringBuilder received = new StringBuilder();
  private CompletableFuture<JsonObject> loaded = new CompletableFuture<>();
  private int calls;

  /** The browser of this machine; empty where none is installed. */
  static Optional<Path> program() {
    return Pattern.compile(":")
        .splitAsStream(System.getenv("PATH"))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it.
   *
   * @param profile an empty folder for all that it writes
   */
  Browser(Path program, Path profile) throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    try {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(address(profile), new Listener())
              .join();
      JsonObject tab = new JsonObject();
      tab.addProperty("url", "about:blank");
      JsonObject attach = new JsonObject();
      attach.add("targetId", call("", "Target.createTarget", tab).get("targetId"));
      attach.addProperty("flatten", true);
      session = call("", "Target.attachToTarget", attach).get("sessionId").getAsString();
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        call(domain + ".enable", Map.of());
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Chromium writes the port it has chosen to a file. */
  private URI address(Path profile) throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (System.nanoTime() < end && process.isAlive()) {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      if (lines.size() == 2) {
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
      }
      Thread.sleep(20);
    }
    throw new AssertionError(
        "chromium did not start: " + Files.readString(profile.resolve("output.txt")));
  }

  /** Sets the size of the window, and whether it is light or dark. */
  void show(int width, int height, boolean isDark) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    JsonObject scheme = new JsonObject();
    scheme.addProperty("name", "prefers-color-scheme");
    scheme.addProperty("value", isDark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  /** Opens a page, and waits for it. */
  void open(URI page) {
    // A change of the part behind # alone would load nothing.
    for (String url : List.of("about:blank", page.toString())) {
      loaded = new CompletableFuture<>();
      call("Page.navigate", Map.of("url", url));
      await(loaded);
    }
  }

  /** The value of an expression in the page, as text. */
  String evaluate(String expression) {
    JsonObject result =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    JsonElement value = result.getAsJsonObject("result").get("value");
    return value == null || value.isJsonNull()
        ? ""
        : value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  /** Clicks the middle of the element that a CSS selector finds. */
  void click(String selector) {
    String box = "document.querySelector(%s).getBoundingClientRect()".formatted(quoted(selector));
    double x =
        Double.parseDouble(evaluate(box + ".left"))
            + Double.parseDouble(evaluate(box + ".width")) / 2;
    double y =
        Double.parseDouble(evaluate(box + ".top"))
            + Double.parseDouble(evaluate(box + ".height")) / 2;
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
    }
  }

  /** Types text where the focus is. */
  void type(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  /** Presses a key, such as {@code Enter} or {@code ArrowDown}. */
  void press(String key) {
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "text", key.length() == 1 ? key : ""));
    }
  }

  /** What is to be seen, as a PNG. */
  byte[] screenshot() {
    String data = call("Page.captureScreenshot", Map.of("format", "png")).get("data").getAsString();
    return Base64.getDecoder().decode(data);
  }

  /** What pages have printed to the console or thrown, and what they wanted to fetch. */
  synchronized List<String> messages() {
    return List.copyOf(messages);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private JsonObject call(String method, Map<String, ?> parameters) {
    JsonObject json = new Gson().toJsonTree(parameters).getAsJsonObject();
    return call(session, method, json);
  }

  private JsonObject call(String inSession, String method, JsonObject parameters) {
    int id = ++calls;
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    if (!inSession.isEmpty()) {
      message.addProperty("sessionId", inSession);
    }
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket.sendText(message.toString(), true).join();
    JsonObject result = await(answer);
    if (result.has("error")) {
      throw new AssertionError(method + ": " + result.get("error"));
    }
    return result.getAsJsonObject("result");
  }

  private static JsonObject await(CompletableFuture<JsonObject> future) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("chromium does not answer", e);
    }
  }

  private synchronized void receive(JsonObject message) {
    if (message.has("id")) {
      answers.remove(message.get("id").getAsInt()).complete(message);
      return;
    }
    JsonObject parameters = message.getAsJsonObject("params");
    switch (message.get("method").getAsString()) {
      case "Page.loadEventFired" -> loaded.complete(message);
      case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded" ->
          messages.add(parameters.toString());
      case "Network.requestWillBeSent" -> {
        String url = parameters.getAsJsonObject("request").get("url").getAsString();
        if (!url.startsWith("file:") && !url.startsWith("data:")) {
          messages.add("fetches " + url);
        }
      }
      default -> {
        // Of no interest.
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    // Until it has ended it may write to its folder, which is to be removed.
    process
        .onExit()
        .completeOnTimeout(process, 10, TimeUnit.SECONDS)
        .thenCompose(ended -> ended.destroyForcibly().onExit())
        .join();
  }

  private final class Listener implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
      received.append(text);
      if (last) {
        receive(JsonParser.parseString(received.toString()).getAsJsonObject());
        received.setLength(0);
      }
      webSocket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
