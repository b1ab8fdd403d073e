using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;

namespace Carousel.Jobs.Options;

/// <summary>What properties and values of enumerations are called on the command line.</summary>
internal static class OptionNames
{
    /// <summary>A name of the language in small letters, words between hyphens.</summary>
    /// <param name="name">Such as <c>WordSize</c>.</param>
    /// <returns>Such as <c>word-size</c>.</returns>
    public static string InHyphens(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            text.Append(char.IsAsciiLetterUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>The name of a property that says yes or no, without the verb in front.</summary>
    public static string WithoutIs(string name) =>
        name.Length > 2 && name.StartsWith("Is", StringComparison.Ordinal) && char.IsAsciiLetterUpper(name[2])
        ? name[2..] : name;

    /// <summary>The name that the option of a property has by default.</summary>
    public static string Usual(string property) => InHyphens(WithoutIs(property));

    /// <summary>
    /// The names of an enumeration's values and the words for them, in the order of their declaration.
    /// </summary>
    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "The fields of an enumeration that is used stay.")]
    public static IReadOnlyList<(string Name, string Word)> WordsOf(Type enumeration) =>
    [
        .. enumeration.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(f => (f.Name, f.GetCustomAttribute<OptionWordAttribute>()?.Word ?? InHyphens(f.Name))),
    ];
}
