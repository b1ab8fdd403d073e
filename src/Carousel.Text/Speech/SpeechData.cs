using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Sound;

namespace Carousel.Speech;

/// <summary>
/// The recordings of a run with their transcripts. If groups are given, the recordings of a group are in one part.
/// </summary>
/// <param name="Name">How messages call the data.</param>
/// <param name="Parts">The recordings.</param>
/// <param name="Notes">What was found on the way, a sentence each.</param>
internal sealed record SpeechData(string Name, DataParts<SpeechClip> Parts, IReadOnlyList<string> Notes)
{
    private const int ManyGroups = 20;

    /// <summary>A share of one in n takes one, roundings or not.</summary>
    private const double OneOf = 1 + 1e-9;

    /// <summary>Rate of most recordings.</summary>
    public int Rate =>
        Parts.Training.CountBy(c => c.Recording.Rate).OrderByDescending(g => g.Value).ThenByDescending(g => g.Key)
            .First().Key;

    /// <summary>Reads and divides the data.</summary>
    /// <param name="path">The table of transcripts, or a folder with it.</param>
    /// <param name="options">Which columns, which parts.</param>
    /// <returns>The data.</returns>
    /// <exception cref="DataFormatException">A table or a recording can't be read, or there are too few.</exception>
    public static SpeechData Read(string path, SpeechOptions options)
    {
        IReadOnlyList<Utterance> all = UtteranceReader.Read(path, options.Columns);
        DataParts<Utterance> lines = Divide(
            all, Part(options.Validation), Part(options.Test), options, path);
        var parts = new DataParts<SpeechClip>(Load(lines.Training), Load(lines.Validation), Load(lines.Test));
        return parts.Training.Any(c => c.Transcript.Length > 0)
            ? new SpeechData(
                path, parts,
                [
                    .. SoundRecording.NotesOf(parts.All.Select(c => c.Recording)),
                    .. Optional.Of(parts.All.Count(c => c.Transcript.Length == 0) is > 0 and var silent
                        ? $"{FigureText.Counted(silent, "transcript")} without text: the recording counts as silence."
                        : null),
                    .. OddNames.Twice(lines.All.Select(u => (u.File, u.Transcript)), "transcripts"),
                ])
            : throw new DataFormatException(
                $"{path}: every transcript of the training set is empty, so there is nothing to learn.");

        IReadOnlyList<Utterance>? Part(string? table) =>
            table is null ? null : UtteranceReader.Read(table, options.Columns with { PrefersOwn = true });
    }

    /// <summary>Reads recordings.</summary>
    internal static IReadOnlyList<SpeechClip> Load(IReadOnlyList<Utterance> utterances) =>
        [.. utterances.Select(u => new SpeechClip(u.File, WavFile.Read(u.File), u.Transcript) { Speaker = u.Speaker })];

    /// <summary>
    /// The data with strings of words in the validation and test set; the training set keeps the words.
    /// </summary>
    /// <exception cref="DataFormatException">A transcript is not one word, or rates differ.</exception>
    internal SpeechData Joined(WordJoining joining)
    {
        WordJoining.Require(Parts.All, Name, nameof(SpeechOptions.Join));
        return this with
        {
            Parts = Parts with
            {
                Validation = joining.Strings(Parts.Validation, "validate"),
                Test = joining.Strings(Parts.Test, "measure"),
            },
        };
    }

    /// <summary>A text that differs for other data.</summary>
    /// <returns>16 digits.</returns>
    internal string Fingerprint() => Parts.Fingerprint((hash, clip) =>
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

    private static DataParts<Utterance> Divide(
        IReadOnlyList<Utterance> all, IReadOnlyList<Utterance>? validation, IReadOnlyList<Utterance>? test,
        SpeechOptions options, string name)
    {
        ILookup<bool, Utterance> measures = all.ToLookup(
            u => options.TestGroups.Contains(u.Group));
        if (options.TestGroups.Count > 0)
        {
            RequireGroups(all, options, name);
            test ??= [.. measures[true]];
        }

        Utterance[] rest = [.. measures[false]];

        // Where there are many groups, parts are made of whole ones.
        string[] groups = [.. rest.Select(u => u.Group).Distinct()];
        var numbers = groups.Index().ToDictionary(g => g.Item, g => g.Index);
        int count = groups.Length < ManyGroups ? rest.Length : groups.Length;
        DataParts<Utterance> parts = DataParts.Spread(
            rest, n => groups.Length < ManyGroups ? n : numbers[rest[n].Group],
            validation is null ? options.ValidationShare : 0,
            test is null ? Math.Max(options.TestShare, count < 3 ? 0 : OneOf / count) : 0);
        parts = parts with { Validation = validation ?? parts.Validation, Test = test ?? parts.Test };
        return parts.Training.Count > 0 && parts.Test.Count > 0 ? parts
            : throw options.Unfit(
                $"{name} has {FigureText.Counted(all.Count, "recording")}: too few for a training set and a test set. "
                + $"Pass more, or a test set by {{Test}}.");
    }

    private static void RequireGroups(IReadOnlyList<Utterance> all, SpeechOptions options, string name)
    {
        string[] groups = [.. all.Select(u => u.Group).Distinct().Order(StringComparer.Ordinal)];
        if (groups is [""])
        {
            throw options.Unfit(
                $"{name} has no groups for {{TestGroups}}. Name the column by {{Group}}, or the speakers' by "
                + $"{{Speaker}}.");
        }

        if (options.TestGroups.FirstOrDefault(g => !groups.Contains(g)) is { } group)
        {
            throw options.Unfit(
                $"{{TestGroups}} names '{group}', but the groups of {name} are {FigureText.Listed(groups, 12)}.");
        }
    }
}
