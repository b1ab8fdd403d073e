using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>The lines of a <c>.ts</c> file in front of its cases.</summary>
/// <param name="name">How messages call the file.</param>
internal sealed partial class TsHeader(string name)
{
    private static readonly string[] _tags =
        ("@problemName @timeStamps @missing @univariate @dimensions @dimension @equalLength @seriesLength "
        + "@classLabel @targetLabel @data").Split(' ');

    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private bool _isUnivariate, _equalLength;
    private int _length;

    /// <summary>Whether the line <c>@data</c> was read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Channels of a case; 0 where the header does not say.</summary>
    public int Dimensions { get; private set; }

    /// <summary>Whether cases end with a class.</summary>
    public bool HasLabels { get; private set; }

    /// <summary>Whether the header says that no value is missing.</summary>
    public bool SaysComplete { get; private set; }

    /// <summary>The classes.</summary>
    public IReadOnlyList<string> Labels { get; private set; } = [];

    /// <summary>Reads a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="line">Its number.</param>
    public void Read(string text, long line)
    {
        if (text[0] != '@')
        {
            throw Wrong(
                line, "a case comes before '@data'. Lines of the header begin with '@'; put '@data' before the first "
                + "case.");
        }

        string[] words = [.. Word().Matches(text).Select(m => Unquoted(m.Value))];
        if (!_tags.Contains(words[0], StringComparer.OrdinalIgnoreCase))
        {
            throw Wrong(
                line, $"'{words[0]}' is not a line of a .ts header.{NearestName.Question(words[0], _tags)} Known lines "
                + $"are {CsvColumns.Shown(_tags)}.");
        }

        if (!_seen.Add(words[0]))
        {
            throw Wrong(line, $"'{words[0]}' appears twice in the header. Remove one of the lines.");
        }

        Set(words, line);
    }

    /// <summary>Checks the length of a case against the header.</summary>
    /// <param name="length">Its length.</param>
    /// <param name="line">Its line.</param>
    public void RequireLength(int length, long line)
    {
        _length = _length == 0 ? length : _length;
        if (_equalLength && length != _length)
        {
            throw Wrong(
                line, $"the case has {length} steps, but the header says '@equalLength true' and {_length} steps. "
                + "Write '@equalLength false', or correct the line.");
        }
    }

    /// <summary>A word without the quotation marks around it.</summary>
    /// <param name="word">The word.</param>
    public static string Unquoted(string word) =>
        word.Length > 1 && word[0] is '"' or '\'' && word[^1] == word[0] ? word[1..^1].Trim() : word;

    /// <summary>Whether the header lists a class, also one of several words without quotation marks.</summary>
    /// <param name="label">The class.</param>
    public bool Lists(string label)
    {
        string[] words = label.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Labels.Contains(label) || (words.Length > 1 && $" {string.Join(' ', Labels)} ".Contains(
            $" {string.Join(' ', words)} "));
    }

    private void Set(string[] words, long line)
    {
        switch (words[0].ToUpperInvariant())
        {
            case "@TIMESTAMPS" when IsTrue(words, line):
                throw Wrong(
                    line, "the file has time stamps, which are not read. Write only the values, at even steps, and "
                    + "'@timeStamps false'.");
            case "@TARGETLABEL" when IsTrue(words, line):
                throw Wrong(
                    line, "the file is for regression: its cases have a target and no class. Pass a file with "
                    + "'@classLabel true'.");
            case "@MISSING":
                SaysComplete = words is [_, var said] && said.Equals("false", StringComparison.OrdinalIgnoreCase);
                break;
            case "@UNIVARIATE":
                _isUnivariate = IsTrue(words, line);
                break;
            case "@EQUALLENGTH":
                _equalLength = IsTrue(words, line);
                break;
            case "@DIMENSIONS" or "@DIMENSION":
                Dimensions = Whole(words, line);
                break;
            case "@SERIESLENGTH":
                _length = Whole(words, line);
                break;
            case "@CLASSLABEL":
                SetLabels(words, line);
                break;
            case "@DATA":
                Complete(line);
                break;
        }
    }

    private void SetLabels(string[] words, long line)
    {
        HasLabels = IsTrue(words, line);
        Labels = [.. words.Skip(2)];
        if (HasLabels && Labels.Count == 0)
        {
            throw Wrong(
                line, "'@classLabel true' lists no class. Write the classes after it, such as '@classLabel true 1 2'.");
        }
    }

    [GeneratedRegex("""\"[^"]*"|'[^']*'|\S+""")]
    private static partial Regex Word();

    private void Complete(long line)
    {
        if (_isUnivariate && Dimensions > 1)
        {
            throw Wrong(
                line, $"the header says both '@univariate true' and '@dimensions {Dimensions}'. Correct one of them.");
        }

        Dimensions = _isUnivariate ? 1 : Dimensions;
        IsComplete = true;
    }

    private bool IsTrue(string[] words, long line) => words.Length > 1 && bool.TryParse(words[1], out bool value)
        ? value
        : throw Needs(words, line, "'true' or 'false'");

    private int Whole(string[] words, long line) =>
        words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value > 0
            ? value
            : throw Needs(words, line, "a whole number above 0");

    private DataFormatException Needs(string[] words, long line, string what) => Wrong(
        line, $"'{words[0]}' needs {what} after it{(words.Length > 1 ? $", not '{words[1]}'" : "")}.");

    private DataFormatException Wrong(long line, string reason) => new(name, line, 0, reason);
}
