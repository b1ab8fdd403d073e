using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Video;

/// <summary>What was found in clips.</summary>
internal static class VideoFacts
{
    /// <summary>How many clips of what kind.</summary>
    public static JobFact Clips(ClipParts parts, string more)
    {
        ClipData data = parts.Data;
        string kind = data.IsPoses
            ? $"poses of {FigureText.Counted(data.Joints.Count / 2, "joint")}"
            : $"frames of {data.Side} by {data.Side}";
        return new JobFact("clips", Invariant.Of(
            $"{parts.All.Count():N0} of {kind}, {parts.All.Average(c => c.Steps):0.#} frames on average{more}"
            + $"{data.Skipped}"));
    }

    /// <summary>How they were divided, and what occurs twice.</summary>
    public static IEnumerable<JobFact> Split(ClipParts parts) =>
    [
        new(
            "split",
            $"{FigureText.Count(parts.Train.Count)} to train, {FigureText.Count(parts.Validation.Count)} to validate, "
            + $"{FigureText.Count(parts.Test.Count)} to test; {parts.Split}"),
        .. JobFact.Notes(new DataParts<Clip>(parts.Train, parts.Validation, parts.Test)
            .Overlaps("clip", (hash, clip) => hash.Add(clip.Values))),
    ];
}
