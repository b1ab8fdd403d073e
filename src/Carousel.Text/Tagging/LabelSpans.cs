namespace Carousel.Tagging;

/// <summary>Spans from labels and labels from spans, in every scheme.</summary>
/// <remarks>
/// <see cref="Of"/> reads as seqeval by default: leniently, so that any labels give spans. An I behind O, or of
/// another type than the label
/// before, begins a span. For labels of B, I and O alone conlleval gives the same spans. With E and S it does not: it
/// knows no S, so two S of one type in a row are one span to it and two here. <see cref="Strict"/> counts only spans
/// that the scheme allows, as seqeval's strict mode.
/// </remarks>
internal static class LabelSpans
{
    private const string Letters = "BIESLUMWbieslumw";

    /// <summary>The spans of a sentence, read leniently. Schemes may be mixed.</summary>
    /// <param name="labels">O, or a letter, a hyphen and a type.</param>
    /// <returns>From left to right.</returns>
    public static IReadOnlyList<LabelledSpan> Of(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var spans = new List<LabelledSpan>();
        int first = -1;
        (char before, string type) = ('O', "");
        for (int n = 0; n <= labels.Count; n++)
        {
            (char letter, string now) = n < labels.Count ? Part(labels[n]) : ('O', "");
            if (first >= 0 && Ends(before, letter, type == now))
            {
                spans.Add(new LabelledSpan(first, n - 1, type));
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

    /// <summary>The spans that a scheme allows; what breaks its rules is none.</summary>
    /// <param name="labels">O, or a letter, a hyphen and a type.</param>
    /// <param name="scheme">Iob2 or Iobes, whose rules leave no doubt.</param>
    /// <returns>From left to right.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Another scheme.</exception>
    public static IReadOnlyList<LabelledSpan> Strict(IReadOnlyList<string> labels, LabelScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (scheme is not (LabelScheme.Iob2 or LabelScheme.Iobes))
        {
            throw new ArgumentOutOfRangeException(nameof(scheme), scheme, "Strict reading is for IOB2 and IOBES.");
        }

        var spans = new List<LabelledSpan>();
        for (int n = 0; n < labels.Count; n++)
        {
            (char letter, string type) = Part(labels[n]);
            if (letter == 'S' && scheme == LabelScheme.Iobes)
            {
                spans.Add(new LabelledSpan(n, n, type));
            }
            else if (letter == 'B')
            {
                int last = n;
                while (last + 1 < labels.Count && Part(labels[last + 1]) == ('I', type))
                {
                    last++;
                }

                bool closed = scheme == LabelScheme.Iob2
                    || (last + 1 < labels.Count && Part(labels[last + 1]) == ('E', type));
                if (closed)
                {
                    last = scheme == LabelScheme.Iob2 ? last : last + 1;
                    spans.Add(new LabelledSpan(n, last, type));
                    n = last;
                }
            }
        }

        return spans;
    }

    /// <summary>The labels of spans.</summary>
    /// <param name="spans">From left to right, not over each other.</param>
    /// <param name="length">Tokens of the sentence.</param>
    /// <param name="scheme">Any but Plain.</param>
    /// <returns>[length].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scheme has no spans.</exception>
    public static string[] Labels(IReadOnlyList<LabelledSpan> spans, int length, LabelScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentOutOfRangeException.ThrowIfEqual((int)scheme, (int)LabelScheme.Plain, nameof(scheme));
        var labels = new string[length];
        Array.Fill(labels, "O");
        for (int s = 0; s < spans.Count; s++)
        {
            (int first, int last, string type) = spans[s];
            bool afterAlike = s > 0 && spans[s - 1].Last == first - 1 && spans[s - 1].Type == type;
            bool beforeAlike = s + 1 < spans.Count && spans[s + 1].First == last + 1 && spans[s + 1].Type == type;
            for (int n = first; n <= last; n++)
            {
                char letter = scheme switch
                {
                    LabelScheme.Iob1 => n == first && afterAlike ? 'B' : 'I',
                    LabelScheme.Iob2 => n == first ? 'B' : 'I',
                    LabelScheme.Ioe1 => n == last && beforeAlike ? 'E' : 'I',
                    LabelScheme.Ioe2 => n == last ? 'E' : 'I',
                    _ => first == last ? 'S' : n == first ? 'B' : n == last ? 'E' : 'I',
                };
                labels[n] = type.Length == 0 ? letter.ToString() : $"{letter}-{type}";
            }
        }

        return labels;
    }

    /// <summary>The same spans in another scheme.</summary>
    /// <param name="labels">O, or a letter, a hyphen and a type.</param>
    /// <param name="scheme">Any but Plain.</param>
    /// <returns>As many labels.</returns>
    public static string[] Convert(IReadOnlyList<string> labels, LabelScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Labels(Of(labels), labels.Count, scheme);
    }

    /// <summary>
    /// The letter of a label and its type: B, I, E, S or O. Letters of BILOU and BMEWO are read as those of IOBES,
    /// small letters as capitals.
    /// </summary>
    /// <param name="label">A label: a letter alone, or in front of its type or after it, with a hyphen or an underscore
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
    /// <returns>Null where there is none.</returns>
    internal static char? LetterOf(string label) =>
        IsFirst(label) || (label.Length == 1 && Letters.Contains(label[0], StringComparison.Ordinal)) ? label[0]
        : IsLast(label) ? label[^1] : null;

    private static bool IsFirst(string label) =>
        label.Length > 2 && label[1] is '-' or '_' && Letters.Contains(label[0], StringComparison.Ordinal);

    private static bool IsLast(string label) =>
        label.Length > 2 && label[^2] is '-' or '_' && Letters.Contains(label[^1], StringComparison.Ordinal);

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
internal readonly record struct LabelledSpan(int First, int Last, string Type);
