using System.Text.RegularExpressions;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Classification;

/// <summary>
/// Finds the class and the group of a file in its name, by a pattern such as <c>{label}_{group}_*</c>; <c>*</c> stands
/// for anything.
/// </summary>
/// <remarks>
/// A pattern with <c>/</c> is matched with the path below the folder, another with the name of the file; the ending
/// <c>.wav</c> may be left out.
/// </remarks>
internal sealed class NamePattern
{
    private const string Label = "{label}", Group = "{group}";

    private readonly Regex _expression;
    private readonly bool _hasFolders;

    /// <summary>A pattern.</summary>
    /// <param name="text">As the user wrote it.</param>
    /// <exception cref="OptionException">It does not name the class, or names something twice.</exception>
    public NamePattern(string text)
    {
        if (Count(text, Label) != 1 || Count(text, Group) > 1)
        {
            throw new OptionException(
                $"{{Pattern}} must contain {Label} once and {Group} at most once, such as '{Label}_{Group}_*', but is "
                + $"'{text}'.", OptionTable.Of(typeof(ClassReadOptions)));
        }

        _hasFolders = text.Contains('/');
        string name = text.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) ? text[..^4] : text;
        string expression = Regex.Escape(name).Replace("\\*", "[^/]*?")
            .Replace(Regex.Escape(Label), "(?<label>[^/]+?)")
            .Replace(Regex.Escape(Group), "(?<group>[^/]+?)");
        _expression = new Regex($"^{expression}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        NamesGroup = Count(text, Group) == 1;
    }

    /// <summary>Whether it names the group.</summary>
    public bool NamesGroup { get; }

    /// <summary>Class and group of a file.</summary>
    /// <param name="path">Its path below the folder, with <c>/</c> between folders.</param>
    /// <returns>The class and the group, which is empty where the pattern names none; null where the name does not
    /// fit.</returns>
    public (string Label, string Group)? Find(string path)
    {
        string name = _hasFolders ? path : path[(path.LastIndexOf('/') + 1)..];
        Match match = _expression.Match(name.EndsWith(".wav", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name);
        return match.Success ? (match.Groups["label"].Value, match.Groups["group"].Value) : null;
    }

    private static int Count(string text, string part) =>
        text.Split(part).Length - 1;
}
