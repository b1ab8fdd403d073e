namespace Carousel.Tagging;

/// <summary>Spans from labels, in every scheme.</summary>
/// <remarks>
/// <see cref="Of"/> reads as seqeval by default: leniently, so that any labels give spans. An I after O, or of
/// another type than the label
/// before, begins a span. If labels are only B, I and O, conlleval gives the same spans. With E and S it does not: it
/// knows no S, so two S of one type in a row are one span to it and two here.
/// </remarks>
internal static class LabelSpans
{
    private const string Letters = "BIESLUMWbieslumw";

    /// <summary>The spans of a sentence, read leniently. Schemes may be mixed.</summary>
    /// <param name="labels">O, or a letter, a hyphen and a type.</param>
    /// <returns>From left to right.</returns>
    public static IReadOnlyList<LabeledSpan> Of(IReadOnlyList<string> labels)
    {
        var spans = new List<LabeledSpan>();
        int first = -1;
        (char before, string type) = ('O', "");
        for (int n = 0; n <= labels.Count; n++)
        {
            (char letter, string now) = n < labels.Count ? Part(labels[n]) : ('O', "");
            if (first >= 0 && Ends(before, letter, type == now))
            {
                spans.Add(new LabeledSpan(first, n - 1, type));
                first = -1;
            }

            if (Begins(before, letter, type == now))
            {
                first = n;
            }

            (before, type) = (letter, now);
        }

        return spans;
    }

    /// <summary>
    /// The letter of a label and its type: B, I, E, S or O. Letters of BILOU and BMEWO are read as those of IOBES,
    /// small letters as capitals.
    /// </summary>
    /// <param name="label">A label: only a letter, or a letter before or after its type, with a hyphen or an underscore
    /// between them.</param>
    /// <returns>The letter and the type.</returns>
    internal static (char Letter, string Type) Part(string label)
    {
        if (label.Length == 0 || IsOutside(label))
        {
            return ('O', "");
        }

        char letter = char.ToUpperInvariant(LetterOf(label) ?? label[0]) switch
        {
            'L' => 'E',
            'U' or 'W' => 'S',
            'M' => 'I',
            char other => other,
        };
        return (letter, label.Length < 3 ? "" : IsFirst(label) ? label[2..] : IsLast(label) ? label[..^2] : "");
    }

    /// <summary>Whether a label stands outside of all spans.</summary>
    /// <param name="label">A label.</param>
    internal static bool IsOutside(string label) => label is "O" or "o";

    /// <summary>The letter that marks a place in a span, as the label writes it.</summary>
    /// <param name="label">A label.</param>
    /// <returns>Null if the label has no such letter.</returns>
    internal static char? LetterOf(string label) =>
        IsFirst(label) || (label.Length == 1 && Letters.Contains(label[0])) ? label[0]
        : IsLast(label) ? label[^1] : null;

    private static bool IsFirst(string label) =>
        label.Length > 2 && label[1] is '-' or '_' && Letters.Contains(label[0]);

    private static bool IsLast(string label) =>
        label.Length > 2 && label[^2] is '-' or '_' && Letters.Contains(label[^1]);

    private static bool Ends(char before, char letter, bool sameType) => before switch
    {
        'O' => false,
        'E' or 'S' => true,
        _ => letter is 'B' or 'S' or 'O' || !sameType,
    };

    private static bool Begins(char before, char letter, bool sameType) => letter switch
    {
        'O' => false,
        'B' or 'S' => true,
        _ => before is 'E' or 'S' or 'O' || !sameType,
    };
}

/// <summary>Tokens that are one thing together.</summary>
/// <param name="First">The first token, from 0.</param>
/// <param name="Last">The last token.</param>
/// <param name="Type">Of what kind; empty where the labels name none.</param>
internal readonly record struct LabeledSpan(int First, int Last, string Type);
