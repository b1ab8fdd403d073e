namespace Carousel.Tagging;

/// <summary>How labels of tokens mark spans of several tokens.</summary>
public enum LabelScheme
{
    /// <summary>Each label refers to one token: parts of speech.</summary>
    Plain,

    /// <summary>
    /// I inside a span; B only where a span follows one of its type at once (Ramshaw and Marcus 1995).
    /// </summary>
    Iob1,

    /// <summary>B at the first token of each span, I after it.</summary>
    Iob2,

    /// <summary>I inside a span; E only where a span of its type follows at once.</summary>
    Ioe1,

    /// <summary>E at the last token of each span, I before it.</summary>
    Ioe2,

    /// <summary>B, I, E, and S for a span of one token; also written BILOU and BMEWO.</summary>
    Iobes,
}

/// <summary>Schemes in words.</summary>
internal static class LabelSchemes
{
    /// <summary>Such as <c>IOB2</c>.</summary>
    public static string InWords(this LabelScheme scheme) => scheme.ToString().ToUpperInvariant();
}

/// <summary>Finds the scheme of labels from the labels themselves.</summary>
internal static class SchemeFinder
{
    /// <summary>The scheme that all sentences keep, the stricter one where two fit.</summary>
    /// <param name="sentences">The labels of each sentence.</param>
    /// <returns>Plain where a label is neither O nor a letter with a type (<see cref="LabelSpans.Part"/>), where only
    /// some letters have a type, and where letters in an unusual form may be names of something else.</returns>
    public static LabelScheme Find(IEnumerable<IReadOnlyList<string>> sentences)
    {
        var letters = new HashSet<char>();
        bool anyTyped = false, anyBare = false, anyUnusual = false;
        bool isIob2 = true, isIoe2 = true;
        foreach (IReadOnlyList<string> labels in sentences)
        {
            for (int n = 0; n < labels.Count; n++)
            {
                (char letter, string type) = LabelSpans.Part(labels[n]);
                if (letter == 'O')
                {
                    letters.Add('O');
                    continue;
                }

                if (LabelSpans.LetterOf(labels[n]) is not { } written)
                {
                    return LabelScheme.Plain;
                }

                letters.Add(written);
                anyTyped |= type.Length > 0;
                anyBare |= type.Length == 0;
                anyUnusual |= char.IsAsciiLetterLower(written)
                    || !labels[n].StartsWith($"{written}-", StringComparison.Ordinal);
                (char before, string beforeType) = n == 0 ? ('O', "") : LabelSpans.Part(labels[n - 1]);
                (char after, string afterType) = n + 1 == labels.Count ? ('O', "") : LabelSpans.Part(labels[n + 1]);
                isIob2 &= letter != 'I' || (before is 'B' or 'I' && beforeType == type);
                isIoe2 &= letter != 'I' || (after is 'I' or 'E' && afterType == type);
            }
        }

        bool Any(string some) => letters.Overlaps(some);
        return letters.IsSubsetOf("O") || !Any("OBbSsUuWwEeLl") || (anyTyped && anyBare)
            || (anyUnusual && !IsClear(letters, anyTyped)) ? LabelScheme.Plain
            : Any("SsUuWw") || (Any("Bb") && Any("EeLl")) ? LabelScheme.Iobes
            : Any("EeLl") ? isIoe2 ? LabelScheme.Ioe2 : LabelScheme.Ioe1
            : isIob2 ? LabelScheme.Iob2 : LabelScheme.Iob1;
    }

    // B and M without types may be benign and malignant, i, o and M a membrane's sides.
    private static bool IsClear(HashSet<char> letters, bool isTyped) =>
        letters.Overlaps("Bb") ? isTyped || letters.Overlaps("OIiEeLl")
        : letters.IsSupersetOf("OI") && (isTyped || letters.Count == 2);
}
