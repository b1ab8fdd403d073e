using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Sound;

namespace Carousel.Classification;

/// <summary>Sequences with their classes as a file gives them.</summary>
/// <param name="Name">How messages call the file.</param>
/// <param name="Channels">The names of the channels; none for text.</param>
/// <param name="Samples">The sequences in the order of the file.</param>
public sealed record ClassData(string Name, IReadOnlyList<string> Channels, IReadOnlyList<ClassSample> Samples)
{
    private const int Digits = 32, MostChannels = 8;

    /// <summary>Whether the sequences are text, and not numbers.</summary>
    public bool IsText => Channels.Count == 0;

    /// <summary>How recordings became features; null if the sequences are not recordings.</summary>
    public SoundFeatureOptions? Sound { get; init; }

    /// <summary>What the sequences hold, for messages.</summary>
    internal string Kind => IsText ? "texts" : Sound is null ? "series" : "recordings";

    /// <summary>What was decided while reading, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What is odd about recordings: cut, silent or clipped sound; none for others.</summary>
    internal IReadOnlyList<string> SoundNotes =>
        SoundRecording.NotesOf(Samples.Select(s => s.Sound).OfType<SoundRecording>());

    /// <summary>The column of classes, where it was guessed, and not found by its name; else null.</summary>
    internal string? LabelColumn { get; init; }

    /// <summary>Whether each file is one sequence.</summary>
    internal bool HasWholeFiles { get; init; }

    /// <summary>The column of texts; null without texts.</summary>
    internal string? TextColumn { get; init; }

    /// <summary>The columns that are copied to the answers; null if the data do not come from a table.</summary>
    internal CarriedRows? Carried { get; init; }

    /// <summary>The column of ids, where it was guessed, and not found by its name; else null.</summary>
    internal string? IdColumn { get; init; }

    /// <summary>Steps of a sequence of numbers.</summary>
    /// <param name="sample">One of the sequences.</param>
    /// <returns>L.</returns>
    public int StepsOf(ClassSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return IsText ? 0 : sample.Values.Length / Channels.Count;
    }

    /// <summary>How much there is of what.</summary>
    internal JobFact Fact()
    {
        int[] lengths = [.. Samples.Select(s => IsText ? TextUnits.Words(s.Text).Count() : StepsOf(s))];
        string longest = FigureText.Counted(lengths.Max(), IsText ? "word" : "step");
        string size = lengths.Min() == lengths.Max() ? longest : $"{FigureText.Count(lengths.Min())} to {longest}";
        return new JobFact("data", IsText ? $"{FigureText.Counted(lengths.Length, "text")} of {size}"
            : Sound is { } sound ? AboutSound(sound)
            : $"{FigureText.Counted(lengths.Length, "sequence")} of {size}, "
                + (Channels.Count == 1 ? "one channel"
                    : $"{Channels.Count} channels: {FigureText.Listed(Channels, MostChannels)}"));
    }

    /// <summary>A text that differs for other sequences or classes.</summary>
    internal string Fingerprint() => Hash((hash, sample) =>
    {
        hash.Add(Invariant.Of($"{sample.Label}\n{sample.Text}\n{sample.Values.Length}\n"));
        hash.Add(sample.Values);
    });

    /// <summary>
    /// A text that differs where the training uses something else in addition to the sequences: groups, which decide
    /// what checks, and the sound that is augmented again in each epoch.
    /// </summary>
    internal string Sources() => Hash((hash, sample) =>
    {
        hash.Add(Invariant.Of($"{sample.Group}\n{sample.Sound?.Rate}\n{sample.Sound?.Samples.Length}\n"));
        hash.Add((sample.Sound?.Samples).AsSpan());
    });

    private string Hash(Action<DataFingerprint, ClassSample> add)
    {
        var hash = new DataFingerprint();
        foreach (ClassSample sample in Samples)
        {
            add(hash, sample);
        }

        return hash.Finish(Digits);
    }

    private string AboutSound(SoundFeatureOptions sound)
    {
        double[] seconds = [.. Samples.Select(s => s.Sound!.Seconds)];
        string spectrum = sound.Kind == SoundFeatureKind.Mfcc
            ? FigureText.Counted(sound.Coefficients, "cepstral coefficient")
            : FigureText.Counted(sound.Bands, "mel band");
        return Invariant.Of(
            $"{FigureText.Counted(seconds.Length, "recording")} of {seconds.Min():0.##} to {seconds.Max():0.##} "
            + $"seconds, {spectrum}{(sound.Energy ? ", energy" : "")} "
            + $"every {1000 * sound.SecondsPerRow:0.#} ms");
    }
}
