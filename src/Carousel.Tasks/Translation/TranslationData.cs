using System.Security.Cryptography;
using System.Text;
using Carousel.Data;

namespace Carousel.Tasks.Translation;

/// <summary>Pairs of lines in their parts. A part that no file gives is cut from the end of the data: neighbouring lines are often alike.</summary>
/// <param name="Name">How messages call the data.</param>
/// <param name="Training">What is learned from.</param>
/// <param name="Validation">What decides when training was best.</param>
/// <param name="Test">What measures.</param>
/// <param name="Notes">What a reader has to know.</param>
public sealed record TranslationData(
    string Name, IReadOnlyList<SentencePair> Training, IReadOnlyList<SentencePair> Validation, IReadOnlyList<SentencePair> Test, IReadOnlyList<string> Notes)
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
        ArgumentNullException.ThrowIfNull(options);
        return Divide(source, ParallelReader.Read(source, target), options);
    }

    /// <summary>Divides pairs.</summary>
    /// <param name="name">How messages call them.</param>
    /// <param name="pairs">The pairs.</param>
    /// <param name="options">Files of further pairs, or shares.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A file can't be read, or there are too few pairs.</exception>
    public static TranslationData Divide(string name, IReadOnlyList<SentencePair> pairs, TranslationOptions options)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(options);
        if (pairs.Count < LeastPairs)
        {
            throw new DataFormatException($"{name} has {pairs.Count} lines with a translation; {LeastPairs} or more are needed.");
        }

        IReadOnlyList<SentencePair>? validation = options.Validation is { } v ? Some(v, options.ValidationTarget) : null, test = options.Test is { } t ? Some(t, options.TestTarget) : null;
        int tested = test is null ? Math.Max(1, (int)Math.Round(options.TestShare * pairs.Count)) : 0;
        int validated = validation is null ? (int)Math.Round(options.ValidationShare * pairs.Count) : 0;
        int trained = pairs.Count - tested - validated;
        IReadOnlyList<SentencePair> training = [.. pairs.Take(trained)], measured = test ?? [.. pairs.Skip(trained + validated)];
        var known = training.Select(p => (p.Source, p.Target)).ToHashSet();
        int seen = measured.Count(p => known.Contains((p.Source, p.Target)));
        string[] notes = seen == 0 ? [] : [$"{seen} of {measured.Count} pairs of the test part stand in the training part too."];
        return new TranslationData(name, training, validation ?? [.. pairs.Skip(trained).Take(validated)], measured, notes);
    }

    internal string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (IReadOnlyList<SentencePair> part in new[] { Training, Validation, Test })
        {
            foreach (SentencePair pair in part)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{pair.Source}\t{pair.Target}\n"));
            }

            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static IReadOnlyList<SentencePair> Some(string source, string? target)
    {
        IReadOnlyList<SentencePair> pairs = ParallelReader.Read(source, target);
        return pairs.Count > 0 ? pairs : throw new DataFormatException($"{source} has no line with a translation.");
    }
}
