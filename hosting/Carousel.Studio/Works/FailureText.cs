using System.Globalization;
using System.Text.RegularExpressions;
using Carousel.Studio.Messages;

namespace Carousel.Studio.Works;

/// <summary>The sentence with which the command ended, and the place that it names.</summary>
internal static partial class FailureText
{
    /// <summary>Understands a sentence.</summary>
    /// <param name="sentence">As the command said it.</param>
    public static Refusal Read(string sentence)
    {
        Match place = Place().Match(sentence), option = Option().Match(sentence);
        return new Refusal(
            sentence,
            place.Success ? long.Parse(place.Groups["line"].ValueSpan, CultureInfo.InvariantCulture) : null,
            place.Groups["column"].Success
                ? int.Parse(place.Groups["column"].ValueSpan, CultureInfo.InvariantCulture)
                : null,
            option.Success ? option.Groups["name"].Value : null);
    }

    // sales.csv:17:2: …
    [GeneratedRegex(@"^[^:\n]+:(?<line>\d{1,15})(:(?<column>\d{1,6}))?: ")]
    private static partial Regex Place();

    [GeneratedRegex("^--(?<name>[a-z][a-z-]*)")]
    private static partial Regex Option();
}
