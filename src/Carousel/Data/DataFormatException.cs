using Carousel.Storage;

namespace Carousel.Data;

/// <summary>A file of data cannot be read as asked: one sentence with the place, and what to do.</summary>
public sealed class DataFormatException : Exception
{
    /// <summary>A message about a whole file, such as <c>sales.csv is empty.</c></summary>
    /// <param name="message">The sentence, and what to do.</param>
    /// <param name="innerException">What was caught, or null.</param>
    /// <param name="onCommandLine">The sentence with the names that options have on the command line; null where it
    /// names none.</param>
    public DataFormatException(string message, Exception? innerException = null, string? onCommandLine = null)
        : base(QuotedText.Cut(message), innerException) => OnCommandLine = QuotedText.Cut(onCommandLine ?? message);

    /// <summary>A message about a place, such as <c>path:line:column: what, where, what to do</c>.</summary>
    /// <param name="path">The file as the user named it.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The number of the field in the line, from 1, or 0 where the whole line is meant.</param>
    /// <param name="message">What was found, and what to do.</param>
    /// <param name="onCommandLine">The same with the names that options have on the command line; null where it names
    /// none.</param>
    public DataFormatException(string path, long line, int column, string message, string? onCommandLine = null)
        : base(At(path, line, column) + QuotedText.Cut(message))
    {
        (Path, Line, Column) = (path, line, column);
        OnCommandLine = At(path, line, column) + QuotedText.Cut(onCommandLine ?? message);
    }

    /// <summary>The message with the names that options have on the command line.</summary>
    public string OnCommandLine { get; }

    /// <summary>The file as the user named it, or null where the message names no line.</summary>
    public string? Path { get; }

    /// <summary>The column that was asked for and is not there, or null where something else is wrong.</summary>
    public string? MissingColumn { get; init; }

    /// <summary>Whether the rows of a series may be those of several.</summary>
    internal bool MayBeSeveral { get; set; }

    /// <summary>The line, from 1, or 0.</summary>
    public long Line { get; }

    /// <summary>The number of the field in the line, from 1, or 0.</summary>
    public int Column { get; }

    private static string At(string path, long line, int column) =>
        column > 0 ? $"{path}:{line}:{column}: " : $"{path}:{line}: ";
}
