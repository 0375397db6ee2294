import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.LexerInterpreter;
import org.antlr.v4.runtime.ParserInterpreter;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.tool.Grammar;

/**
 * Reads texts by ANTLR 4's interpreters: java Check.java FOLDER NAME... takes FOLDER/NAME.g4 and FOLDER/NAME.texts, a text
 * in Base64 a line, and prints for each grammar one line of 1 (no error) and 0.
 */
public class Check {
  static class Errors extends BaseErrorListener {
    int count = 0;

    @Override
    public void syntaxError(
        Recognizer<?, ?> by, Object symbol, int line, int column, String message, RecognitionException e) {
      count++;
    }
  }

  public static void main(String[] words) throws Exception {
    Path folder = Path.of(words[0]);
    for (int i = 1; i < words.length; i++) {
      Grammar grammar = Grammar.load(folder.resolve(words[i] + ".g4").toString());
      if (grammar == null || grammar.tool.getNumErrors() > 0) throw new Exception(words[i] + ".g4 is not valid");
      StringBuilder verdicts = new StringBuilder();
      for (String line : Files.readAllLines(folder.resolve(words[i] + ".texts"))) {
        String text = new String(Base64.getDecoder().decode(line), "UTF-8");
        Errors errors = new Errors();
        LexerInterpreter lexer = grammar.createLexerInterpreter(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        lexer.addErrorListener(errors);
        ParserInterpreter parser = grammar.createParserInterpreter(new CommonTokenStream(lexer));
        parser.removeErrorListeners();
        parser.addErrorListener(errors);
        parser.parse(grammar.getRule(0).index);
        verdicts.append(errors.count == 0 ? '1' : '0');
      }
      System.out.println(verdicts);
    }
  }
}
