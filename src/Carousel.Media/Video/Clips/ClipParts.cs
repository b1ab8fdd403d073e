using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Video;

/// <summary>Clips, divided into those to learn from, to choose by and to measure on.</summary>
/// <param name="Data">The data.</param>
/// <param name="Train">Clips that the network learns from.</param>
/// <param name="Validation">Clips by which the epoch is chosen.</param>
/// <param name="Test">Clips that only measure.</param>
/// <param name="Split">How they were divided, in words.</param>
internal sealed record ClipParts(
    ClipData Data, IReadOnlyList<Clip> Train, IReadOnlyList<Clip> Validation, IReadOnlyList<Clip> Test, string Split)
{
    private const int FewestGroups = 3;

    /// <summary>All clips.</summary>
    public IEnumerable<Clip> All => Train.Concat(Validation).Concat(Test);

    /// <summary>
    /// Divides the data: parts without separate data are drawn by group, each with all actions if these have enough
    /// groups, without regard to the seed.
    /// </summary>
    /// <exception cref="DataFormatException">There are too few clips, they do not fit each other, or one has no
    /// label.</exception>
    /// <exception cref="OptionException">The shares leave nothing to learn from.</exception>
    public static ClipParts Make(ClipData data, VideoOptions options, bool needsLabels)
    {
        ClipData? validation = options.Validation is { } v ? ClipReader.Read(v, options.Side) : null,
            test = options.Test is { } t ? ClipReader.Read(t, options.Side) : null;
        foreach (ClipData one in (IEnumerable<ClipData>)[data, .. new[] { validation, test }.OfType<ClipData>()])
        {
            RequireLabels(one, needsLabels);
            RequireFit(one, data.Side, data.Joints);
        }

        IGrouping<string, Clip>[] groups = [.. data.Clips.GroupBy(c => c.Group)];
        string unit = groups.Length == data.Clips.Count ? "clip" : "group";
        if (groups.Length < FewestGroups)
        {
            throw new DataFormatException(
                $"{data.Name} has {groups.Length} {unit}s of clips. At least {FewestGroups} are needed; pass more.");
        }

        DataParts<Clip> parts = DataParts.Draw(
            groups, "division of clips", validation is null ? options.ValidationShare : 0,
            test is null ? options.TestShare : 0, data.Name, unit,
            group => string.Join('\n', group.Select(c => c.Label).Distinct().Order(StringComparer.Ordinal)))
            .Each<Clip>(own => [.. own.SelectMany(g => g)]);
        return new ClipParts(
            data, parts.Training, validation?.Clips ?? parts.Validation, test?.Clips ?? parts.Test,
            validation is not null && test is not null
                ? "validation and test data passed separately"
                : $"drawn by {unit}");
    }

    /// <summary>A text that differs for other clips.</summary>
    /// <returns>Sixteen hexadecimal digits.</returns>
    public string Fingerprint() => DataFingerprint.Of(
        [Train, Validation, Test],
        (hash, clip) =>
        {
            hash.Add(clip.Values);
            hash.Add($"{clip.Label}\n");
        },
        (byte)'\f');

    /// <summary>Checks that each clip has a label, where one is needed.</summary>
    /// <exception cref="DataFormatException">One has none.</exception>
    public static void RequireLabels(ClipData data, bool needsLabels)
    {
        if (needsLabels && data.Clips.FirstOrDefault(c => c.Label.Length == 0) is { } bare)
        {
            string line = bare.Line > 0 ? $":{bare.Line}" : "";
            throw OptionTable.Of(typeof(VideoOptions)).Unfit(
                $"{data.Name}{line}: the clip '{bare.Name}' has no label. Put clips into folders named by action; in a "
                + $"table write the action into the column label. {{Mode}} next learns from frames without labels.");
        }
    }

    /// <summary>Checks that clips are what a model reads.</summary>
    /// <exception cref="DataFormatException">They are of another kind.</exception>
    public static void RequireFit(ClipData data, int side, IReadOnlyList<string> joints)
    {
        if (data.Side != side || !data.Joints.SequenceEqual(joints))
        {
            string Kind(int s, IReadOnlyList<string> j) =>
                s > 0 ? "frames" : $"poses of {j.Count / 2} joints ({string.Join(", ", j.Take(4))}, …)";
            throw new DataFormatException(
                $"{data.Name} contains {Kind(data.Side, data.Joints)}, but {Kind(side, joints)} are expected. Pass "
                + $"data of the same kind.");
        }
    }
}
