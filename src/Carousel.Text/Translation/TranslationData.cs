using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Translation;

/// <summary>
/// Pairs of lines in their parts. A part that no file gives is cut from the end of the data: neighbouring lines are
/// often alike.
/// </summary>
/// <param name="Name">How messages call the data.</param>
/// <param name="Parts">The pairs.</param>
/// <param name="Notes">What a reader has to know.</param>
internal sealed record TranslationData(
    string Name, DataParts<SentencePair> Parts, IReadOnlyList<string> Notes)
{
    private const int LeastPairs = 20;

    /// <summary>Reads the files that the options name.</summary>
    /// <param name="source">Lines, or lines with a tab and their translations.</param>
    /// <param name="target">The translations; null where the first file has them.</param>
    /// <param name="options">Further files, or shares.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A file can't be read, or there are too few pairs.</exception>
    public static TranslationData Read(string source, string? target, TranslationOptions options)
    {
        var notes = new List<string>();
        TranslationData data = Divide(source, ParallelReader.Read(source, target, notes), options);
        return data with { Notes = [.. notes, .. data.Notes] };
    }

    /// <summary>Divides pairs.</summary>
    /// <param name="name">How messages call them.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="options">Files of further pairs, or shares.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A file can't be read, or there are too few pairs.</exception>
    /// <exception cref="OptionException">Nothing is left to learn from, or translations are named without their
    /// lines.</exception>
    public static TranslationData Divide(string name, IReadOnlyList<SentencePair> pairs, TranslationOptions options)
    {
        if (pairs.Count < LeastPairs)
        {
            throw new DataFormatException(
                $"{name} has {FigureText.Counted(pairs.Count, "line")} with a translation; {LeastPairs} or more are "
                + $"needed.");
        }

        IReadOnlyList<SentencePair>? validation = PartOf(
            options.Validation, options.ValidationTarget, nameof(options.Validation)),
            test = PartOf(options.Test, options.TestTarget, nameof(options.Test));
        PartSizes sizes = PartSizes.Of(
            pairs.Count, validation is null ? options.ValidationShare : 0, test is null ? options.TestShare : 0, name,
            "line");
        int trained = pairs.Count - sizes.Validation - sizes.Test;
        IReadOnlyList<SentencePair> training = [.. pairs.Take(trained)];
        IReadOnlyList<SentencePair> validating = validation ?? [.. pairs.Skip(trained).Take(sizes.Validation)],
            measured = test ?? [.. pairs.Skip(trained + sizes.Validation)];
        string?[] notes =
        [
            Overlap(validating, "validation", training, "training"), Overlap(measured, "test", training, "training"),
            Overlap(measured, "test", validating, "validation"),
        ];
        return new TranslationData(
            name, new DataParts<SentencePair>(training, validating, measured), [.. notes.OfType<string>()]);
    }

    internal string Fingerprint() => Parts.Fingerprint((hash, pair) => hash.Add($"{pair.Source}\t{pair.Target}\n"));

    private static string? Overlap(
        IReadOnlyList<SentencePair> part, string name, IReadOnlyList<SentencePair> other, string otherName)
    {
        var known = other.Select(p => (p.Source, p.Target)).ToHashSet();
        int seen = part.Count(p => known.Contains((p.Source, p.Target)));
        return seen == 0
            ? null
            : $"{FigureText.Count(seen)} of {FigureText.Counted(part.Count, "pair")} of the {name} set also "
                + $"appear{(seen == 1 ? "s" : "")} word for word in the {otherName} set.";
    }

    private static IReadOnlyList<SentencePair>? PartOf(string? source, string? target, string property)
    {
        if (source is null)
        {
            OptionSentence lines = OptionSentence.Property(property),
                translations = OptionSentence.Property($"{property}Target");
            return target is null ? null
                : throw new OptionException(
                    $"{translations} names translations, but {lines} is missing: also pass the file of their lines by "
                    + $"{lines}.");
        }

        IReadOnlyList<SentencePair> pairs = ParallelReader.Read(source, target);
        return pairs.Count > 0 ? pairs : throw new DataFormatException($"{source} has no line with a translation.");
    }
}
