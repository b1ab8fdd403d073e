using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs;

/// <summary>Data that a model is applied to: a file, literal text, or standard input.</summary>
public sealed class JobInput
{
    private readonly Func<bool, TextReader> _open;

    private JobInput(string name, string? path, Func<bool, TextReader> open, ReadOptions? cells) =>
        (Name, Path, _open, Cells) = (name, path, open, cells ?? new ReadOptions());

    /// <summary>How messages call it: the file's path, or where the text came from.</summary>
    public string Name { get; }

    /// <summary>The file, or null if the input is not a file.</summary>
    public string? Path { get; }

    /// <summary>How cells of a table are written: for jobs that read tables.</summary>
    public ReadOptions Cells { get; }

    /// <summary>What is done with its rows: for models with <see cref="IJobModel.TakesRowChoices"/>.</summary>
    internal RowChoices Rows { get; private init; } = new();

    /// <summary>A file.</summary>
    /// <param name="path">Where it is; it may be packed with gzip.</param>
    /// <param name="cells">How cells of a table are written; null finds out.</param>
    /// <returns>The input; the file is opened when it is read.</returns>
    public static JobInput OfFile(string path, ReadOptions? cells = null) =>
        new(path, path, isTable => TextFile.Open(path, isTable), cells);

    /// <summary>Text that was typed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The input.</returns>
    public static JobInput OfText(string text, string name = "text") =>
        new(name, null, _ => new StringReader(text), null);

    /// <summary>Text that comes from elsewhere, such as standard input.</summary>
    /// <param name="reader">Gives the text; read once.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="cells">How cells of a table are written; null finds out.</param>
    /// <returns>The input.</returns>
    public static JobInput OfReader(TextReader reader, string name = "standard input", ReadOptions? cells = null) =>
        new(name, null, _ => reader, cells);

    /// <summary>Bytes that come from elsewhere, such as standard input: in UTF-8 or Windows-1252.</summary>
    /// <param name="stream">Gives the bytes; read once, to its end.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="cells">How cells of a table are written; null finds out.</param>
    /// <returns>The input; a byte that is neither is refused with its line when it is read.</returns>
    public static JobInput OfStream(Stream stream, string name = "standard input", ReadOptions? cells = null) =>
        new(name, null, isTable => new StringReader(TextFile.ReadText(stream, name, isTable)), cells);

    /// <summary>The same data, with choices for its rows.</summary>
    /// <param name="rows">What is done with its rows.</param>
    /// <returns>The input; text that is read once is read once by both.</returns>
    internal JobInput With(RowChoices rows) => new(Name, Path, _open, Cells) { Rows = rows };

    /// <summary>The same data, in which more texts are missing values.</summary>
    /// <param name="missing">The texts; null for none.</param>
    /// <returns>The input; text that is read once is read once by both.</returns>
    internal JobInput With(IReadOnlyList<string>? missing) =>
        new(Name, Path, _open, Cells.AlsoMissing(missing)) { Rows = Rows };

    /// <summary>The same data, which can be opened more than once.</summary>
    /// <param name="isTable">Whether rows of values are expected, and not any text: messages differ.</param>
    internal JobInput Kept(bool isTable = true)
    {
        if (Path is not null)
        {
            return this;
        }

        using TextReader reader = _open(isTable);
        string text = reader.ReadToEnd();
        return new(Name, Path, _ => new StringReader(text), Cells) { Rows = Rows };
    }

    /// <summary>Opens it as a table of cells.</summary>
    /// <returns>Its text.</returns>
    /// <exception cref="DataFormatException">The file does not exist, can't be read, or is not text.</exception>
    public TextReader OpenTable() => _open(true);

    /// <summary>Its lines as text.</summary>
    /// <returns>The lines, numbered from 1.</returns>
    /// <exception cref="DataFormatException">The file does not exist, can't be read, or is not text.</exception>
    internal IEnumerable<TextLine> ReadLines() =>
        Path is { } path ? TextLines.Read(path) : TextLines.Read(_open(false));
}
