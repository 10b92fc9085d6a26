package com.acme;

import java.io.File;
import javax.imageio.ImageIO;

public class Main {
  public static void main(String[] arguments) throws Exception {
    try (var net = Blur.load(); var w = net.newWorkspace()) {
      ImageIO.write(w.apply(ImageIO.read(new File(arguments[0]))), "png", new File(arguments[1]));
    }
  }
}
