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
    /// <summary>The names of the two columns; none if they have none.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

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
        var columns = new List<string>();
        TranslationData data = Divide(source, ParallelReader.Read(source, target, notes, columns), options, columns);
        return data with { Notes = [.. notes, .. data.Notes], Columns = columns };
    }

    /// <summary>Divides pairs.</summary>
    /// <param name="name">How messages call them.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="options">Files of further pairs, or shares.</param>
    /// <param name="columns">The names of their two columns; empty without names.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A file can't be read, or there are too few pairs.</exception>
    /// <exception cref="OptionException">Nothing is left to learn from, or translations are named without their
    /// lines.</exception>
    public static TranslationData Divide(
        string name, IReadOnlyList<SentencePair> pairs, TranslationOptions options, List<string>? columns = null)
    {
        if (pairs.Count < LeastPairs)
        {
            throw new DataFormatException(
                $"{name} has {FigureText.Counted(pairs.Count, "line")} with a translation; {LeastPairs} or more are "
                + $"needed.");
        }

        IReadOnlyList<SentencePair>? validation = PartOf(
            options.Validation, options.ValidationTarget, nameof(options.Validation), columns),
            test = PartOf(options.Test, options.TestTarget, nameof(options.Test), columns);
        PartSizes sizes = PartSizes.Of(
            pairs.Count, validation is null ? options.ValidationShare : 0, test is null ? options.TestShare : 0, name,
            "line");
        int trained = pairs.Count - sizes.Validation - sizes.Test;
        IReadOnlyList<SentencePair> training = [.. pairs.Take(trained)];
        IReadOnlyList<SentencePair> validating = validation ?? [.. pairs.Skip(trained).Take(sizes.Validation)],
            measured = test ?? [.. pairs.Skip(trained + sizes.Validation)];
        var parts = new DataParts<SentencePair>(training, validating, measured);
        return new TranslationData(name, parts, [.. parts.Overlaps("pair", p => (p.Source, p.Target))]);
    }

    internal string Fingerprint() => Parts.Fingerprint((hash, pair) => hash.Add($"{pair.Source}\t{pair.Target}\n"));

    private static IReadOnlyList<SentencePair>? PartOf(
        string? source, string? target, string property, List<string>? columns)
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

        IReadOnlyList<SentencePair> pairs = ParallelReader.Read(source, target, columns: columns);
        return pairs.Count > 0 ? pairs : throw new DataFormatException($"{source} has no line with a translation.");
    }
}
