using System.Text;
using Carousel.Jobs.Streaming;

namespace Carousel.Cli.Rendering;

/// <summary>
/// Where a command writes: data and tables to <see cref="Out"/>, progress and messages to <see cref="Error"/>.
/// </summary>
internal sealed class Terminal
{
    private const int PipeWidth = 120;
    private const int NarrowestWidth = 40;

    /// <summary>Two streams and what is behind them.</summary>
    /// <param name="output">Takes data and tables.</param>
    /// <param name="error">Takes progress and messages.</param>
    /// <param name="outputIsTerminal">A person reads <paramref name="output"/> as it comes.</param>
    /// <param name="errorIsTerminal">A person reads <paramref name="error"/> as it comes: a line can be drawn again in
    /// place.</param>
    /// <param name="color">Colours are wanted where a terminal shows them.</param>
    /// <param name="width">Columns of the terminal, or null where there is none.</param>
    /// <param name="clock">Measures how long the work takes.</param>
    /// <param name="input">Gives lines; null for none.</param>
    /// <param name="bytes">Gives the same as bytes that have to be UTF-8, where nobody types them; null where
    /// <paramref name="input"/> is all there is.</param>
    public Terminal(
        TextWriter output,
        TextWriter error,
        bool outputIsTerminal = false,
        bool errorIsTerminal = false,
        bool color = false,
        int? width = null,
        TimeProvider? clock = null,
        TextReader? input = null,
        Stream? bytes = null)
    {
        (OutIsTerminal, ErrorIsTerminal) = (outputIsTerminal, errorIsTerminal);
        Width = Math.Max(NarrowestWidth, width ?? PipeWidth);
        Clock = clock ?? TimeProvider.System;
        In = input ?? TextReader.Null;
        InBytes = bytes;
        OutPen = new Pen(color && outputIsTerminal);
        ErrorPen = new Pen(color && errorIsTerminal);
        Out = new VisibleWriter(output, OutPen.IsColored);
        Error = new VisibleWriter(error, ErrorPen.IsColored);
        Data = outputIsTerminal ? Out : output;
    }

    public TextReader In { get; }

    /// <summary>
    /// What <see cref="In"/> reads as bytes, or null where a person types: only one of the two is read.
    /// </summary>
    public Stream? InBytes { get; }

    public VisibleWriter Out { get; }

    public VisibleWriter Error { get; }

    /// <summary>
    /// Takes rows and texts that programs read, on standard output: unchanged, unless a person reads them on a
    /// terminal.
    /// </summary>
    public TextWriter Data { get; }

    public bool OutIsTerminal { get; }

    public bool ErrorIsTerminal { get; }

    /// <summary>Columns of a line.</summary>
    public int Width { get; }

    public TimeProvider Clock { get; }

    /// <summary>Colours what goes to <see cref="Out"/>.</summary>
    public Pen OutPen { get; }

    /// <summary>Colours what goes to <see cref="Error"/>.</summary>
    public Pen ErrorPen { get; }

    /// <summary>The streams of this process, with what its surroundings ask for (NO_COLOR, TERM).</summary>
    /// <param name="output">Standard output.</param>
    public static Terminal OfProcess(LastingStream output)
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        bool color = !dumb && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        bool isOutput = !Console.IsOutputRedirected;
        bool isError = !Console.IsErrorRedirected && !dumb;
        Stream? bytes = Console.IsInputRedirected ? Console.OpenStandardInput() : null;
        int? width = isOutput || isError ? ReadWidth() : null;
        TextWriter errors = Writer(new LastingStream(Console.OpenStandardError()));
        return new Terminal(Writer(output), errors, isOutput, isError, color, width, input: Console.In, bytes: bytes);
    }

    /// <summary>Standard input to be read line by line as it comes.</summary>
    public TextReader OpenLines() =>
        InBytes is { } bytes ? StreamInput.Open(bytes, "standard input", Console.InputEncoding) : In;

    /// <summary>
    /// Writes a line of text to <see cref="Out"/>; a terminal gets it broken at blanks, because it would break numbers.
    /// </summary>
    /// <param name="line">The line.</param>
    public void WriteText(string line)
    {
        foreach (string part in OutIsTerminal ? Wrapping.Kept(line, Width) : [line])
        {
            Out.WriteLine(part);
        }
    }

    /// <summary>Draws a line of progress over the last one, as much of it as fits.</summary>
    /// <param name="line">The line; empty to leave none.</param>
    public void Draw(string line) => Error.Draw(line[..Math.Min(line.Length, Width - 1)]);

    /// <summary>Writes a text to <see cref="Out"/>, broken into lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="color">Its colour; null for none.</param>
    public void WriteLines(string text, Func<string, string>? color = null) =>
        Wrapping.Write(Out, text, Width, color: color);

    // As the console writes: at once, without a byte-order mark, one thread at a time.
    private static TextWriter Writer(LastingStream stream)
    {
        Encoding encoding = Console.OutputEncoding;
        encoding = encoding is UTF8Encoding ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : encoding;
        return TextWriter.Synchronized(new StreamWriter(stream, encoding, bufferSize: 256) { AutoFlush = true });
    }

    private static int? ReadWidth()
    {
        try
        {
            return Console.BufferWidth is > 0 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
