using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Video;

/// <summary>Decides what is learned from clips.</summary>
public static class VideoPlans
{
    // A run without data: few enough that it is done in two or three minutes.
    private const int MadeBodies = 40, MadeTimes = 4, MadeWriters = 60, MadeMoves = 12;
    private const ulong MadeSeed = 1;

    /// <summary>How messages call the clips of a run without data.</summary>
    public static string SampleName => "made-clips";

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">A folder or a table; null for clips that are made.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">The data can't be read as clips, or do not fit the mode.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static IJobPlan Make(string? data, VideoOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Poses && (data is not null || options.Mode == VideoMode.Next))
        {
            throw options.Wrong("{Poses} makes poses of stick figures: pass it without data, for actions.");
        }

        ClipData clips = data is not null ? ClipReader.Read(data, options.Side)
            : options.Mode == VideoMode.Next ? MadeClips.MovingDigits(MadeWriters, MadeMoves, options.Side, MadeSeed)
            : MadeClips.Figures(MadeBodies, MadeTimes, options.Poses ? 0 : options.Side, MadeSeed);
        VideoMode mode = options.Mode ?? (clips.IsLabeled || clips.IsPoses ? VideoMode.Action : VideoMode.Next);
        return mode == VideoMode.Action
            ? ActionPlan.Make(ClipParts.Make(clips, options, needsLabels: true), options)
            : FramePlan.Make(ClipParts.Make(clips, options, needsLabels: false), options);
    }
}
