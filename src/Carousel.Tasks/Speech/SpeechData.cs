using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Sound;

namespace Carousel.Tasks.Speech;

/// <summary>The recordings of a run in their parts, with what is said in them.</summary>
/// <param name="Name">How messages call the data.</param>
/// <param name="Training">What the network learns from.</param>
/// <param name="Validation">What decides when to stop.</param>
/// <param name="Test">What measures.</param>
/// <param name="Notes">What was found on the way, a sentence each.</param>
public sealed record SpeechData(
    string Name, IReadOnlyList<SpeechClip> Training, IReadOnlyList<SpeechClip> Validation, IReadOnlyList<SpeechClip> Test, IReadOnlyList<string> Notes)
{
    private const int ShownNotes = 3;

    /// <summary>Rate of most recordings.</summary>
    public int Rate => Training.GroupBy(c => c.Recording.Rate).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).First().Key;

    /// <summary>Reads and divides the data.</summary>
    /// <param name="path">The table of transcripts, or a folder with it.</param>
    /// <param name="options">Which columns, which parts.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A table or a recording can't be read, or there are too few.</exception>
    public static SpeechData Read(string path, SpeechOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<Utterance> all = UtteranceReader.Read(path, options.Columns);
        SpeechParts parts = SpeechParts.Of(all, Part(options.Validation), Part(options.Test), options, path);
        var notes = new List<string>();
        var data = new SpeechData(path, Load(parts.Training), Load(parts.Validation), Load(parts.Test), notes);
        string[] of = [.. data.Training.Concat(data.Validation).Concat(data.Test).SelectMany(c => c.Recording.Notes)];
        notes.AddRange(of.Take(ShownNotes));
        if (of.Length > ShownNotes)
        {
            notes.Add($"{of.Length - ShownNotes} more recordings are silent, cut or clipped.");
        }

        return data.Training.Any(c => c.Transcript.Length > 0) ? data
            : throw new DataFormatException($"{path}: every transcript of the training part is empty: there is nothing to learn.");

        IReadOnlyList<Utterance>? Part(string? table) => table is null ? null : UtteranceReader.Read(table, options.Columns);
    }

    /// <summary>Reads recordings.</summary>
    internal static IReadOnlyList<SpeechClip> Load(IReadOnlyList<Utterance> utterances) =>
        [.. utterances.Select(u => new SpeechClip(u.File, WavFile.Read(u.File), u.Transcript) { Speaker = u.Speaker })];

    /// <summary>The data with strings of words in the parts that validate and measure; the part that learns keeps the words.</summary>
    /// <exception cref="DataFormatException">A transcript is no single word, or rates differ.</exception>
    internal SpeechData Joined(WordJoining joining)
    {
        WordJoining.Require(Training.Concat(Validation).Concat(Test), Name, "--join");
        return this with { Validation = joining.Strings(Validation, "validate"), Test = joining.Strings(Test, "measure") };
    }

    /// <summary>A text that differs for other data.</summary>
    /// <returns>16 digits.</returns>
    internal string Fingerprint() => DataFingerprint.Of([Training, Validation, Test], (hash, clip) =>
    {
        hash.Add($"{clip.Transcript}\t{clip.Speaker}\t{clip.Recording.Rate}\n");
        hash.Add(clip.Recording.Samples);
    });

    /// <summary>How long recordings are together, in words.</summary>
    internal static string Length(IEnumerable<SpeechClip> clips)
    {
        double seconds = clips.Sum(c => c.Recording.Seconds);
        return seconds < 120 ? $"{FigureText.Number(seconds, 0)} s" : $"{FigureText.Number(seconds / 60, 1)} min";
    }
}
