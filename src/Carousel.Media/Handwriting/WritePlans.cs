using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Handwriting;

/// <summary>Decides what is learned from drawings.</summary>
public static class WritePlans
{
    // A run without a file: few enough that it is done in a minute or two.
    private const int MadeWriters = 40, MadeTimes = 3;
    private const ulong MadeSeed = 1;

    /// <summary>How messages call the drawings of a run without a file.</summary>
    public static string SampleName => "made-digits";

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The file; null for digits that are made.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">The file can't be read as drawings, or does not fit the mode.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static IJobPlan Make(string? data, WriteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        DrawingData drawings = data is null
            ? MadeDigits.Make(MadeWriters, MadeTimes, MadeSeed)
            : DrawingReader.Read(data);
        WriteMode mode = options.Mode ?? (drawings.IsLabeled ? WriteMode.Classify : WriteMode.Generate);
        if (options.Join is not null && mode != WriteMode.Recognize)
        {
            throw options.Wrong("{Join} makes lines of single symbols: pass {Mode} recognise with it.");
        }

        if (mode == WriteMode.Generate)
        {
            return PenPlan.Make(DrawingSet.Make(drawings, options, needsLabels: false), options);
        }

        WholeRange? join = mode == WriteMode.Recognize && data is null
            ? options.Join ?? new WholeRange(3, 6)
            : options.Join;
        return RecognizerPlan.Make(
            DrawingSet.Make(drawings, options, needsLabels: true), options with { Mode = mode, Join = join });
    }
}
